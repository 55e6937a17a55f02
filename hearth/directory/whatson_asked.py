"""What is on, as it stands in an address: read from it, written back to it, said as choices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearth.directory.asked import OLDEST
from hearth.directory.choosing import age_label, category_label, miles_label, part_labels
from hearth.directory.models.search import PARTS
from hearth.directory.queries import MILES, Spot, vocabulary
from hearth.directory.queries.times import day_words
from hearth.directory.queries.whatson import Looked

USUAL_MILES = 5
FAR_AHEAD_DAYS = 366
MOST_PAGES = 10
STRETCHES = ("today", "tomorrow", "week", "weekend", "next-week")
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class AskedWhen:
    """What the address asks for. `when` is one of STRETCHES or a day (ISO). What it cannot mean is left out."""

    when: str = "today"
    postcode: str = ""
    miles: int = USUAL_MILES
    age: int | None = None
    free: bool = False
    category: str = ""
    part: str = ""
    hub: str = ""
    page: int = 1
    too_far: bool = False  # a day was asked for that has passed, or lies too far ahead

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day that are meant, both included."""
        monday = today - timedelta(days=today.weekday())
        if self.when == "tomorrow":
            return today + timedelta(days=1), today + timedelta(days=1)
        if self.when == "week":
            return today, monday + timedelta(days=SUNDAY)
        if self.when == "weekend":
            return max(today, monday + timedelta(days=SATURDAY)), monday + timedelta(days=SUNDAY)
        if self.when == "next-week":
            return monday + timedelta(days=7), monday + timedelta(days=7 + SUNDAY)
        day = today if self.when == "today" else date.fromisoformat(self.when)
        return day, day

    def looked(self, today: date, spot: Spot | None, site_id: UUID | None) -> Looked:
        """For the query."""
        first, last = self.days(today)
        return Looked(
            first,
            last,
            spot=spot if site_id is None else None,
            miles=self.miles,
            site_id=site_id,
            age=self.age,
            free=self.free,
            category=self.category,
            parts=(self.part,) if self.part else (),
        )

    def address(self, **changes: object) -> str:
        """The address of this, changed. Any change but of the page begins at page 1."""
        values: dict[str, object] = {
            "when": self.when if self.when != "today" else "",
            "postcode": self.postcode,
            "miles": self.miles if self.miles != USUAL_MILES else "",
            "age": self.age if self.age is not None else "",
            "free": "1" if self.free else "",
            "category": self.category,
            "part": self.part,
            "hub": self.hub,
            **changes,
        }
        query = urlencode({key: value for key, value in values.items() if value not in ("", None)})
        return reverse("directory:whats_on") + (f"?{query}" if query else "")


def read(given: QueryDict, today: date) -> AskedWhen:
    """From the address's query. A day in `on` goes before `when`: it is what was typed last."""
    when, too_far = given.get("when", ""), False
    day = _day(given.get("on", "")) or _day(when)
    if day:
        too_far = not today <= day <= today + timedelta(days=FAR_AHEAD_DAYS)
        when = "today" if too_far else day.isoformat()
    miles, age = _number(given.get("miles", "")), _number(given.get("age", ""))
    category, part = given.get("category", ""), given.get("part", "")
    return AskedWhen(
        when=when if day or when in STRETCHES else "today",
        postcode=" ".join(given.get("postcode", "").replace("\x00", "").split())[:80],
        miles=miles if miles in MILES else USUAL_MILES,
        age=age if age is not None and -1 <= age <= OLDEST else None,
        free=given.get("free") == "1",
        category=category if category in vocabulary().by_code else "",
        part=part if part in PARTS else "",
        hub=given.get("hub", "").replace("\x00", "")[:160],
        page=min(max(_number(given.get("page", "")) or 1, 1), MOST_PAGES),
        too_far=too_far,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if 0 < len(digits) <= 3 and digits.isascii() and digits.isdigit() else None


def when_label(when: str, today: date) -> str:
    """A stretch, or a day, as the list of choices says it."""
    named = {
        "today": _("Today"),
        "tomorrow": _("Tomorrow"),
        "week": _("The rest of this week"),
        "weekend": _("This weekend"),
        "next-week": _("Next week"),
    }
    return named.get(when) or day_words(date.fromisoformat(when), today)


def choices(asked: AskedWhen, today: date) -> dict[str, list[tuple[str, str, bool]]]:
    """What the form offers: (value, words, chosen) under each name."""
    stretches = [*STRETCHES] + ([asked.when] if asked.when not in STRETCHES else [])
    kinds = vocabulary().of("service-expectations")
    codes = [term.code for term in kinds]
    codes += [asked.category] if asked.category and asked.category not in codes else []
    return {
        "when": [(when, when_label(when, today), when == asked.when) for when in stretches],
        "part": [("", _("Any time of day"), not asked.part)]
        + [(part, part_labels()[part], part == asked.part) for part in PARTS],
        "age": [("", _("Any age"), asked.age is None)]
        + [(str(years), age_label(years), asked.age == years) for years in range(-1, OLDEST + 1)],
        "category": [("", _("Everything"), not asked.category)]
        + [(code, category_label(code), code == asked.category) for code in codes],
        "miles": [(str(m), miles_label(m), m == asked.miles) for m in MILES],
    }


def chips(asked: AskedWhen) -> list[tuple[str, str]]:
    """(words, address without it) of every filter in use."""
    made: list[tuple[str, str]] = []
    if asked.part:
        made.append((part_labels()[asked.part], asked.address(part="")))
    if asked.age is not None:
        made.append((age_label(asked.age), asked.address(age="")))
    if asked.category:
        term = vocabulary().by_code[asked.category]
        made.append((term.name_in(get_language() or "en"), asked.address(category="")))
    if asked.free:
        made.append((_("Free"), asked.address(free="")))
    return made
