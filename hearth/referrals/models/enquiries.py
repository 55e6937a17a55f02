"""The front desk's log: who came, what about, what was offered, what came of it. It counts, and names nobody."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.directory.models import Service, Site


class EnquiryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    WITH_US = "with-us", _("With us now")
    FINISHED = "finished", _("Finished")


class Enquiry(Record):
    """Somebody asks at the front desk; `created_at` is when they came.

    `way`, `who`, `bands`, `topics`, `offered` and `outcome` are codes of data/desk.yaml. The first name is there to
    call somebody from the queue and goes at the end of the day; the note goes after the days that desk.yaml says. What
    is left only counts.
    """

    personal = frozenset({"first_name", "taken_by_id", "taken_by_name"})
    sensitive = frozenset({"words"})
    neutral = frozenset(
        {
            "id",
            "created_at",
            "organisation",
            "site",
            "day",
            "number",
            "state",
            "taken_at",
            "finished_at",
            "way",
            "who",
            "bands",
            "topics",
            "offered",
            "outcome",
            "rules_version",
        }
    )

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="enquiries")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="enquiries")
    day = models.DateField()  # in London
    number = models.PositiveIntegerField()  # 1, 2, 3 … of this day at this organisation
    state = models.CharField(max_length=8, choices=EnquiryState.choices, default=EnquiryState.WAITING)
    taken_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    taken_by_id = models.UUIDField(null=True, blank=True)  # who talks, or talked, with them
    taken_by_name = models.CharField(max_length=120, blank=True)
    first_name = models.CharField(max_length=40, blank=True)
    way = models.CharField(max_length=20, blank=True)
    who = models.CharField(max_length=20, blank=True)
    bands = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # ages of the children
    topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    offered = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    words = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    rules_version = models.CharField(max_length=20)  # of data/desk.yaml, in which the codes are read

    class Meta:
        indexes = [models.Index(fields=["organisation", "day", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day", "number"], name="referrals_enquiry_number_once")
        ]


class EnquiryOffer(Record):
    """A service of the directory that the desk told somebody about."""

    neutral = frozenset({"id", "created_at", "enquiry", "service", "order"})

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="offers")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["enquiry", "service"], name="referrals_enquiry_offer_once")]
