"""The everyday words that a council looks after itself: what families type, and what they mean by it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hearth.core import clock
from hearth.core.models import Record


class Synonym(Record):
    """What is typed, what else it means, and the kinds of help it leads to.

    `typed` is as `queries.words.plain` leaves it. A row that came with the product is `is_shipped`; once somebody here
    has changed or taken it away it `is_ours`, and no upgrade touches it. One that was taken away stays, with
    `removed_at`, so that it can be brought back and an upgrade does not bring it.
    """

    neutral = frozenset(
        {
            *("id", "created_at", "typed", "means", "leads_to", "is_shipped", "is_ours", "removed_at", "version"),
            "updated_at",
        }
    )

    typed = models.CharField(max_length=80, unique=True)
    means = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    leads_to = ArrayField(models.CharField(max_length=80), default=list, blank=True)  # codes of terms
    is_shipped = models.BooleanField(default=False)
    is_ours = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["typed"]

    def __str__(self) -> str:
        return self.typed


class SynonymVersion(Record):
    """What a synonym said at one time, who made it so and why. Added to and never changed."""

    personal = frozenset({"by_user_id", "by_name"})
    neutral = frozenset(
        {"id", "created_at", "synonym", "number", "typed", "means", "leads_to", "is_removed", "reason", "at"}
    )

    synonym = models.ForeignKey(Synonym, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    typed = models.CharField(max_length=80)
    means = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    leads_to = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    is_removed = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)
    by_user_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["synonym", "number"], name="directory_synonym_version_once")]


class WordsNumber(models.Model):
    """One row: a number that a trigger moves on whenever a term or a synonym changes.

    Each search reads it beside its own words, so every process notices a change at the next search without asking for
    more. It comes from a sequence: a change that was taken back never leaves a number that another change has again.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"only", "number"})

    only = models.BooleanField(primary_key=True, default=True)
    number = models.BigIntegerField()
