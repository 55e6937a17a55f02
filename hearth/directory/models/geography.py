"""Postcodes and areas, held locally: no outside geocoder ever learns who looked for help."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaKind(models.TextChoices):
    COUNCIL = "council", _("Council")
    WARD = "ward", _("Ward")
    LSOA = "lsoa", _("Neighbourhood (LSOA 2021)")


class Area(models.Model):
    """A council, ward or LSOA by its official code. `boundary` is a list of rings of [longitude, latitude]."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset(
        {"code", "kind", "name", "parent_code", "boundary", "latitude", "longitude"}
    )

    code = models.CharField(max_length=12, primary_key=True)
    kind = models.CharField(max_length=8, choices=AreaKind.choices)
    name = models.CharField(max_length=120)
    parent_code = models.CharField(max_length=12, blank=True)
    boundary = models.JSONField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "name"])]

    def __str__(self) -> str:
        return self.name


class AreaFigure(models.Model):
    """One published number of an area: a deprivation decile, a population by age."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"id", "area_code", "figure", "period", "value"})

    id = models.BigAutoField(primary_key=True)
    area_code = models.CharField(max_length=12)
    figure = models.CharField(max_length=60)  # "imd-decile"
    period = models.CharField(max_length=20)  # "2025"
    value = models.FloatField(null=True)  # null: suppressed by its publisher

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["figure", "period", "area_code"], name="directory_figure_once"),
        ]


class Postcode(models.Model):
    """A postcode and the point, ward, council and LSOA it lies in."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset(
        {"code", "shown", "latitude", "longitude", "quality", "lsoa_code", "ward_code", "council_code"}
    )

    code = models.CharField(max_length=7, primary_key=True)  # no space: SK11AL
    shown = models.CharField(max_length=8)  # with its space: SK1 1AL
    latitude = models.FloatField()
    longitude = models.FloatField()
    quality = models.PositiveSmallIntegerField(default=10)  # Code-Point Open's positional quality, 10 is best
    lsoa_code = models.CharField(max_length=12, blank=True)
    ward_code = models.CharField(max_length=12, blank=True)
    council_code = models.CharField(max_length=12, blank=True)

    def __str__(self) -> str:
        return self.shown


class NamedPlace(models.Model):
    """A town, village or neighbourhood that people name when they do not give a postcode."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"id", "name", "latitude", "longitude", "council_code"})

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()
    council_code = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "council_code"], name="directory_place_once")]

    def __str__(self) -> str:
        return self.name
