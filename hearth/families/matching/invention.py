"""Invents dirty records of families, the way agencies hold them: for measuring and for tests. No real person is in it.

Surnames are built from syllables, so that there are as many as a large town has; given names come from the nickname
data. Families have children, twins, a son of his father's name and step-parents; people move, marry and are misspelt.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import count

import yaml

from hearth.families.matching.names import DATA

_WORDS: dict[str, list[str]] = yaml.safe_load((DATA.parent / "invention.yaml").read_text(encoding="utf-8"))
_STARTS, _ENDS, _STREETS = _WORDS["surnames_begin"], _WORDS["surnames_end"], _WORDS["streets"]
_MIDDLES = ("", "", "er", "ing", "en", "a", "i", "o")
_KINDS = ("Street", "Road", "Avenue", "Close", "Lane", "Court", "Drive", "Grove")
_SOURCES = ("health", "health", "school", "hub", "housing", "social", "maternity")
_NHS_KNOWN = {"health": 0.97, "maternity": 0.95, "social": 0.5, "hub": 0.25, "school": 0.0, "housing": 0.0}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def _given() -> list[list[str]]:
    groups = yaml.safe_load(DATA.read_text(encoding="utf-8"))["given"]
    return [[name for name in group if name.isascii()] for group in groups]


@dataclass
class _Person:
    key: int
    family: int
    names: list[str]
    surname: str
    born: date
    sex: str
    nhs: str
    homes: list[tuple[str, str]]
    special: str = ""
    former: str = ""


@dataclass
class _Town:
    """The dice, and the numbers given out."""

    dice: random.Random
    people: int = 0
    numbers: set[str] = field(default_factory=set)

    def home(self) -> tuple[str, str]:
        """Address and postcode; a street of a district has one postcode for some of its houses."""
        dice = self.dice
        district, street, house = (
            dice.randrange(1, 60),
            dice.randrange(len(_STREETS) * len(_KINDS)),
            dice.randrange(1, 160),
        )
        name = f"{_STREETS[street % len(_STREETS)]} {_KINDS[street // len(_STREETS)]}"
        letters = _LETTERS[street % 20] + _LETTERS[(street // 20 + house // 40) % 20]
        return f"{house} {name}", f"QX{district} {house % 9 + 1}{letters.upper()}"

    def surname(self) -> str:
        """Frequent ones are drawn more often, as in a town."""
        dice = self.dice
        rank = int(len(_STARTS) * len(_MIDDLES) * len(_ENDS) * dice.random() ** 2)
        return (
            _STARTS[rank % len(_STARTS)]
            + _MIDDLES[rank // len(_STARTS) % len(_MIDDLES)]
            + _ENDS[rank // (len(_STARTS) * len(_MIDDLES)) % len(_ENDS)]
        )

    def nhs(self) -> str:
        """A number that begins with 99, which nobody is given, its check digit right."""
        while True:
            digits = f"99{self.dice.randrange(10**7):07}"
            check = (11 - sum(int(digit) * (10 - at) for at, digit in enumerate(digits)) % 11) % 11
            if check < 10 and digits not in self.numbers:
                self.numbers.add(digits)
                return f"{digits}{check}"

    def person(self, family: int, surname: str, born: date, home: tuple[str, str], **more: str) -> _Person:
        """One more person."""
        self.people += 1
        dice = self.dice
        homes = [home, *([self.home()] if dice.random() < 0.3 else [])]
        names = dice.choice(_given())
        return _Person(self.people, family, names, surname, born, dice.choice("FM"), self.nhs(), homes, **more)


def records(about: int, *, seed: int = 1) -> Iterator[dict[str, str]]:
    """About so many records, in no order. The same seed gives the same records."""
    town = _Town(random.Random(seed))  # noqa: S311 (invented people, no secret)
    rows: list[dict[str, str]] = []
    for family in count(1):
        if len(rows) >= about:
            break
        for person in _family(town, family):
            rows += _said(town, person)
    town.dice.shuffle(rows)
    for number, row in enumerate(rows):
        yield {"unique_id": str(number), **row}


def people(*, seed: int = 1) -> Iterator[list[dict[str, str]]]:
    """Person after person without end, family by family: the records of each."""
    town = _Town(random.Random(seed))  # noqa: S311 (invented people, no secret)
    for family in count(1):
        for person in _family(town, family):
            yield _said(town, person)


def _family(town: _Town, family: int) -> list[_Person]:
    dice = town.dice
    home, surname = town.home(), town.surname()
    mother = town.person(family, surname, date(1975, 1, 1) + timedelta(dice.randrange(10_000)), home)
    mother.sex = "F"
    if dice.random() < 0.15:
        mother.former = town.surname()
    found = [mother]
    if dice.random() < 0.6:
        father = town.person(
            family,
            surname if dice.random() < 0.7 else town.surname(),
            mother.born + timedelta(dice.randrange(-2000, 1500)),
            home,
        )
        father.sex = "M"
        found.append(father)
    born = date(2008, 1, 1) + timedelta(dice.randrange(3000))
    for _ in range(dice.choice((1, 1, 2, 2, 3))):
        child = town.person(family, surname, born, home)
        if len(found) > 1 and found[1].sex == "M" and dice.random() < 0.02:
            child.names, child.sex, child.special = found[1].names, "M", "jr"
            child.surname = found[1].surname
        found.append(child)
        if dice.random() < 0.015:
            twin = town.person(family, surname, born, home)
            twin.special = child.special = "twin"
            while twin.names is child.names:
                twin.names = dice.choice(_given())
            found.append(twin)
        born += timedelta(400 + dice.randrange(900))
    return found


def _said(town: _Town, person: _Person) -> list[dict[str, str]]:
    dice = town.dice
    rows = []
    for source in dice.sample(_SOURCES, dice.choice((1, 1, 2, 2, 3))):
        first = person.names[0] if dice.random() < 0.93 else dice.choice(person.names)
        surname = person.former if person.former and dice.random() < 0.3 else person.surname
        first, surname = _slip(dice, first.title()), _slip(dice, surname)
        if dice.random() < 0.008:
            first, surname = surname, first
        address, postcode = dice.choice(person.homes) if dice.random() < 0.3 else person.homes[0]
        if dice.random() < 0.1:
            address = f"Flat {dice.randrange(1, 9)}, {address}"
        told = dice.random() >= 0.03
        rows.append(
            {
                "cluster": str(person.key),
                "family_id": str(person.family),
                "source": source,
                "nhs_number": person.nhs if dice.random() < _NHS_KNOWN[source] else "",
                "first_name": first if dice.random() >= 0.008 else "",
                "surname": surname,
                "dob": _day(dice, person.born),
                "sex": person.sex if dice.random() >= 0.02 else "",
                "postcode": postcode if told else "",
                "address": _slip(dice, address) if told else "",
                "hazard": person.special,
            }
        )
    return rows


def _slip(dice: random.Random, text: str) -> str:
    """One letter dropped, doubled, changed or swapped, now and then."""
    if dice.random() >= 0.04 or len(text) < 4:
        return text
    at = dice.randrange(1, len(text) - 1)
    return dice.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + dice.choice(_LETTERS) + text[at + 1 :],
            text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :],
        )
    )


def _day(dice: random.Random, born: date) -> str:
    turn = dice.random()
    if turn < 0.01:
        return ""
    if turn < 0.015:
        return "1900-01-01"
    if turn < 0.022 and born.day <= 12:
        return f"{born.year}-{born.day:02}-{born.month:02}"
    if turn < 0.032:
        return (born + timedelta(dice.choice((-1, 1, 10, 365)))).isoformat()
    return born.isoformat()
