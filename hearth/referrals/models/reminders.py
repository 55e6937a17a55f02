"""A day on which somebody wants to look again at what they or their organisation sent."""

from __future__ import annotations

from django.db import models

from hearth.core.models import Record
from hearth.referrals.models.referrals import Referral


class Reminder(Record):
    """One sender's own, of one referral: nobody else sees it. From its day it stands on a member's Today and in a
    list, until they end it."""

    neutral = frozenset({"id", "created_at", "referral", "user_id", "on", "told_at"})

    # The database deletes it with the referral (migration 0028).
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="reminders", db_constraint=False)
    user_id = models.UUIDField()  # the member, or the guest
    on = models.DateField()
    told_at = models.DateTimeField(null=True, blank=True)  # the email went to the outbox

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "user_id"], name="referrals_reminder_once")]
        indexes = [
            models.Index(fields=["user_id", "on"], name="referrals_reminder_by_day"),
            models.Index(fields=["on"], name="referrals_reminder_to_tell", condition=models.Q(told_at__isnull=True)),
        ]
