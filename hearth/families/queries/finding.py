"""Finding people among those whom the reader may see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from hearth.access.queries import may
from hearth.core.actors import Actor
from hearth.families.grouping import Groups
from hearth.families.models import Relationship, RelationshipKind, SourceRecord
from hearth.families.queries.people import VIEW, AddressProtected, Visible

MOST = 100  # on one page; the file has everybody
ONE_FAMILY = [
    RelationshipKind.PARENT,
    RelationshipKind.STEP_PARENT,
    RelationshipKind.CARER,
    RelationshipKind.EXPECTING,
    RelationshipKind.GRANDPARENT,
    RelationshipKind.SIBLING,
    RelationshipKind.PARTNER,
]
LITERALLY = re.compile(r"[\\%_]")  # what a pattern of LIKE would read in its own way


@dataclass(frozen=True, slots=True)
class Found:
    """People, by the newest record of each that the reader sees, and how many there are besides those."""

    records: dict[UUID, SourceRecord] = field(default_factory=dict)  # by the person
    count: int = 0
    visible: Visible | None = None  # what the reader sees of them; None of nobody


def people_list(actor: Actor, *, today: date, most: int | None = MOST) -> Found:
    """The people of the actor's organisation (its own records, and those with whom it works), the newest first."""
    return _found(actor, "select * from families_newest_here(%s)", [most], today)


def people_named(actor: Actor, *, name: str, born: date | None, today: date, most: int | None = MOST) -> Found:
    """Those of whom any one record has all the words of a name in it, in any order, and the date of birth where given;
    by their names."""
    patterns = ["%" + LITERALLY.sub(r"\\\g<0>", word) + "%" for word in name.lower().split()]
    return _found(actor, "select * from families_named_here(%s, %s, %s)", [patterns, born, most], today)


def _found(actor: Actor, asked: str, values: list[Any], today: date) -> Found:
    """The database counts and sorts, for nobody but the reader whom it knows; what is shown is read as any page is."""
    if not may(actor, VIEW):
        return Found()
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        rows: list[tuple[UUID, int]] = cursor.fetchall()
    people = [person for person, _number in rows]
    visible = Visible.of(actor, people, today=today)
    newest: dict[UUID, SourceRecord] = {}
    for record in visible.newest().annotate(address_protected=AddressProtected(F("pk"))):
        newest.setdefault(visible.whose[record.pk], record)
    return Found({one: newest[one] for one in people if one in newest}, rows[0][1] if rows else 0, visible)


def by_family(found: Found, *, today: date) -> list[list[UUID]]:
    """Those people by family, in their order: who is tied to whom by what a source stated and holds today. Who lives
    elsewhere, and former partners, do not make one family of two."""
    if found.visible is None:
        return []
    whose = found.visible.whose
    seen = list(found.visible.records().values_list("pk", flat=True))
    rows = Relationship.objects.filter(record__in=seen, to_record__in=seen)
    rows = rows.filter(Q(until=None) | Q(until__gte=today), kind__in=ONE_FAMILY).exclude(lives_with=False)
    families: Groups[UUID] = Groups(apart=lambda _one, _other: False)
    for record, other in rows.values_list("record", "to_record"):
        families.join(whose[record], whose[other])
    groups: dict[UUID, list[UUID]] = {}
    for person in found.records:
        groups.setdefault(families.find(person), []).append(person)
    return list(groups.values())
