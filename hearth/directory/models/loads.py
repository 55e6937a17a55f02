"""What was read from files: each load, and what became of each row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.core.models import Record


class RowOutcome(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    REPAIRED = "repaired", _("Accepted after a repair")
    REFUSED = "refused", _("Refused")
    UNCHANGED = "unchanged", _("The same as before")


class Load(Record):
    """One reading of one file. A load that was killed has no `finished_at` and can be run again."""

    neutral = frozenset(
        {"id", "created_at", "source", "file_name", "file_hash", "finished_at", "counts", "mapping_version"}
    )

    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    mapping_version = models.CharField(max_length=20, blank=True)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["source", "-created_at"])]


class LoadRow(models.Model):
    """What became of one row that was repaired or refused, and its raw text."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"id", "load", "number", "outcome", "reasons", "raw"})

    id = models.BigAutoField(primary_key=True)
    load = models.ForeignKey(Load, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # counted from 1, without the header
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    reasons = models.JSONField(default=list)
    raw = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["load", "outcome"])]
