""" "Is this person already known?", answered while the desk types, from what the desk may see.

PostgreSQL finds who is alike (migration 0016), and the scorer of the nightly run says how likely it is, by the same
model. Of what the desk may not see, at most one thing is said: that somebody of exactly this name and birth date is
known to the network, where an agreement lets it be known.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db import connection

from hearth.core.actors import Actor
from hearth.families.matching import scoring
from hearth.families.matching.levels import FIRST, NAMES, NHS
from hearth.families.matching.model import Model
from hearth.families.matching.records import Comparable, Raw, comparable
from hearth.families.matching.rules import Pair
from hearth.families.matching.start import first_guess
from hearth.families.models import MatchModel, RegisteredPerson, SourceRecord

SHOWN_FROM: Final = 0.02
"""The probability from which somebody is shown: they can be asked, so a doubtful one is shown too."""
MOST: Final = 5
_FIRST_AT, _NHS_AT = NAMES.index("first"), NAMES.index("nhs")
_ALIKE: Final = "select * from families_alike(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_ELSEWHERE: Final = "select families_known_elsewhere(%s, %s, %s)"


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
        Raw("typed", nhs_number, given_name, family_name, born, postcode=postcode, address=address),
    )
    model = _model()
    pairs = [(UUID(one.unique_id), scoring.score(model, typed, one)) for one in _alike(typed)]
    likely = sorted(
        (
            (pair.probability, key)
            for key, pair in pairs
            if pair.probability >= SHOWN_FROM and key not in but_for and not _has_another_name(pair)
        ),
        reverse=True,
    )
    return Known(_people({key: probability for probability, key in likely[: MOST * 4]}), _is_known_elsewhere(typed))


def _has_another_name(pair: Pair) -> bool:
    """A twin, or a brother: alike in all but the given name, and no number says that they are the same."""
    return pair.pattern[_FIRST_AT] == FIRST.value("different") and pair.pattern[_NHS_AT] != NHS.value("same")


def _alike(typed: Comparable) -> list[Comparable]:
    with connection.cursor() as cursor:
        cursor.execute(
            _ALIKE,
            [
                typed.nhs, typed.first, typed.first_key, typed.surname, typed.surname_key, typed.dob,
                typed.postcode_key, typed.place, typed.house, typed.street, typed.town,
            ],
        )  # fmt: skip
        # Not known is None when it is compared, and nothing at all in a key.
        return [Comparable(str(row[0]), *(value or None for value in row[1:])) for row in cursor.fetchall()]


def _is_known_elsewhere(typed: Comparable) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_ELSEWHERE, [typed.first_key, typed.surname_key, typed.dob])
        return bool((cursor.fetchone() or [False])[0])


def _people(likely: dict[UUID, float]) -> list[KnownPerson]:
    """The records, read under row security as any others; of one person the one that registered, or the likeliest."""
    records = SourceRecord.objects.filter(pk__in=likely).select_related("link")
    registered = dict(
        RegisteredPerson.objects.filter(source_record__in=likely).values_list("source_record_id", "registration_id")
    )
    people: dict[UUID, KnownPerson] = {}
    for record in sorted(records, key=lambda one: (-likely[one.pk], one.pk)):
        found = KnownPerson(record, likely[record.pk], registered.get(record.pk))
        before = people.get(record.link.person)
        if before is None:
            people[record.link.person] = found
        elif before.registration_id is None and found.registration_id is not None:
            people[record.link.person] = KnownPerson(record, before.probability, found.registration_id)
    return list(people.values())[:MOST]


def _model() -> Model:
    """The model by which the nightly run links, or the first guess before there is one."""
    live = MatchModel.objects.filter(is_live=True).values_list("pk", flat=True).first()
    return _read(live) if live else first_guess()


@lru_cache(maxsize=2)
def _read(model_id: UUID) -> Model:
    """Read once in each process: a model that is kept is never rewritten."""
    return Model.from_json(json.dumps(MatchModel.objects.values_list("settings", flat=True).get(pk=model_id)))
