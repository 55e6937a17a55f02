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


class Standing(models.TextChoices):
    """How far the listing is trusted to be still true: worked out daily from its assured date (actions.freshness)."""

    CURRENT = "current", _("Confirmed in time")
    DUE = "due", _("Time to confirm it")
    UNCONFIRMED = "unconfirmed", _("Not confirmed")  # the public reads "not confirmed since …"
    DEMOTED = "demoted", _("Not confirmed: shown after others")
    HIDDEN = "hidden", _("Not confirmed: no longer found by searching")


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
            "area_codes",
            "is_sensitive",
            "assured_at",
            "edited_at",
            "version",
            "standing",
            "closed_from",
            "closed_until",
            "closed_words",
            "registrations",
            "local_offer",
            "more",
            "merged_into",
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
    # Whom it serves by where they live: codes of councils, wards or LSOAs. Empty: nobody stated it, so it may be you.
    area_codes = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    is_sensitive = models.BooleanField(default=False)  # its page carries "exit this page quickly"
    assured_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)  # rises with every change of the listing: a stale form is told so
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.CURRENT)
    # Closed for a while, both days included; `closed_until` null: until further notice.
    closed_from = models.DateField(null=True, blank=True)
    closed_until = models.DateField(null=True, blank=True)
    closed_words = models.CharField(max_length=255, blank=True)
    registrations = models.JSONField(default=list, blank=True)  # [{"scheme": "ofsted-urn", "number": "EY123456"}]
    local_offer = models.JSONField(default=dict, blank=True)  # SEND local offer: answers by the question's code
    # What Open Referral UK can say of it and no field here holds, by its own names: kept and given out again.
    more = models.JSONField(default=dict, blank=True)
    # The listing that took this one in (two of one service): its address leads there.
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged_from")
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
            "more",
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
    more = models.JSONField(default=dict, blank=True)  # what Open Referral UK can say besides, by its own names

    class Meta:
        indexes = [models.Index(fields=["latitude", "longitude"])]
