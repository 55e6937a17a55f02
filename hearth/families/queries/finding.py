"""Finding people among those whom the reader may see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from hearth.access.queries import may
from hearth.core.actors import Actor
from hearth.families.models import SourceRecord
from hearth.families.queries.people import VIEW, AddressProtected, Visible

MOST = 100  # on one page; the file has everybody
LITERALLY = re.compile(r"[\\%_]")  # what a pattern of LIKE would read in its own way


@dataclass(frozen=True, slots=True)
class Found:
    """People, by the newest record of each that the reader sees, and how many there are besides those."""

    records: dict[UUID, SourceRecord] = field(default_factory=dict)  # by the person
    count: int = 0


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
    return Found({one: newest[one] for one in people if one in newest}, rows[0][1] if rows else 0)
