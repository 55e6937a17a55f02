"""One referral as its sender sees it, a member or a guest."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.guards import staff
from hearth.core import clock, pages
from hearth.core.words import date_words
from hearth.referrals import actions, queries
from hearth.referrals.machine import Move, machine
from hearth.referrals.models import Referral
from hearth.referrals.staff import documents, shown, wording
from hearth.referrals.views.staff.scope import actor_of, sent

SENDER_PAGES = {
    "answer": "referrals:answer",
    "settle": "referrals:settle_sent",
    "withdraw": "referrals:withdraw_sent",
    "mark-in-error": "referrals:mark_in_error",
    "reopen": "referrals:reopen_sent",
}


@staff("referrals.view_sent")
def sent_record(request: HttpRequest, reference: str) -> HttpResponse:
    """The sender's page of what it sent: every step, what was answered, what comes next."""
    referral = sent(request, reference)
    actions.record_view(referral=referral, by=actor_of(request))
    may_send = request.may("referrals.send")  # type: ignore[attr-defined]
    context = sender_context(
        request, referral, pages_of_moves=SENDER_PAGES, document_url="referrals:sent_document", may_send=may_send
    )
    add = reverse("referrals:add_document", args=[referral.reference]) if context["is_open"] and may_send else ""
    context |= {
        "layout": "core/staff.html",
        "back_url": reverse("referrals:sent"),
        "why": _("You see this because %(organisation)s sent it.") % {"organisation": referral.sender_name},
        "add_url": add,
        "fhir_url": reverse("referrals:sent_fhir", args=[referral.reference]),
        "ask_url": reverse("referrals:send"),
        **reminder_context(request, referral, "referrals:remind_me", "referrals:remind_no_more"),
        "again_url": f"{reverse('referrals:send')}?like={referral.reference}",
    }
    return pages.render(request, "referrals/staff/sent_record.html", context)


def reminder_context(request: HttpRequest, referral: Referral, choose: str, end: str) -> dict[str, Any]:
    """The reader's own reminder: its day, whether it has come, and the names of the addresses to choose and end it."""
    chosen = queries.reminder_of(referral, actor_of(request))
    return {
        "remind_url": reverse(choose, args=[referral.reference]),
        "no_more_url": reverse(end, args=[referral.reference]) if chosen else "",
        "remind_on": date_words(chosen.on) if chosen else "",
        "remind_now": bool(chosen and chosen.on <= clock.today()),
    }


def sender_context(
    request: HttpRequest,
    referral: Referral,
    *,
    pages_of_moves: dict[str, str],
    document_url: str,
    may_send: bool = True,
) -> dict[str, Any]:
    """What a sender's page shows, a member's and a guest's."""
    actor = actor_of(request)
    moves = [move for move in queries.moves_for(referral, actor, clock.today()) if move.code in pages_of_moves]
    context = shown.common(referral, queries.story_for(referral, actor), for_sender=True) | shown.in_full(referral)
    return context | {
        "opened": True,
        "is_open": machine().is_open(referral.state),
        "moves": [
            (wording.move_words(m.code), reverse(pages_of_moves[m.code], args=[referral.reference]))
            for m in moves
            if m.code not in {"answer", "settle"}
        ],
        "alternative": next((row for row in context["rows"] if row.move == "decline"), None),
        "settled": any(row.move == "settle" for row in context["rows"]),
        "question": next((row for row in context["rows"] if row.move == "ask-for-information"), None),
        "answer_url": _sender_page("answer", pages_of_moves, moves, referral),
        "settle_url": _sender_page("settle", pages_of_moves, moves, referral),
        "place": queries.place_in_line(referral, clock.now()),
        "documents": documents.rows(referral, actor, document_url),
        "is_new": "sent" in request.GET,
        "receipt": receipt_rows(referral),
        "may_send": may_send,
    }


def _sender_page(code: str, pages_of_moves: dict[str, str], moves: list[Move], referral: Referral) -> str:
    """Where the sender makes a move that stands at the top of the page; nothing where they cannot."""
    if code not in {move.code for move in moves}:
        return ""
    return reverse(pages_of_moves[code], args=[referral.reference])


def receipt_rows(referral: Referral) -> list[tuple[str, str]]:
    """What the sender holds in hand: the reference, and what is due by when."""
    return [
        (_("Reference"), referral.reference),
        (_("They open it by"), date_words(referral.acknowledge_by)),
        (_("They answer by"), date_words(referral.decide_by)),
        (_("First contact by"), date_words(referral.first_contact_by)),
    ]
