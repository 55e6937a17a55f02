"""Agencies' extracts: who sends which, and what became of each file. No word of any person is kept here: a refused row
is known by its number, so that whoever sent the file finds it there."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hearth.core.models import Record


class RecordSource(Record):
    """One extract that an agency sends again and again, and how fresh it has to be."""

    neutral = frozenset(
        {"id", "created_at", "code", "name", "organisation", "mapping", "folder", "stale_after_days", "is_active"}
    )

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    mapping = models.CharField(max_length=40)  # the name of a file in feeds/mappings
    folder = models.CharField(max_length=255, blank=True)  # looked into by a job; empty: loaded by hand
    stale_after_days = models.PositiveSmallIntegerField(default=8)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RecordLoad(Record):
    """One reading of one file. Without `finished_at` it runs, or was killed and can be run again."""

    neutral = frozenset(
        {
            *("id", "created_at", "source", "file_name", "file_hash", "mapping_version", "finished_at"),
            *("rows", "added", "changed", "same", "repaired", "refused", "ended", "filled", "failed"),
        }
    )

    source = models.ForeignKey(RecordSource, models.PROTECT, related_name="loads")
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    mapping_version = models.PositiveSmallIntegerField()
    finished_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0)  # among the three above
    refused = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)  # involvements that ended because their person is gone from it
    filled = models.JSONField(default=dict)  # how many of the rows taken say each thing: {"birth_date": 1204}
    failed = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["source", "-created_at"])]

    @property
    def taken(self) -> int:
        """Rows that were not refused."""
        return self.added + self.changed + self.same


class RemarkedRow(Record):
    """A row that was refused, or taken without something in it that could not be right: which, and why."""

    neutral = frozenset({"id", "created_at", "load", "number", "is_refused", "reasons"})

    load = models.ForeignKey(RecordLoad, models.CASCADE, related_name="remarks")
    number = models.PositiveIntegerField()  # of the file, without its head, from 1
    is_refused = models.BooleanField()
    reasons = ArrayField(models.CharField(max_length=40))  # codes of feeds.reasons

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["load", "is_refused"])]
