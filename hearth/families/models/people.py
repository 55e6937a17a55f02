"""Who is the same person as whom: links over source records, never merged rows.

A person is a connected component of source records under the decisions that stand. It is named by the id of its
earliest record, so that any record's id leads to it for ever, and a split gives back the very ids there were before.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.core.models import Record
from hearth.families.models.records import SourceRecord


class PersonLink(models.Model):
    """Whose record a source record is. One row for each, made with it (a trigger) and rewritten by recomputation."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"source_record", "person", "changed_at"})

    source_record = models.OneToOneField(
        SourceRecord, models.PROTECT, primary_key=True, related_name="link", db_column="id"
    )
    person = models.UUIDField(db_index=True)  # the id of the person's earliest record
    changed_at = models.DateTimeField()


class Verdict(models.TextChoices):
    SAME = "same", _("The same person")
    NEVER = "never", _("Not the same person")


class Origin(models.TextChoices):
    PERSON = "person", _("Somebody decided")
    MODEL = "model", _("The matching model")


class LinkDecision(Record):
    """That two records are, or never are, of one person: who or what said so, when, and on what evidence.

    Never rewritten but for its revocation. What a person decided beats the model; of two people the later counts.
    """

    personal = frozenset({"by_user", "by_name", "revoked_by", "evidence"})
    sensitive = frozenset({"reason", "revoked_reason"})
    neutral = frozenset(
        {
            "id",
            "created_at",
            "record_a",
            "record_b",
            "verdict",
            "origin",
            "probability",
            "model_version",
            "revoked_at",
        }
    )

    record_a = models.ForeignKey(SourceRecord, models.PROTECT, related_name="+")
    record_b = models.ForeignKey(SourceRecord, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=5, choices=Verdict.choices)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    probability = models.FloatField(null=True)  # what the model said, 0 to 1
    evidence = models.JSONField(default=list)  # one entry a comparison: [name, level, weight in bits]
    model_version = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=255, blank=True)
    by_user = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_reason = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(record_a__lt=models.F("record_b")), name="families_decision_in_order"
            ),
            models.UniqueConstraint(
                fields=["record_a", "record_b", "origin"],
                condition=models.Q(revoked_at=None),
                name="families_decision_once",
            ),
        ]
        indexes = [models.Index(fields=["record_b"])]


class Hazard(models.TextChoices):
    """Why a pair is never linked by itself, however alike it looks."""

    TWIN = "twin", _("Possible twins")
    NAMESAKE = "namesake", _("Parent and child of one name")
    NUMBERS = "numbers", _("Two different NHS numbers")
    PROVISIONAL = "provisional", _("A baby not named yet")


class LinkCandidate(Record):
    """Two records that may be of one person, for somebody to decide about."""

    personal = frozenset({"evidence"})
    neutral = frozenset(
        {"id", "created_at", "record_a", "record_b", "probability", "hazard", "model_version", "closed_at"}
    )

    record_a = models.ForeignKey(SourceRecord, models.PROTECT, related_name="+")
    record_b = models.ForeignKey(SourceRecord, models.PROTECT, related_name="+")
    probability = models.FloatField()
    evidence = models.JSONField(default=list)
    hazard = models.CharField(max_length=12, choices=Hazard.choices, blank=True)
    model_version = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True)  # decided, or no longer alike

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_a", "record_b"], condition=models.Q(closed_at=None), name="families_candidate_once"
            )
        ]
        indexes = [models.Index(fields=["closed_at", "-probability"]), models.Index(fields=["record_b"])]


class MatchModel(Record):
    """One version of the matching model, with what its training reported. One is live."""

    neutral = frozenset({"id", "created_at", "version", "settings", "report", "records", "is_live"})

    version = models.PositiveIntegerField(unique=True)
    settings: Any = models.JSONField()
    report: Any = models.JSONField(default=dict)
    records = models.PositiveIntegerField(default=0)  # how many it was trained on
    is_live = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_live"], condition=models.Q(is_live=True), name="families_one_live_model"
            )
        ]
