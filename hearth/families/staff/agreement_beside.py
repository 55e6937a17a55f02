"""What families' records add to the page of an agreement: of how many people who would lose sight if it ended."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.access import sharing
from hearth.core.actors import Actor
from hearth.core.small_numbers import SMALL
from hearth.core.words import list_words
from hearth.families.queries.sight import Sight, sight


def beside_loss(actor: Actor, giver_id: UUID, taker_id: UUID, categories: Collection[str]) -> list[str]:
    """A sentence for each category that would no longer go from one organisation to another."""
    found = [(code, sight(actor, giver_id=giver_id, taker_id=taker_id, category=code)) for code in categories]
    return [_sentence(sharing.category_words([code]), seen) for code, seen in found if seen is not None]


def _sentence(category: str, seen: Sight) -> str:
    return _("%(category)s: %(people)s, seen by %(members)s.") % {
        "category": category,
        "people": _people(seen.people),
        "members": _members(seen.members),
    }


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
