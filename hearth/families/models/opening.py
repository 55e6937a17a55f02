"""What a member opened in an emergency, and what the information lead found of it.

It names a source record, so that it stays true when links are split. Both tables are only added to.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.families.models.records import SourceRecord


class Opening(Record):
    """That a member opened what no agreement opens to them: for one person, for a few hours, with a reason, after
    signing in again."""

    personal = frozenset({"source_record", "user_id", "user_name"})
    sensitive = frozenset({"words"})
    neutral = frozenset({"id", "created_at", "organisation", "tier", "reason", "until", "rules_version"})

    source_record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="openings")
    user_id = models.UUIDField()
    user_name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    tier = models.CharField(max_length=10)  # "summary" (b) or "notes" (c); never what is sealed
    reason = models.CharField(max_length=30)  # a code of data/trust.yaml
    words = models.TextField()
    until = models.DateTimeField()
    rules_version = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["user_id", "until"], name="families_opening_of")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tier="summary") | models.Q(tier="notes"), name="families_opening_never_sealed"
            )
        ]

    def is_open(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.created_at <= now < self.until


class OpeningReview(Record):
    """What the information lead found of an opening. Written once: it closes the review."""

    personal = frozenset({"by_user_id", "by_name"})
    sensitive = frozenset({"words"})
    neutral = frozenset({"id", "created_at", "opening", "outcome"})

    opening = models.OneToOneField(Opening, models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=20)  # a code of data/trust.yaml
    words = models.TextField()
    by_user_id = models.UUIDField()
    by_name = models.CharField(max_length=120)
