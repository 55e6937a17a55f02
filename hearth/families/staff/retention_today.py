"""What somebody has to decide of what is kept, on Today: what is due, and holds whose day has come."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import date_words
from hearth.families import retention
from hearth.families.queries import retention as queries

SHOWN = 5


def panels(request: MemberRequest) -> list[TodayPanel]:
    """For information leads; nothing where nothing waits."""
    if not request.may(queries.ANSWER):
        return []
    return [_due(request), _held(request)]


def _due(request: MemberRequest) -> TodayPanel:
    rows = queries.items_to_decide(request.actor, today=clock.today()).order_by("due_on", "label")
    items = [
        TodayItem(
            text=row.label,
            note=retention.class_words(row.code),
            when=_("Due since %(date)s") % {"date": date_words(row.due_on, weekday=False)},
            url=reverse("retention:item", args=[row.pk]),
            action=_("Decide"),
        )
        for row in rows[:SHOWN]
    ]
    title = _("Their time is over: decide what becomes of them")
    return TodayPanel(title, items, 35, rows.count(), reverse("retention:due"), _("All of them"))


def _held(request: MemberRequest) -> TodayPanel:
    today = clock.today()
    rows, reasons = queries.holds_to_review(request.actor, today=today), dict(retention.hold_reasons())
    items = [
        TodayItem(
            text=row.label,
            note=str(reasons.get(row.reason, row.reason)),
            when=_("Look at it again by %(date)s") % {"date": date_words(row.review_on, weekday=False)},
            late=row.review_on < today,
            url=reverse("retention:review_hold", args=[row.pk]),
            action=_("Look at it again"),
        )
        for row in rows[:SHOWN]
    ]
    title = _("Held: is it still needed?")
    return TodayPanel(title, items, 32, rows.count(), reverse("retention:holds"), _("All of them"))
