"""What the public reads of an organisation, and the sites where a family can walk in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core.models import Record


class OrganisationListing(models.Model):
    """An organisation's public face. Shares the organisation's id."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset(
        {"organisation", "description", "website", "email", "phone", "is_trusted", "more", "source", "source_ref"}
    )

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="listing")
    description = models.TextField(blank=True)
    website = models.URLField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_trusted = models.BooleanField(default=False)  # its own changes go public without approval
    more = models.JSONField(default=dict, blank=True)  # what Open Referral UK can say besides, by its own names
    source = models.CharField(max_length=60, blank=True)  # which feed or file it came from
    source_ref = models.CharField(max_length=200, blank=True)  # its id there

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_ref"],
                condition=~models.Q(source=""),
                name="directory_organisation_source_once",
            )
        ]


class SiteKind(models.TextChoices):
    HUB = "hub", _("Family hub")
    SATELLITE = "satellite", _("Satellite")
    OUTREACH = "outreach", _("Outreach venue")
    VIRTUAL = "virtual", _("Online hub")
    OTHER = "other", _("Other place")


class BankHolidays(models.TextChoices):
    """Whether it happens on a bank holiday. Unknown is treated as no, and the page says to check."""

    UNKNOWN = "unknown", _("Not stated")
    OPEN = "open", _("Also on bank holidays")
    CLOSED = "closed", _("Not on bank holidays")


class Site(Record):
    """A place (or an online place) of the network: hub, satellite, outreach venue, virtual."""

    neutral = frozenset(
        {
            "id",
            "created_at",
            "kind",
            "name",
            "slug",
            "organisation",
            "parent",
            "description",
            "address_1",
            "city",
            "postcode",
            "latitude",
            "longitude",
            "ward_code",
            "lsoa_code",
            "phone",
            "email",
            "accessibility",
            "bank_holidays",
            "is_active",
            "source",
            "source_ref",
        }
    )

    kind = models.CharField(max_length=10, choices=SiteKind.choices)
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=160, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="satellites")
    description = models.TextField(blank=True)
    address_1 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    ward_code = models.CharField(max_length=12, blank=True)
    lsoa_code = models.CharField(max_length=12, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    accessibility = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Whether its opening hours hold on a bank holiday.
    bank_holidays = models.CharField(max_length=8, choices=BankHolidays.choices, default=BankHolidays.UNKNOWN)
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=60, blank=True)
    source_ref = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_ref"], condition=~models.Q(source=""), name="directory_site_source_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SiteHours(models.Model):
    """One stretch of opening on one weekday. Split days have two rows."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"id", "site", "weekday", "opens", "closes", "notes"})

    id = models.BigAutoField(primary_key=True)
    site = models.ForeignKey(Site, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    opens = models.TimeField()
    closes = models.TimeField()
    notes = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="directory_site_hours_weekday"),
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="directory_site_hours_order"),
        ]
