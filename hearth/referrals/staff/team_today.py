"""The team's work on Today: what families wrote, what the duty lead hears of, and what senders must choose."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from hearth.core import clock
from hearth.core.actors import Actor
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import date_words
from hearth.referrals import queries
from hearth.referrals.models import Referral, State
from hearth.referrals.staff import wording

SHOWN = 5


def panels(request: HttpRequest, rows: queries.Referrals) -> list[TodayPanel]:
    """Of what came to the reader's organisation. Whoever has it sees its message; what nobody has, everybody."""
    may, actor = request.may, request.actor  # type: ignore[attr-defined]
    today = clock.today()
    found = [
        _panel(
            _("Families wrote"),
            rows.filter(Q(allocated_to=actor.user_id) | Q(allocated_to__isnull=True), message_by__isnull=False),
            "message",
            15,
            _("Read it"),
        ),
        _panel(
            _("Given to you to decide"),
            rows.filter(allocated_to=actor.user_id, state=State.SENT, decide_by__gte=today),
            "decide",
            22,
            _("Decide"),
        ),
        _panel(
            _("Asked, and no answer yet"),
            rows.filter(state=State.NEEDS_INFORMATION, answer_by__lt=today),
            "answer",
            32,
            _("See it"),
        ),
    ]
    if may("referrals.lead"):
        found.append(
            _panel(_("Complaints to answer"), rows.filter(complaint_by__isnull=False), "complaint", 8, _("Answer"))
        )
        asked = queries.asked_for_lead(rows)
        found.append(_panel(_("A colleague asks you to look"), asked, "", 9, _("See it")))
    return found


def to_answer(rows: queries.Referrals) -> TodayPanel:
    """What a service asked of whoever sent it."""
    asked = rows.filter(state=State.NEEDS_INFORMATION).order_by("answer_by")
    items = [
        _item(row, "answer", _("Answer"), "referrals:sent_record", wording.SENDER_CLOCKS)
        for row in asked.select_related("service")[:SHOWN]
    ]
    title, all_sent = _("They ask you something"), f"{reverse('referrals:sent')}?state={State.NEEDS_INFORMATION}"
    return TodayPanel(title, items, 11, asked.count(), all_sent, _("All of them"))


def reminders(rows: queries.Referrals, actor: Actor) -> TodayPanel:
    """What a sender wanted to look at again; it stays until they end it."""
    due = queries.reminded_of(rows, actor, clock.today())
    items = [
        TodayItem(
            text=f"{one.referral.reference}: {one.referral.service.name}",
            url=reverse("referrals:sent_record", args=[one.referral.reference]),
            action=_("See it"),
            when=_("You chose %(day)s") % {"day": date_words(one.on)},
            note=wording.state_words(one.referral.state),
        )
        for one in due.select_related("referral__service")[:SHOWN]
    ]
    title, all_sent = _("You asked to be reminded"), reverse("referrals:sent")
    return TodayPanel(title, items, 13, due.count(), all_sent, _("All that was sent"))


def to_choose(rows: queries.Referrals) -> TodayPanel:
    """What was declined and stays here until its sender says how it goes on."""
    waiting = rows.filter(choose_by__isnull=False).order_by("choose_by")
    items = [
        _item(row, "choose", _("Choose"), "referrals:settle_sent") for row in waiting.select_related("service")[:SHOWN]
    ]
    title, all_sent = _("Declined: say how it goes on"), reverse("referrals:sent")
    return TodayPanel(title, items, 12, waiting.count(), all_sent, _("All that was sent"))


def _panel(title: str, rows: queries.Referrals, clock_code: str, order: int, action: str) -> TodayPanel:
    field = f"{clock_code}_by" if clock_code else "sent_at"
    first = rows.order_by(field).select_related("service")[:SHOWN]
    items = [_item(row, clock_code, action, "referrals:record") for row in first]
    return TodayPanel(title, items, order, rows.count(), reverse("referrals:queue"), _("All requests"))


def _item(
    row: Referral, clock_code: str, action: str, page: str, clocks: Mapping[str, StrOrPromise] = wording.CLOCKS
) -> TodayItem:
    day = getattr(row, f"{clock_code}_by") if clock_code else None
    late = day is not None and day < clock.today()
    words = f"{clocks[clock_code]} {date_words(day)}" if day else ""
    return TodayItem(
        text=f"{row.reference}: {row.service.name}",
        url=reverse(page, args=[row.reference]),
        action=action,
        when=_("Late: %(words)s") % {"words": words[0].lower() + words[1:]} if late else words,
        late=late,
    )
