""" "Is this person already known?", answered while the desk types, from what the desk may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from hearth.core.actors import Actor
from hearth.families.models import RegisteredPerson, SourceRecord

ALIKE, ALIKE_WITHOUT_A_DATE = 0.35, 0.75  # of trigrams, with and without the same date of birth
MOST = 5


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody whom the reader's own organisation knows. `registration_id` where they registered at its hub."""

    record: SourceRecord
    registration_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known by the reader's organisation, the likeliest first; and whether the network knows somebody like
    this, which says nothing of whom. A restricted or protected person is in neither."""

    people: list[KnownPerson] = field(default_factory=list)
    is_known_elsewhere: bool = False


def known_people(
    *,
    actor: Actor,
    given_name: str,
    family_name: str,
    birth_date: date | None = None,
    nhs_number: str = "",
    but_for: Collection[UUID] = (),
) -> Known:
    """Who may be the person of this name and date of birth. Row security says what the reader's organisation holds;
    `but_for` are the records that ask."""
    if actor.organisation_id is None or not (given_name.strip() and family_name.strip()):
        return Known()
    name = Concat(F("given_name"), Value(" "), F("family_name"))
    rows = SourceRecord.objects.annotate(alike=TrigramSimilarity(name, f"{given_name} {family_name}"))
    same = Q(alike__gte=ALIKE_WITHOUT_A_DATE)
    if birth_date is not None:
        same = Q(birth_date=birth_date, alike__gte=ALIKE) | Q(birth_date__isnull=True, alike__gte=ALIKE_WITHOUT_A_DATE)
    records = list(rows.filter(same).exclude(pk__in=list(but_for)).order_by("-alike", "-said_at")[: MOST * 4])
    registered = dict(
        RegisteredPerson.objects.filter(source_record__in=records).values_list("source_record_id", "registration_id")
    )
    once: dict[tuple[str, date | None], KnownPerson] = {}
    for record in records:
        found = KnownPerson(record, registered.get(record.pk))
        before = once.get((record.name.lower(), record.birth_date))
        if before is None or (before.registration_id is None and found.registration_id):
            once[record.name.lower(), record.birth_date] = found
    return Known(list(once.values())[:MOST])
