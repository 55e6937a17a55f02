"""What is counted of a referral: worked out from its status rows, and from nothing else but whether messages left."""

from __future__ import annotations

from django.db import models

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.directory.models import Service, Site
from hearth.referrals.models.referrals import Referral


class LoopFact(Record):
    """One referral as numbers see it: days, stages and how it ended. No words and nothing of the family.

    Made anew from the story after every move (`actions.counting`), so it can be thrown away and made again. `_on` are
    days in London; `days_` are working days in England, without those on which the service waited for an answer or the
    work rested.
    """

    neutral = frozenset(
        {
            "id",
            "created_at",
            "referral",
            "provider",
            "service",
            "hub",
            "rows",
            "state",
            "is_open",
            "sent_on",
            "started",
            "due_by",
            "ended_at",
            "days_to_open",
            "days_to_answer",
            "days_to_contact",
            "days_waiting",
            "days_to_end",
            "reason",
            "has_outcome",
            "by_need",
            "family_told",
            "sender_told",
        }
    )

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="fact")
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    hub = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+", db_index=False)  # where the service is
    rows = models.PositiveIntegerField()  # of the story that are counted here
    state = models.CharField(max_length=20)
    is_open = models.BooleanField()
    sent_on = models.DateField()
    started = models.BooleanField()  # first contact was made
    due_by = models.DateField(null=True)  # of the clock that runs
    ended_at = models.DateTimeField(null=True)
    days_to_open = models.PositiveIntegerField(null=True)
    days_to_answer = models.PositiveIntegerField(null=True)
    days_to_contact = models.PositiveIntegerField(null=True)
    days_waiting = models.PositiveIntegerField(null=True)  # on the waiting list, once it was left
    days_to_end = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=40, blank=True)  # of declining
    has_outcome = models.BooleanField(default=False)
    by_need = models.JSONField(default=dict, blank=True)  # of completing: {need: outcome}
    family_told = models.BooleanField(default=False)  # how it ended: the message left, or they ended it themselves
    sender_told = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["sent_on"]),
            models.Index(fields=["provider", "sent_on"]),
            models.Index(fields=["provider"], condition=models.Q(is_open=True), name="referrals_fact_open"),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(is_open=False) & (models.Q(family_told=False) | models.Q(sender_told=False)),
                name="referrals_fact_untold",
            ),
        ]
