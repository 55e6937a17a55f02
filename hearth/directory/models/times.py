"""When a service happens: schedules, exceptions, school terms, and the days on which a site is shut."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.core.models import Record
from hearth.directory.models.organisations import BankHolidays, Site
from hearth.directory.models.services import Service, ServicePlace


class Frequency(models.TextChoices):
    WEEKLY = "WEEKLY", _("Every week")
    MONTHLY = "MONTHLY", _("Every month")


class Schedule(Record):
    """When a service happens: a rule such as "Mondays 9:30am to 11am in term time". Split hours are two rows."""

    neutral = frozenset(
        {
            "id",
            "created_at",
            "service",
            "place",
            "freq",
            "byday",
            "week_of_month",
            "opens",
            "closes",
            "valid_from",
            "valid_to",
            "term_time_only",
            "holidays_only",
            "interval",
            "days_of_month",
            "bank_holidays",
            "notes",
            "more",
        }
    )

    service = models.ForeignKey(Service, models.CASCADE, related_name="schedules")
    place = models.ForeignKey(ServicePlace, models.CASCADE, null=True, blank=True, related_name="schedules")
    freq = models.CharField(max_length=8, choices=Frequency.choices, default=Frequency.WEEKLY)
    byday = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    week_of_month = models.SmallIntegerField(null=True, blank=True)  # 1-5, or -1 for the last; MONTHLY only
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    term_time_only = models.BooleanField(default=False)
    holidays_only = models.BooleanField(default=False)  # only in the school holidays: never with `term_time_only`
    # Every so many weeks or months, counted from `valid_from`.
    interval = models.PositiveSmallIntegerField(default=1)
    days_of_month = ArrayField(models.SmallIntegerField(), default=list, blank=True)  # MONTHLY: 1-31, -1 is the last
    bank_holidays = models.CharField(max_length=8, choices=BankHolidays.choices, default=BankHolidays.UNKNOWN)
    notes = models.CharField(max_length=255, blank=True)
    more = models.JSONField(default=dict, blank=True)  # what Open Referral UK can say besides, by its own names

    class Meta:
        ordering = ["opens"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(term_time_only=True, holidays_only=True), name="directory_schedule_term_or_holidays"
            )
        ]


class ExceptionKind(models.TextChoices):
    CANCELLED = "cancelled", _("Not on")
    CHANGED = "changed", _("At another time")
    EXTRA = "extra", _("On as well")


class ScheduleException(Record):
    """Days on which the schedule does not hold: not on, at another time, or on as well. Both days included.

    Without a `schedule` it is of the whole service (at `place`, where one is named).
    """

    neutral = frozenset(
        {
            "id",
            "created_at",
            "service",
            "schedule",
            "place",
            "kind",
            "first_day",
            "last_day",
            "opens",
            "closes",
            "words",
        }
    )

    service = models.ForeignKey(Service, models.CASCADE, related_name="exceptions")
    schedule = models.ForeignKey(Schedule, models.CASCADE, null=True, blank=True, related_name="exceptions")
    place = models.ForeignKey(ServicePlace, models.CASCADE, null=True, blank=True, related_name="exceptions")
    kind = models.CharField(max_length=10, choices=ExceptionKind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    words = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["first_day"]
        indexes = [models.Index(fields=["last_day", "first_day"], name="directory_exception_days")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="directory_exception_days_in_order"
            )
        ]


class SiteClosure(Record):
    """Days on which a hub or another site is shut, both included."""

    neutral = frozenset({"id", "created_at", "site", "first_day", "last_day", "words"})

    site = models.ForeignKey(Site, models.CASCADE, related_name="closures")
    first_day = models.DateField()
    last_day = models.DateField()
    words = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="directory_closure_days_in_order"
            )
        ]


class SchoolTerm(models.Model):
    """One stretch of school days of a council, both days included: a half term break lies between two of them."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"id", "council_code", "year", "name", "first_day", "last_day"})

    id = models.BigAutoField(primary_key=True)
    council_code = models.CharField(max_length=12, blank=True)  # empty: for every council that has none of its own
    year = models.CharField(max_length=9)  # "2026/27"
    name = models.CharField(max_length=60)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.UniqueConstraint(fields=["council_code", "first_day"], name="directory_school_term_once"),
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="directory_school_term_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
