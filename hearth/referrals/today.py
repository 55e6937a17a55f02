"""What of requests is to do today."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import ago_words
from hearth.referrals import queries
from hearth.referrals.models import Referral, State
from hearth.referrals.staff import desk_today, summary, team_today, wording

SHOWN = 5


def panels(request: HttpRequest) -> list[TodayPanel]:
    """Late, new, and under way; and for senders what was answered lately."""
    found: list[TodayPanel] = []
    may, actor = request.may, request.actor  # type: ignore[attr-defined]
    if may("referrals.view"):
        rows = queries.with_due(queries.received_by(actor))
        late = rows.filter(queries.late_filter(clock.today())).order_by(F("due_by"))
        fresh = rows.filter(state=State.SENT, acknowledged_at__isnull=True).exclude(pk__in=late.values("pk"))
        mine = rows.filter(state__in=[State.SENT, State.ACCEPTED]).exclude(pk__in=late.values("pk"))
        mine = mine.exclude(acknowledged_at__isnull=True)
        queue = reverse("referrals:queue")
        found += [
            _panel(_("Late requests"), late, 10, f"{queue}?late=yes"),
            _panel(
                _("New requests"), fresh.order_by("sent_at"), 20, queue, empty=_("No new requests. They show here.")
            ),
            _panel(_("Requests to answer or start"), mine.order_by(F("due_by")), 30, queue),
            *team_today.panels(request, rows),
        ]
    if may("referrals.view_sent"):
        waits = queries.with_due(queries.sent_by(actor)).filter(queries.late_filter(clock.today()))
        waits = waits.exclude(state=State.NEEDS_INFORMATION)  # there the sender is waited for
        late_items = [
            TodayItem(
                text=f"{row.reference}: {row.service.name}",
                url=reverse("referrals:sent_record", args=[row.reference]),
                action=_("See it"),
                when=summary.due_words(row, for_sender=True)[0],
                late=True,
            )
            for row in waits.select_related("service").order_by(F("due_by"))[:SHOWN]
        ]
        late_url = f"{reverse('referrals:sent')}?late=yes"
        found.append(
            TodayPanel(_("They are late with what you sent"), late_items, 15, waits.count(), late_url, _("All of them"))
        )
        sent = queries.sent_by(actor).filter(state_at__gte=clock.now() - queries.LATELY).exclude(state=State.SENT)
        sent = sent.exclude(state=State.NEEDS_INFORMATION)
        items = [
            TodayItem(
                text=f"{row.reference}: {row.service.name}",
                url=reverse("referrals:sent_record", args=[row.reference]),
                action=_("See it"),
                when=f"{wording.state_words(row.state)}, {ago_words(row.state_at)}",
            )
            for row in sent.select_related("service").order_by("-state_at")[:SHOWN]
        ]
        found.append(team_today.reminders(queries.sent_by(actor), actor))
        found += [team_today.to_answer(queries.sent_by(actor)), team_today.to_choose(queries.sent_by(actor))]
        found.append(
            TodayPanel(
                _("News of what you sent"), items, 40, sent.count(), reverse("referrals:sent"), _("All that was sent")
            )
        )
    return found + desk_today.panels(request)


def _panel(title: str, rows: queries.Referrals, order: int, url: str, *, empty: str = "") -> TodayPanel:
    first = rows.select_related("service").prefetch_related("people__source_record")[:SHOWN]
    items = [_item(row) for row in first]
    return TodayPanel(title, items, order, rows.count(), url, _("All requests"), empty=empty)


def _item(row: Referral) -> TodayItem:
    when, late = summary.due_words(row)
    return TodayItem(
        text=f"{row.reference}: {row.service.name}",
        url=reverse("referrals:record", args=[row.reference]),
        action=wording.next_action(row),
        when=when,
        note=summary.children(row.people.all()),
        late=late,
    )
