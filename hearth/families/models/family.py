"""Who belongs to whom, who lives together, and who works with them.

All of it points to source records, never to a person, so that it follows a record through a link and through a split.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.core.models import Record
from hearth.families.models.records import SourceRecord


class RelationshipKind(models.TextChoices):
    """What the first is to the second."""

    PARENT = "parent", _("Parent")
    STEP_PARENT = "step-parent", _("Step-parent")
    CARER = "carer", _("Carer")
    EXPECTING = "expecting", _("Expecting")
    GRANDPARENT = "grandparent", _("Grandparent")
    SIBLING = "sibling", _("Brother or sister")
    PARTNER = "partner", _("Partner")
    FORMER_PARTNER = "former-partner", _("Former partner")
    OTHER = "other", _("Other relative or friend")


class Relationship(Record):
    """What one person is to another, as a source stated it. Never inferred."""

    personal = frozenset({"kind", "lives_with", "since", "until"})
    neutral = frozenset({"id", "created_at", "record", "to_record"})

    record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="relationships")
    to_record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="relationships_to")
    kind = models.CharField(max_length=16, choices=RelationshipKind.choices)
    lives_with = models.BooleanField(null=True)  # null: not said; false: lives elsewhere
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(record=models.F("to_record")), name="families_related_to_another"
            ),
            models.UniqueConstraint(fields=["record", "to_record", "kind"], name="families_relationship_once"),
        ]


class Household(Record):
    """People who live together, over time. What it is called and where it is follows from its people."""

    neutral = frozenset({"id", "created_at"})


class HouseholdPlace(Record):
    """That somebody lives, or lived, in a household."""

    personal = frozenset({"source_record", "since", "until"})
    neutral = frozenset({"id", "created_at", "household", "part_time"})

    household = models.ForeignKey(Household, models.PROTECT, related_name="places")
    source_record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="households")
    part_time = models.BooleanField(default=False)  # lives here some of the time
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)  # the last day; null: still


class Involvement(Record):
    """That an organisation works with somebody, since when, and whom to ring: what may be widely shared (tier a)."""

    personal = frozenset({"source_record", "since", "until", "contact_name", "contact_phone"})
    sensitive = frozenset({"service_name"})
    neutral = frozenset(
        {
            "id",
            "created_at",
            "organisation",
            "origin",
            "origin_id",
            "is_sealed",
            "is_named_contact",
            "ended_at",
        }
    )

    source_record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="involvements")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    service_name = models.CharField(max_length=160, blank=True)  # "Health visiting, Brook End team"
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # the last day; null: still
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    is_named_contact = models.BooleanField(default=False)  # whom the family asks first
    # A service whose very name says too much (domestic abuse, substance misuse): known to its own organisation only.
    is_sealed = models.BooleanField(default=False)
    origin = models.CharField(max_length=12)  # "referral", "feed", "registration", "member"
    origin_id = models.UUIDField(null=True)  # the referral, where one led to it
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "until"]),
            models.Index(fields=["origin_id"]),
        ]
