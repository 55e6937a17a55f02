"""Listings that may be of one service, what an editor said of them, and those that were brought together."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hearth.core import clock
from hearth.core.models import Record
from hearth.directory.models.services import Service


class PairState(models.TextChoices):
    """How a pair stands."""

    PROPOSED = "proposed", _("To look at")
    DIFFERENT = "different", _("Not the same")  # until either of them changes materially
    MERGED = "merged", _("Brought together")


class DuplicatePair(Record):
    """Two listings that may be of one service, with what speaks for it. `first` has the smaller id.

    `said` is a short text of both names, organisations and places: what an editor decided counts until it changes.
    `proposed_by` is the editor who put them forward; empty where the search alone found them.
    """

    personal = frozenset({"reason", "decided_by", "proposed_by", "proposed_why"})
    neutral = frozenset({"id", "created_at", "first", "second", "score", "evidence", "state", "said", "decided_at"})

    first = models.ForeignKey(Service, models.CASCADE, related_name="+")
    second = models.ForeignKey(Service, models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()  # points of 100
    evidence = models.JSONField(default=list)  # [{"code": "phone", "value": "1632960001", "points": 15}]
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.PROPOSED)
    said = models.CharField(max_length=64, blank=True)
    proposed_by = models.CharField(max_length=120, blank=True, default="")
    proposed_why = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="directory_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="directory_pair_in_order"),
        ]
        indexes = [models.Index(fields=["state", "-score"], name="directory_pair_to_decide")]


class DuplicateSearch(Record):
    """The last search for duplicates: when it began, how much it compared and what came of it. One row."""

    neutral = frozenset({"id", "created_at", "only", "at", "listings", "compared", "proposed", "milliseconds"})

    only = models.BooleanField(default=True, unique=True)
    at = models.DateTimeField()
    listings = models.PositiveIntegerField(default=0)
    compared = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)


class Merge(Record):
    """One listing that took in another, and everything needed to take them apart again (hearth.directory.merging).

    Merges are numbered in the order in which they were made. `parts` holds for each group of parts that the absorbed
    listing gave something to: its `choice`, what the kept listing said `before` and `after`, and what the absorbed one
    said (`theirs`). `copies` are the ids that places of the absorbed listing have at the kept one. `sources` is what
    feeds had last said of the absorbed one. No secret address is in any of them.
    """

    personal = frozenset({"reason", "by_user_id", "by_name", "undone_reason", "undone_by"})
    neutral = frozenset(
        {
            *("id", "created_at", "number", "kept", "absorbed", "kept_name", "absorbed_name", "status_before", "at"),
            *("parts", "copies", "sources", "undone_at", "stayed"),
        }
    )

    number = models.PositiveIntegerField(unique=True)
    kept = models.ForeignKey(Service, models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Service, models.CASCADE, related_name="absorptions")
    kept_name = models.CharField(max_length=200)  # as they were then
    absorbed_name = models.CharField(max_length=200)
    status_before = models.CharField(max_length=8)  # of the absorbed listing
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=300)
    by_user_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)
    parts = models.JSONField(default=dict)
    copies = models.JSONField(default=dict)
    sources = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=300, blank=True)
    undone_by = models.CharField(max_length=120, blank=True)
    stayed = models.JSONField(default=list)  # groups that undoing left alone, because they had changed since

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["kept", "number"], name="directory_merge_of_kept")]
        constraints = [
            # A listing is in one other at most.
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="directory_merged_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="directory_merge_of_two"),
        ]
