"""What was agreed with the organisations that families are sent to."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core.models import Record


class Covers(models.TextChoices):
    """What an agreement lets the network do."""

    SIGNPOST = "signpost", _("We tell families about them")
    REFER = "refer", _("We refer families to them")
    DELIVER = "deliver", _("They run services in our hubs")
    SHARE_SPACE = "share-space", _("They use our rooms, or we use theirs")


class PartnerAgreement(Record):
    """That an organisation works with the network, on what terms, and until when (framework 4.1).

    It is about signposting, referring and running services. What may be shared of a family is another register.
    """

    neutral = frozenset(
        {
            "id",
            "created_at",
            "organisation",
            "title",
            "covers",
            "starts_on",
            "ends_on",
            "review_on",
            "document",
            "notes",
            "ended_at",
        }
    )

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partner_agreements")
    title = models.CharField(max_length=160)
    covers = ArrayField(models.CharField(max_length=12, choices=Covers.choices))
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day; null: until somebody ends it
    review_on = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=200, blank=True)  # where the signed paper is kept
    notes = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # ended before its time

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="directory_agreement_days_in_order",
            )
        ]
