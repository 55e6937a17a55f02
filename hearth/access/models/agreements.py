"""Data sharing agreements: who may see what of whom, why, and until when. They are carried out: `hearth_agreed` in the
database and `queries.agreed` in the application read these rows at every look."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hearth.access.models.people import Organisation
from hearth.core.models import Record

SEALED = "sealed"  # tier d: no agreement ever covers it


class Agreement(Record):
    """What organisations agreed to share about the people they work with. In force from `starts_on` to `ends_on`, both
    included, by London's date, unless it was ended before."""

    neutral = frozenset(
        {
            "id",
            "created_at",
            "title",
            "purpose",
            "lawful_basis",
            "special_basis",
            "rules_version",
            "starts_on",
            "ends_on",
            "review_on",
            "document",
            "ended_at",
            "ended_why",
            "version",
        }
    )

    title = models.CharField(max_length=160)
    purpose = models.TextField()
    lawful_basis = models.CharField(max_length=40)  # UK GDPR article 6, a code of data/sharing.yaml
    special_basis = models.CharField(max_length=40, blank=True)  # article 9; empty where nothing special is shared
    rules_version = models.PositiveSmallIntegerField()  # of data/sharing.yaml, when these words were written
    starts_on = models.DateField()
    ends_on = models.DateField()  # its last day
    review_on = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=200, blank=True)  # where the signed paper is kept
    ended_at = models.DateTimeField(null=True, blank=True)  # ended before its time
    ended_why = models.CharField(max_length=500, blank=True)
    version = models.PositiveSmallIntegerField(default=1)  # of its words

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="access_agreement_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def in_force(self, today: date) -> bool:
        """Whether it holds on a day of London's."""
        return self.ended_at is None and self.starts_on <= today <= self.ends_on


class AgreementParty(Record):
    """What one organisation gives to the other parties of an agreement, and gets from them, by category."""

    neutral = frozenset({"id", "created_at", "agreement", "organisation", "gives", "gets"})

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="agreement_parties")
    gives = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    gets = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="access_agreement_party_once"),
            models.CheckConstraint(
                condition=~models.Q(gives__contains=[SEALED]) & ~models.Q(gets__contains=[SEALED]),
                name="access_agreement_never_sealed",
            ),
        ]


class AgreementVersion(Record):
    """What an agreement said after one change of it, and why it was changed. Written once."""

    personal = frozenset({"by_user_id", "by_name"})
    neutral = frozenset({"id", "created_at", "agreement", "number", "words", "reason"})

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    words = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    by_user_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="access_agreement_version_once")]
