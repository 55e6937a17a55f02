"""What was read from files and feeds: each load, and what became of each row."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.core.models import Record
from hearth.directory.models.feeds import Feed


class RowOutcome(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    REPAIRED = "repaired", _("Accepted after a repair")
    REFUSED = "refused", _("Refused")
    UNCHANGED = "unchanged", _("The same as before")
    GONE = "gone", _("No longer in the file")


class Load(Record):
    """One reading of one file or feed. A load that was killed has no `finished_at` and can be run again.

    `is_complete`: the whole of the feed was read, so that what was not in it is gone from it.
    """

    neutral = frozenset(
        {
            *("id", "created_at", "source", "file_name", "file_hash", "finished_at", "counts", "mapping_version"),
            *("feed", "is_complete", "progress"),
        }
    )

    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    mapping_version = models.CharField(max_length=20, blank=True)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    feed = models.ForeignKey(Feed, models.CASCADE, null=True, related_name="loads")
    is_complete = models.BooleanField(default=False)
    progress = models.JSONField(default=dict)  # while it runs: {"done": 120, "of": 400, "at": "…"}

    class Meta:
        indexes = [models.Index(fields=["source", "-created_at"])]


class LoadRow(models.Model):
    """What became of one row of which there is something to say, and its raw text."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"id", "load", "number", "outcome", "reasons", "raw"})

    id = models.BigAutoField(primary_key=True)
    load = models.ForeignKey(Load, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # counted from 1, without the header; 0 for a row that is gone
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    reasons = models.JSONField(default=list)
    raw = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["load", "outcome"])]


class SourceRow(models.Model):
    """What a file last said of one record, and which record that is: how a row is known again.

    `fingerprint` is of what the row came to after all repairs. The same fingerprint means that the file says nothing
    new, so what an editor has changed here since then stays.

    Of a feed's row we keep besides: `mark` of the record as it came; `written`, a short hash of each field as the feed
    last had it, so that a change made here can be told from one made there; `always`, the fields in which an editor
    lets the feed win; `reasons`, what was mended in it; `waits`, that it is new and hidden until an editor shows it;
    `misses`, complete readings in a row without it; `kept_at`, when an editor decided about one that is gone.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset(
        {
            "id",
            "source",
            "ref",
            "record_kind",
            "record_id",
            "fingerprint",
            "terms",
            "raw",
            "load",
            "loaded_at",
            "gone_at",
            *("mark", "written", "always", "reasons", "waits", "said", "misses", "kept_at"),
        }
    )

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=60)
    ref = models.CharField(max_length=200)
    record_kind = models.CharField(max_length=12)  # service, site, organisation
    record_id = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    terms = models.JSONField(default=list)  # the terms it was given by the file's mapping
    raw = models.JSONField(default=dict)
    load = models.ForeignKey(Load, models.PROTECT, related_name="source_rows")  # that last changed it
    loaded_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)  # when the file was first read without it
    mark = models.CharField(max_length=64, blank=True)
    written = models.JSONField(default=dict)
    always = ArrayField(models.CharField(max_length=40), default=list)
    reasons = ArrayField(models.CharField(max_length=40), default=list)  # codes of loading.reasons
    waits = models.BooleanField(default=False)
    said = ArrayField(models.UUIDField(), default=list)  # terms that the feed named; `terms`: all it was given for them
    misses = models.PositiveSmallIntegerField(default=0)
    kept_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "ref"], name="directory_source_row_once")]
        indexes = [
            models.Index(fields=["record_id"]),
            models.Index(
                fields=["source", "gone_at"],
                condition=models.Q(gone_at__isnull=False),
                name="directory_source_row_gone",
            ),
            models.Index(fields=["source"], condition=models.Q(waits=True), name="directory_source_row_waits"),
        ]
