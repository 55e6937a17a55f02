"""The search as it stands in an address: read from it, written back to it, and said as chips and choices."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hearth.directory.models import Delivery
from hearth.directory.queries import MILES, Sort, Wanted, vocabulary

USUAL_MILES = 5
OLDEST = 25  # years: with SEND, help goes on to 25
MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. Whatever it cannot mean is left out: an old or broken link still finds something."""

    q: str = ""
    postcode: str = ""
    miles: int = USUAL_MILES
    age: int | None = None
    free: bool = False
    how: tuple[str, ...] = ()
    category: str = ""
    sort: str = ""
    exact: bool = False
    placeless: bool = False
    page: int = 1

    @property
    def wanted(self) -> Wanted:
        """For the search. Without a choice, words are sorted by match and a bare place by distance."""
        return Wanted(
            miles=self.miles,
            age=self.age,
            free=self.free,
            ways=self.how,
            category=self.category,
            sort=Sort(self.sort) if self.sort else Sort.BEST,
            page=self.page,
            placeless=self.placeless,
        )

    def address(self, **changes: object) -> str:
        """The address of this search, changed. Any change but of the page begins at page 1."""
        values: dict[str, object] = {
            "q": self.q,
            "postcode": self.postcode,
            "miles": self.miles if self.miles != USUAL_MILES else "",
            "age": self.age if self.age is not None else "",
            "free": "1" if self.free else "",
            "how": list(self.how),
            "category": self.category,
            "sort": self.sort,
            "exact": "1" if self.exact else "",
            "where": "anywhere" if self.placeless else "",
            **changes,
        }
        return (
            reverse("directory:find")
            + "?"
            + urlencode({k: v for k, v in values.items() if v not in ("", [], None)}, True)
        )


def read(given: QueryDict) -> Asked:
    """From the address's query."""
    how = tuple(dict.fromkeys(way for way in given.getlist("how") if way in Delivery.values))
    category = given.get("category", "")
    sort = given.get("sort", "")
    miles = _number(given.get("miles", ""), 1, 99)
    return Asked(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:200],
        postcode=" ".join(given.get("postcode", "").replace("\x00", "").split())[:80],
        miles=miles if miles in MILES else USUAL_MILES,
        age=_number(given.get("age", ""), -1, OLDEST),
        free=given.get("free") == "1",
        how=how,
        category=category if category in vocabulary().by_code else "",
        sort=sort if sort in {"best", "nearest"} else "",
        exact=given.get("exact") == "1",
        placeless=given.get("where") == "anywhere",
        page=_number(given.get("page", ""), 1, MOST_PAGES) or 1,
    )


def _number(text: str, least: int, most: int) -> int | None:
    """A plain whole number within bounds, or None."""
    if len(text) > 4 or not text.lstrip("-").isascii() or not text.lstrip("-").isdigit():
        return None
    number = int(text)
    return number if least <= number <= most else None


def age_label(years: int) -> str:
    """How an age is said in the list of choices."""
    if years < 0:
        return _("Before birth")
    if years == 0:
        return _("Under 1")
    return ngettext("%(n)s year old", "%(n)s years old", years) % {"n": years}


def miles_label(miles: int) -> str:
    return ngettext("Within %(n)s mile", "Within %(n)s miles", miles) % {"n": miles}


def category_label(code: str) -> str:
    term = vocabulary().by_code.get(code)
    return term.name_in(get_language() or "en") if term else ""


def chips(asked: Asked) -> list[tuple[str, str]]:
    """(words, address without it) of every filter in use."""
    made: list[tuple[str, str]] = []
    if asked.category:
        made.append((category_label(asked.category), asked.address(category="")))
    if asked.age is not None:
        made.append((age_label(asked.age), asked.address(age="")))
    if asked.free:
        made.append((_("Free"), asked.address(free="")))
    made += [(str(Delivery(w).label), asked.address(how=[x for x in asked.how if x != w])) for w in asked.how]
    if asked.placeless:
        made.append((_("By phone or online"), asked.address(where="")))
    return made


def choices(asked: Asked, near: bool) -> dict[str, list[tuple[str, str, bool]]]:
    """What the filter form offers: (value, words, chosen) under each name."""
    language = get_language() or "en"
    ages = [("", _("Any age"), asked.age is None)]
    ages += [(str(years), age_label(years), asked.age == years) for years in range(-1, OLDEST + 1)]
    categories = [("", _("All kinds of help"), not asked.category)]
    categories += [
        (term.code, term.name_in(language), term.code == asked.category)
        for term in vocabulary().of("service-expectations")
    ]
    if asked.category and not any(chosen for _v, _w, chosen in categories):
        categories.append((asked.category, category_label(asked.category), True))
    return {
        "miles": [(str(m), miles_label(m), m == asked.miles) for m in MILES] if near else [],
        "age": ages,
        "category": categories,
        "how": [(way.value, str(way.label), way.value in asked.how) for way in Delivery],
    }
