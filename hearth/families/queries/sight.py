"""What an organisation sees of what another gives it, in numbers: people, and members who see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from hearth.access.queries import may
from hearth.core import small_numbers
from hearth.core.actors import Actor
from hearth.families.queries.people import LINK, VIEW

# What a member must be allowed to do to see a category; the others are shown on no page of families yet.
SEEN_WITH = {"involvement": VIEW, "summary": VIEW, "matching": LINK}


@dataclass(frozen=True, slots=True)
class Sight:
    """Of one category from one organisation to another: how many people (None: too few to say), and by role how many
    members see them."""

    people: int | None
    members: dict[str, int]


def sight(actor: Actor, *, giver_id: UUID, taker_id: UUID, category: str) -> Sight | None:
    """For whoever keeps the register of agreements, and for the two; None for others, and for a category that is shown
    on no page of families.

    A small number is told to nobody but to those who may see the people themselves: the taker's own members.
    """
    wanted = SEEN_WITH.get(category)
    if wanted is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select families_sight(%s, %s, %s)", [giver_id, taker_id, category])
        row = cursor.fetchone()
        cursor.execute("select role, members from hearth_members_who(%s, %s, %s)", [giver_id, taker_id, wanted])
        members: dict[str, int] = dict(cursor.fetchall())
    if row is None or row[0] is None:
        return None
    sees_them = actor.organisation_id == taker_id and may(actor, wanted)
    return Sight(row[0] if sees_them else small_numbers.alone(row[0]), members)
