"""Copies that families asked for, on Today: what is due, what waits for a sign-off, what waits to be handed over."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import date_words
from hearth.families.actions.own import copy_due
from hearth.families.models import FamilyAsk
from hearth.families.queries import copies as queries
from hearth.families.staff import copy_words

SHOWN = 5
STEPS: dict[str, StrOrPromise] = copy_words.NEXT


def panels(request: HttpRequest) -> list[TodayPanel]:
    """For information leads; nothing where nobody asked."""
    may, actor = request.may, request.actor  # type: ignore[attr-defined]
    if not may(queries.ANSWER):
        return []
    rows = queries.asks_visible_to(actor).filter(answered_at=None)
    first = list(rows[:SHOWN])
    if not first:
        return []
    title = _("Families that asked for a copy")
    return [
        TodayPanel(title, [_item(ask) for ask in first], 30, rows.count(), reverse("copies:asks"), _("All of them"))
    ]


def _item(ask: FamilyAsk) -> TodayItem:
    file = getattr(ask, "file", None)
    due = copy_due(ask)
    return TodayItem(
        text=ask.registration.reference,
        note=copy_words.state_tag(ask, file)[0],
        when=_("Due by %(date)s") % {"date": date_words(due)},
        late=due < clock.today(),
        url=reverse("copies:file", args=[file.pk]) if file else reverse("copies:begin", args=[ask.pk]),
        action=STEPS[copy_words.state(ask, file)],
    )
