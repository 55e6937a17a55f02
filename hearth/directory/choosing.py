"""The filters on the results page, in words: what is chosen, as chips that can be taken off, and what could be."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hearth.directory import vocabularies
from hearth.directory.asked import ALL_AGES, OLDEST, Asked
from hearth.directory.cards import LANGUAGE_NAMES, language_words
from hearth.directory.models import Delivery
from hearth.directory.models.search import PARTS
from hearth.directory.queries import MILES, WEEKDAYS, Spot, vocabulary
from hearth.directory.queries.times import weekday_names

Choice = tuple[str, str, bool]  # value, words, chosen


@dataclass(frozen=True, slots=True)
class Group:
    """Some boxes to tick, under one name; `chosen` of them are."""

    name: str
    legend: str
    boxes: list[Choice]

    @property
    def chosen(self) -> int:
        return sum(is_chosen for _value, _words, is_chosen in self.boxes)


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


def part_labels() -> dict[str, str]:
    """The parts of the day, with their hours."""
    return {
        "morning": _("Morning (before 12pm)"),
        "afternoon": _("Afternoon (12pm to 5pm)"),
        "evening": _("Evening (from 5pm)"),
    }


def cost_label(asked: Asked) -> str:
    return _("Free, or cost not stated") if asked.or_cost_unstated else _("Free")


def chips(asked: Asked) -> list[tuple[str, str]]:
    """(words, address without it) of every filter in use."""
    made: list[tuple[str, str]] = []
    if asked.category:
        made.append((category_label(asked.category), asked.address(category="")))
    if asked.age is not None:
        made.append((age_label(asked.age), asked.address(age="")))
    if asked.all_ages:
        made.append((_("Open to all ages"), asked.address(age="")))
    if asked.free:
        made.append((cost_label(asked), asked.address(free="")))
    days, parts, facts = weekday_names(), part_labels(), _facts()
    made += [(capfirst(days[d]), asked.address(on=[x.lower() for x in asked.on if x != d])) for d in asked.on]
    made += [(parts[p], asked.address(part=[x for x in asked.part if x != p])) for p in asked.part]
    made += [(str(Delivery(w).label), asked.address(how=[x for x in asked.how if x != w])) for w in asked.how]
    if asked.speaks:
        made.append((language_words([asked.speaks]), asked.address(speaks="")))
    made += [(facts[f], asked.address(access=[x for x in asked.access if x != f])) for f in asked.access]
    if asked.mine:
        made.append((_("Open to people who live where I do"), asked.address(mine="")))
    if asked.placeless:
        made.append((_("By phone or online"), asked.address(where="")))
    return made


def _facts() -> dict[str, str]:
    language = get_language() or "en"
    return {code: names.get(language) or names["en"] for code, names in vocabularies.accessibility().items()}


def selects(asked: Asked, *, near: bool) -> dict[str, list[Choice]]:
    """The lists to choose one of, by name. `near` says whether there is a place to measure from."""
    language = get_language() or "en"
    ages = [("", _("Any age"), asked.age is None and not asked.all_ages)]
    ages += [(str(years), age_label(years), asked.age == years) for years in range(-1, OLDEST + 1)]
    ages.append((ALL_AGES, _("Open to all ages"), asked.all_ages))
    categories = [("", _("All kinds of help"), not asked.category)]
    categories += [
        (term.code, term.name_in(language), term.code == asked.category)
        for term in vocabulary().of("service-expectations")
    ]
    if asked.category and not any(chosen for _v, _w, chosen in categories):
        categories.append((asked.category, category_label(asked.category), True))
    languages = sorted((language_words([code]), code) for code in LANGUAGE_NAMES if code != "en")
    if asked.speaks and asked.speaks not in {code for _words, code in languages}:
        languages.append((language_words([asked.speaks]), asked.speaks))
    return {
        "miles": [(str(m), miles_label(m), m == asked.miles) for m in MILES] if near else [],
        "age": ages,
        "category": categories,
        "free": [
            ("", _("Any cost"), not asked.free),
            ("1", _("Free"), asked.free and not asked.or_cost_unstated),
            ("maybe", _("Free, or cost not stated"), asked.or_cost_unstated),
        ],
        "speaks": [("", _("Any language"), not asked.speaks)]
        + [(code, words, code == asked.speaks) for words, code in languages],
    }


def groups(asked: Asked, spot: Spot | None) -> list[Group]:
    """The boxes to tick. Only who told us where they live can ask what is open to them."""
    days = weekday_names()
    made = [
        Group("on", _("Days"), [(d.lower(), capfirst(days[d]), d in asked.on) for d in WEEKDAYS]),
        Group("part", _("Time of day"), [(p, part_labels()[p], p in asked.part) for p in PARTS]),
        Group("how", _("How it is given"), [(w.value, str(w.label), w.value in asked.how) for w in Delivery]),
        Group("access", _("What you need there"), [(c, words, c in asked.access) for c, words in _facts().items()]),
    ]
    if asked.mine or (spot and spot.codes):
        only = ("1", _("Only what is open to people who live where I do"), asked.mine)
        made.append(Group("mine", _("Who it is open to"), [only]))
    return made
