"""Who gets an email about what is new near them. No name, no postcode, no date of birth."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hearth.core.models import Record


class HowOften(models.TextChoices):
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


class EmailSubscription(Record):
    """One wish to hear of new services, by one email address: asked for, then confirmed by a link in an email.

    The place is the middle of a ward, or a point rounded to about a kilometre: enough to say what is near. Ages are
    months on the day `ages_on`, both ends included, and move on with the calendar: a child asked for before its birth
    is a toddler two years later. Empty: any age. The row is deleted by leaving, when its time is over, or when it was
    not confirmed in time.
    """

    personal = frozenset(
        {
            "email",
            "language",
            "every",
            "area_name",
            "area_code",
            "council_code",
            "latitude",
            "longitude",
            "miles",
            "from_months",
            "to_months",
            "ages_on",
        }
    )
    neutral = frozenset({"id", "created_at", "confirmed_at", "since", "next_on", "ends_on", "asked_on"})

    email = models.EmailField()
    language = models.CharField(max_length=5, default="en")
    every = models.CharField(max_length=8, choices=HowOften.choices, default=HowOften.WEEKLY)
    area_name = models.CharField(max_length=80)
    area_code = models.CharField(max_length=12, blank=True)  # of the ward, where it is known
    council_code = models.CharField(max_length=12, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    miles = models.PositiveSmallIntegerField()
    from_months = ArrayField(models.SmallIntegerField(), default=list)
    to_months = ArrayField(models.SmallIntegerField(), default=list)
    ages_on = models.DateField()
    confirmed_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)  # what happened after this has not been looked at
    next_on = models.DateField(null=True)  # the day of the next email
    ends_on = models.DateField(null=True)  # its last day, unless they say that it is to go on
    asked_on = models.DateField(null=True)  # when they were asked whether it is to go on

    class Meta:
        indexes = [
            models.Index(fields=["next_on"], condition=Q(confirmed_at__isnull=False), name="directory_email_due"),
            models.Index(fields=["created_at"], condition=Q(confirmed_at__isnull=True), name="directory_email_waiting"),
            models.Index(Lower("email"), name="directory_email_address"),
        ]
