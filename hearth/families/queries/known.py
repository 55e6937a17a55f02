""" "Is this person already known?", answered while the desk types, from what the desk may see.

PostgreSQL finds who is alike (migration 0031), and the scorer of the nightly run says how likely it is, by the same
model. Of what the desk may not see, at most one thing is said: that somebody of exactly this name and birth date is
known to the network, where an agreement lets it be known.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db import connection

from hearth.core.actors import Actor
from hearth.families.matching import scoring
from hearth.families.matching.levels import FIRST, NAMES, NHS
from hearth.families.matching.model import Model
from hearth.families.matching.records import Comparable, Raw, comparable
from hearth.families.matching.rules import Pair
from hearth.families.matching.start import first_guess
from hearth.families.models import MatchModel, SourceRecord

SHOWN_FROM: Final = 0.02
"""The probability from which somebody is shown: they can be asked, so a doubtful one is shown too."""
MOST: Final = 5
_TYPED: Final = "typed"
_FIRST_AT, _NHS_AT = NAMES.index("first"), NAMES.index("nhs")
_LOOK: Final = """
    with here as materialized (  -- asked once, and not for each record that is found
        select families_known_elsewhere(%s, %s, %s) as is_known_elsewhere,
               (select id from families_matchmodel where is_live) as model_id)
    select here.is_known_elsewhere, here.model_id, alike.*
    from here left join families_alike(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) alike on true
"""
_SHOWN: Final = "select (f.said).*, f.registration from families_shown(%s) f"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody whom the reader may see. `registration_id` where they registered at the reader's own hub; `probability`
    that they are the person who was typed, 0 to 1."""

    record: SourceRecord
    probability: float
    registration_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known of those whom the reader may see, the likeliest first; and whether the network knows somebody of
    this very name and birth date, which says nothing of whom. Nobody of whom anything is kept is in either."""

    people: list[KnownPerson] = field(default_factory=list)
    is_known_elsewhere: bool = False


def known_people(
    *,
    actor: Actor,
    given_name: str,
    family_name: str,
    birth_date: date | None = None,
    nhs_number: str = "",
    postcode: str = "",
    address: str = "",
    but_for: Collection[UUID] = (),
) -> Known:
    """Who may be the person of whom this was typed. `but_for` are the records that ask."""
    if actor.organisation_id is None or not (given_name.strip() and family_name.strip()):
        return Known()
    born = birth_date.isoformat() if birth_date else ""
    typed = comparable(
        Raw(_TYPED, nhs_number, given_name, family_name, born, postcode=postcode, address=address),
    )
    found = look(typed)
    model = _read(found.model_id) if found.model_id else first_guess()
    scored = ((one.person, scoring.score(model, typed, one.keys)) for one in found.alike)
    likely = sorted(
        (
            (pair.probability, UUID(pair.one if pair.other == _TYPED else pair.other), person)
            for person, pair in scored
            if pair.probability >= SHOWN_FROM and not _has_another_name(pair)
        ),
        reverse=True,
    )
    shown = [one for one in likely if one[1] not in but_for][: MOST * 4]
    return Known(_people(shown), found.is_known_elsewhere)


def _has_another_name(pair: Pair) -> bool:
    """A twin, or a brother: alike in all but the given name, and no number says that they are the same."""
    return pair.pattern[_FIRST_AT] == FIRST.value("different") and pair.pattern[_NHS_AT] != NHS.value("same")


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that agrees in some way with what was typed, and whose it is."""

    person: UUID
    keys: Comparable


@dataclass(frozen=True, slots=True)
class Found:
    """What the database says of what was typed. `model_id`: the nightly run's model, once there is one."""

    is_known_elsewhere: bool
    model_id: UUID | None
    alike: list[Alike]


def look(typed: Comparable) -> Found:
    """Ask the database once. Public because a test asks it as every role."""
    with connection.cursor() as cursor:
        cursor.execute(
            _LOOK,
            [
                typed.first_key, typed.surname_key, typed.dob,
                typed.nhs, typed.first, typed.first_key, typed.surname, typed.surname_key, typed.dob,
                typed.postcode_key, typed.place, typed.house, typed.street, typed.town,
            ],
        )  # fmt: skip
        rows = cursor.fetchall()
    # Not known is None when it is compared, and nothing at all in a key.
    alike = [
        Alike(person, Comparable(str(record), *(value or None for value in keys)))
        for _elsewhere, _model, record, person, *keys in rows
        if record is not None
    ]
    return Found(rows[0][0], rows[0][1], alike)


def _people(likely: list[tuple[float, UUID, UUID]]) -> list[KnownPerson]:
    """The records, read under row security; of one person the one that registered, or the likeliest."""
    rows: Any = SourceRecord.objects.raw(_SHOWN, [[record for _probability, record, _person in likely]])
    shown = {record.pk: record for record in rows}
    people: dict[UUID, KnownPerson] = {}
    for probability, key, person in likely:
        record = shown.get(key)
        if record is None:
            continue
        found = KnownPerson(record, probability, record.registration)
        before = people.setdefault(person, found)
        if before.registration_id is None and found.registration_id is not None:
            people[person] = KnownPerson(record, before.probability, found.registration_id)
    return list(people.values())[:MOST]


@lru_cache(maxsize=2)
def _read(model_id: UUID) -> Model:
    """Read once in each process: a model that is kept is never rewritten."""
    return Model.from_json(json.dumps(MatchModel.objects.values_list("settings", flat=True).get(pk=model_id)))
