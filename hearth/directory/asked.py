"""The search as it stands in an address: read from it, and written back to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from hearth.directory import vocabularies
from hearth.directory.models import Delivery
from hearth.directory.models.search import PARTS
from hearth.directory.queries import MILES, WEEKDAYS, Sort, Wanted, vocabulary

USUAL_MILES = 5
OLDEST = 25  # years: with SEND, help goes on to 25
MOST_PAGES = 10
ALL_AGES = "all"  # stands in the place of an age
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. Whatever it cannot mean is left out: an old or broken link still finds something."""

    q: str = ""
    key: str = ""  # stands in the address instead of words that point to danger: see `kept`
    forgotten: bool = False  # the key of the address means nothing any more
    postcode: str = ""
    miles: int = USUAL_MILES
    age: int | None = None
    all_ages: bool = False
    free: bool = False
    or_cost_unstated: bool = False
    on: tuple[str, ...] = ()  # days: "MO"
    part: tuple[str, ...] = ()  # of the day: "evening"
    how: tuple[str, ...] = ()
    speaks: str = ""
    access: tuple[str, ...] = ()
    mine: bool = False  # only what is open to people who live where I do
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
            all_ages=self.all_ages,
            free=self.free,
            or_cost_unstated=self.or_cost_unstated,
            ways=self.how,
            days=self.on,
            parts=self.part,
            language=self.speaks,
            facts=self.access,
            open_to_me=self.mine,
            category=self.category,
            sort=Sort(self.sort) if self.sort else Sort.BEST,
            page=self.page,
            placeless=self.placeless,
        )

    def values(self) -> dict[str, str | list[str]]:
        """What stands in the address, the page left out. What is usual stands there as nothing."""
        return {
            "q": "" if self.key else self.q,
            "k": self.key,
            "postcode": self.postcode,
            "miles": str(self.miles) if self.miles != USUAL_MILES else "",
            "age": ALL_AGES if self.all_ages else "" if self.age is None else str(self.age),
            "free": ("maybe" if self.or_cost_unstated else "1") if self.free else "",
            "on": [day.lower() for day in self.on],
            "part": list(self.part),
            "how": list(self.how),
            "speaks": self.speaks,
            "access": list(self.access),
            "mine": "1" if self.mine else "",
            "category": self.category,
            "sort": self.sort,
            "exact": "1" if self.exact else "",
            "where": "anywhere" if self.placeless else "",
        }

    def address(self, **changes: object) -> str:
        """The address of this search, changed. Any change but of the page begins at page 1."""
        kept = {name: value for name, value in (self.values() | changes).items() if value not in ("", [], None)}
        return f"{reverse('directory:find')}?{urlencode(kept, True)}" if kept else reverse("directory:find")

    @property
    def without_filters(self) -> str:
        """The address of the same words near the same place, with no filter."""
        same = ("q", "key", "postcode", "miles", "sort", "exact")
        return Asked(**{name: getattr(self, name) for name in same}).address()

    @property
    def emails_address(self) -> str:
        """Where to ask for emails about what is new: the place, the distance and the age go along, the words do not."""
        values = self.values()
        kept = {name: values[name] for name in ("postcode", "miles", "age") if values[name]}
        return f"{reverse('directory:emails')}?{urlencode(kept)}" if kept else reverse("directory:emails")

    @property
    def to_share(self) -> str:
        """The address to give to somebody else: it does not say where the reader lives, or that they live there."""
        return self.address(k="", postcode="", miles="", mine="", sort="" if self.sort == Sort.NEAREST else self.sort)


def read(given: QueryDict) -> Asked:
    """From the address's query."""
    category = given.get("category", "")
    sort = given.get("sort", "")
    miles = _number(given.get("miles", ""), 1, 99)
    speaks = given.get("speaks", "")
    free = given.get("free", "")
    return Asked(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:200],
        key=given.get("k", "")[:40],
        postcode=" ".join(given.get("postcode", "").replace("\x00", "").split())[:80],
        miles=miles if miles in MILES else USUAL_MILES,
        age=_number(given.get("age", ""), -1, OLDEST),
        all_ages=given.get("age") == ALL_AGES,
        free=free in {"1", "maybe"},
        or_cost_unstated=free == "maybe",
        on=_known(map(str.upper, given.getlist("on")), WEEKDAYS),
        part=_known(given.getlist("part"), PARTS),
        how=_known(given.getlist("how"), Delivery.values),
        speaks=speaks if LANGUAGE.match(speaks) else "",
        access=_known(given.getlist("access"), vocabularies.accessibility()),
        mine=given.get("mine") == "1",
        category=category if category in vocabulary().by_code else "",
        sort=sort if sort in set(Sort) else "",
        exact=given.get("exact") == "1",
        placeless=given.get("where") == "anywhere",
        page=_number(given.get("page", ""), 1, MOST_PAGES) or 1,
    )


def _known(given: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Those of the given values that mean something, in the order in which they are known."""
    chosen = set(given)
    return tuple(value for value in known if value in chosen)


def _number(text: str, least: int, most: int) -> int | None:
    """A plain whole number within bounds, or None."""
    if len(text) > 4 or not text.lstrip("-").isascii() or not text.lstrip("-").isdigit():
        return None
    number = int(text)
    return number if least <= number <= most else None
