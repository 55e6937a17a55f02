"""What of the front desk is to do today: handovers to oneself, and those that nobody has."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.referrals.models import Handover, HandoverState
from hearth.referrals.queries import handovers
from hearth.referrals.staff import desk_words

SHOWN = 5


def panels(request: HttpRequest) -> list[TodayPanel]:
    """First what a family may be waiting for at the desk."""
    found: list[TodayPanel] = []
    may, actor, now = request.may, request.actor, clock.now()  # type: ignore[attr-defined]
    if may("enquiries.take"):
        mine = list(handovers.to_oneself(actor))
        items = [_item(row, now, reverse("referrals:handover", args=[row.pk])) for row in mine[:SHOWN]]
        found.append(TodayPanel(_("Handed over to you by the front desk"), items, 5, len(mine)))
    if may("enquiries.log"):
        rows = handovers.late(handovers.of_desk(actor), now).select_related("enquiry__site", "organisation")
        late = list(rows.order_by("answer_by"))
        items = [_item(row, now, reverse("referrals:desk_handover", args=[row.pk]), named=True) for row in late[:SHOWN]]
        found.append(
            TodayPanel(
                _("Handovers that nobody has"), items, 8, len(late), reverse("referrals:desk"), _("The front desk")
            )
        )
    return found


def _item(row: Handover, now: datetime, url: str, *, named: bool = False) -> TodayItem:
    when, late = desk_words.handover_when(row, now)
    hub = row.enquiry.site.name if row.enquiry.site else row.organisation.name
    note = desk_words.handover_state(row) if named else _("from %(name)s, %(hub)s") % {"name": row.by_name, "hub": hub}
    action = _("Say what came of it") if row.state == HandoverState.TAKEN else _("Answer")
    return TodayItem(
        text=desk_words.named("topics", row.enquiry.topics),
        url=url,
        action=_("Open it") if named else action,
        when=when,
        note=note,
        late=late,
    )
