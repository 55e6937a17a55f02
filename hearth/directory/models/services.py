"""A service and its listing: what it is, for whom, where, when, what it costs, how to get in, and since when that is
known to be true."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core import clock
from hearth.core.models import Record
from hearth.directory.models.organisations import Site
from hearth.directory.models.taxonomy import Term


class ServiceStatus(models.TextChoices):
    ACTIVE = "active", _("Shown to the public")
    HIDDEN = "hidden", _("Hidden")
    CLOSED = "closed", _("Closed")


class CostKind(models.TextChoices):
    """Unknown is not free: it is said as "cost not stated"."""

    FREE = "free", _("Free")
    PAID = "paid", _("There is a charge")
    UNKNOWN = "unknown", _("Cost not stated")


class Delivery(models.TextChoices):
    IN_PERSON = "in-person", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video call")
    ONLINE = "online", _("Online")
    HOME_VISIT = "home-visit", _("At your home")
    GROUP = "group", _("In a group")


class AccessRoute(models.TextChoices):
    WALK_IN = "walk-in", _("Just turn up")
    BOOK = "book", _("Book a place")
    SELF_REFER = "self-refer", _("Ask for it yourself")
    PROFESSIONAL = "professional-only", _("A professional asks for you")


class Capacity(models.TextChoices):
    OPEN = "open", _("Open")
    WAITING = "waiting", _("There is a wait")
    FULL = "full", _("Full for now")
    UNKNOWN = "unknown", _("Not stated")


class Service(Record):
    """Something that an organisation offers to families, as the public sees it.

    Ages are in months, both ends included, null where nobody stated them: unknown matches every age. `assured_at` is
    when the owner last said that all of it is true; editing does not move it.
    """

    neutral = frozenset(
        {
            "id",
            "created_at",
            "organisation",
            "name",
            "summary",
            "description",
            "who_for",
            "status",
            "website",
            "email",
            "phone",
            "min_age_months",
            "max_age_months",
            "cost_kind",
            "cost_amount",
            "cost_words",
            "delivery",
            "access_routes",
            "how_to_get_in",
            "languages",
            "accessibility",
            "capacity",
            "wait_weeks",
            "accepts_requests",
            "area_words",
            "is_sensitive",
            "assured_at",
            "edited_at",
            "source",
            "source_ref",
            "terms",
        }
    )

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=255, blank=True)
    description = models.TextField(blank=True)
    who_for = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=8, choices=ServiceStatus.choices, default=ServiceStatus.ACTIVE)
    website = models.URLField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    min_age_months = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age_months = models.PositiveSmallIntegerField(null=True, blank=True)
    cost_kind = models.CharField(max_length=8, choices=CostKind.choices, default=CostKind.UNKNOWN)
    cost_amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)  # pounds
    cost_words = models.CharField(max_length=200, blank=True)
    delivery = ArrayField(models.CharField(max_length=12, choices=Delivery.choices), default=list, blank=True)
    access_routes = ArrayField(models.CharField(max_length=20, choices=AccessRoute.choices), default=list, blank=True)
    how_to_get_in = models.TextField(blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)  # BCP 47 codes
    accessibility = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    capacity = models.CharField(max_length=8, choices=Capacity.choices, default=Capacity.UNKNOWN)
    wait_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    accepts_requests = models.BooleanField(default=False)
    area_words = models.CharField(max_length=120, blank=True)  # "Somewhere in the north of the borough"
    is_sensitive = models.BooleanField(default=False)  # its page carries "exit this page quickly"
    assured_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=60, blank=True)
    source_ref = models.CharField(max_length=200, blank=True)
    terms: models.ManyToManyField[Term, models.Model] = models.ManyToManyField(
        Term, through="directory.ServiceTerm", related_name="services"
    )

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "name"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_ref"], condition=~models.Q(source=""), name="directory_service_source_once"
            ),
            models.CheckConstraint(
                condition=models.Q(min_age_months__isnull=True)
                | models.Q(max_age_months__isnull=True)
                | models.Q(min_age_months__lte=models.F("max_age_months")),
                name="directory_service_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServicePlace(Record):
    """Where a service happens: at a site, or at an address of its own.

    A confidential place never leaves the server: row security hides it from everybody but its own organisation's
    editors; pages and the open API give the service's `area_words` and phone number only.
    """

    neutral = frozenset(
        {
            "id",
            "created_at",
            "service",
            "site",
            "name",
            "ward_code",
            "lsoa_code",
            "is_confidential",
        }
    )
    # An address is neutral for a library and a matter of life for a refuge.
    sensitive = frozenset({"address_1", "city", "postcode", "latitude", "longitude"})

    service = models.ForeignKey(Service, models.CASCADE, related_name="places")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="service_places")
    name = models.CharField(max_length=160, blank=True)
    address_1 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    ward_code = models.CharField(max_length=12, blank=True)
    lsoa_code = models.CharField(max_length=12, blank=True)
    is_confidential = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["latitude", "longitude"])]


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
            "notes",
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
    notes = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["opens"]
