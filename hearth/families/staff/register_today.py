"""What of registration is to do today: families that registered by themselves and that nobody has met."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import ago_words
from hearth.families.queries import registrations as queries
from hearth.families.staff.registering import name_of

SHOWN = 5


def panels(request: HttpRequest) -> list[TodayPanel]:
    """For whoever registers families at the desk; nothing where nobody waits to be met."""
    may, actor = request.may, request.actor  # type: ignore[attr-defined]
    if not may(queries.REGISTER):
        return []
    rows = queries.not_met(actor)
    first = list(rows[:SHOWN])
    if not first:
        return []
    people = queries.people_of_all([row.pk for row in first])
    items = [
        TodayItem(
            text=name_of(people[row.pk][0]),
            url=reverse("register:registration", args=[row.pk]),
            action=_("Meet them"),
            when=ago_words(row.registered_at),
            note=f"{row.site.name} · {_('They have said anew who they are')}" if row.met_at else row.site.name,
        )
        for row in first
        if people[row.pk]
    ]
    title = _("Registered by themselves, and not met yet")
    return [TodayPanel(title, items, 12, rows.count(), reverse("register:desk"), _("All of them"))]
