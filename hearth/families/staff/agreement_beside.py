"""What families' records add to the page of an agreement: of how many people who would lose sight if it ended."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.access import sharing
from hearth.access.beside import Seen
from hearth.core.actors import Actor
from hearth.core.small_numbers import SMALL
from hearth.core.words import list_words
from hearth.families.queries.sight import Sight, sight


def beside_loss(actor: Actor, giver_id: UUID, taker_id: UUID, categories: Collection[str]) -> list[Seen]:
    """What is seen today of each category that would no longer go from one organisation to another."""
    found = [(code, sight(actor, giver_id=giver_id, taker_id=taker_id, category=code)) for code in categories]
    several = len([code for code, seen in found if seen is not None]) > 1
    return [_seen(code, seen, named=several) for code, seen in found if seen is not None]


def _seen(code: str, seen: Sight, *, named: bool) -> Seen:
    people, members = _people(seen.people), _members(seen.members)
    if not named:
        return Seen(people, members)
    name = sharing.category_words([code])
    return Seen(*(_("%(category)s: %(number)s") % {"category": name, "number": words} for words in (people, members)))


def _people(number: int | None) -> str:
    if number is None:
        return _("fewer than %(n)s people") % {"n": SMALL}
    return ngettext("%(n)s person", "%(n)s people", number) % {"n": number}


def _members(by_role: dict[str, int]) -> str:
    """ "9 members (3 of the role Hub manager and 6 of the role Practitioner)"."""
    number = sum(by_role.values())
    if not number:
        return _("nobody there yet")
    roles = list_words([f"{role}: {count}" for role, count in by_role.items()])
    words = ngettext("%(n)s member", "%(n)s members", number) % {"n": number}
    return f"{words} ({roles})"
