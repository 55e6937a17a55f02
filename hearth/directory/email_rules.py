"""The rules of the emails about what is new: ages to choose from, how coarse a place is kept, how long what is kept."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hearth.directory.choosing import age_label
from hearth.directory.models import Area, HowOften
from hearth.directory.queries import Spot

# Codes to months, both ends included.
AGES = {
    "unborn": (-9, -1),
    **{str(years): (years * 12, years * 12 + 11) for years in range(5)},
    "5-7": (60, 95),
    "8-10": (96, 131),
    "11-13": (132, 167),
    "14-15": (168, 191),
    "16-17": (192, 215),
    "18-25": (216, 311),
}
FORGET_UNCONFIRMED_AFTER = timedelta(days=7)
LASTS = timedelta(days=365)
ASK_BEFORE = timedelta(days=14)  # how long before the end they are asked whether it is to go on
MOST_IN_AN_EMAIL = 10
DECIMALS = 2  # of a degree: about a kilometre


def age_choices() -> list[tuple[str, str]]:
    """Each with its words, in the reader's language."""
    made = []
    for code, (low, high) in AGES.items():
        if code == "unborn":
            words = age_label(-1)
        elif "-" in code:
            words = _("%(from)s to %(to)s years old") % {"from": low // 12, "to": high // 12}
        else:
            words = age_label(low // 12)
        made.append((code, words))
    made[-1] = (made[-1][0], _("18 to 25 years old, with SEND"))
    return made


def months_of(codes: Sequence[str]) -> tuple[list[int], list[int]]:
    """The two bounds of each chosen age."""
    return [AGES[code][0] for code in codes], [AGES[code][1] for code in codes]


@dataclass(frozen=True, slots=True)
class Coarse:
    """What is kept of where somebody lives."""

    name: str
    area_code: str
    council_code: str
    latitude: float
    longitude: float


def coarse(spot: Spot) -> Coarse:
    """The middle of the ward where it is known, else a rounded point: never the postcode and never its point."""
    ward = Area.objects.filter(code=spot.ward_code).first() if spot.ward_code else None
    name = spot.label.split()[0] if spot.is_postcode else spot.label
    if ward is None:
        return Coarse(name, "", spot.council_code, round(spot.latitude, DECIMALS), round(spot.longitude, DECIMALS))
    latitude = spot.latitude if ward.latitude is None else ward.latitude
    longitude = spot.longitude if ward.longitude is None else ward.longitude
    return Coarse(
        ward.name or name, ward.code, spot.council_code, round(latitude, DECIMALS), round(longitude, DECIMALS)
    )


def next_day(every: str, *, after: date, from_day: date) -> date:
    """The first of the days "every week from `from_day`" (or every month) that comes after `after`.

    Days that a run has missed are passed over: one email then tells of all of them. A month without that day has it on
    its last one.
    """
    if every == HowOften.WEEKLY:
        weeks = max((after - from_day).days // 7 + 1, 1)
        return from_day + timedelta(days=7 * weeks)
    count = 1
    while (day := _months_on(from_day, count)) <= after:
        count += 1
    return day


def _months_on(day: date, count: int) -> date:
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
