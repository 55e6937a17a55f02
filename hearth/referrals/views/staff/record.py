"""One request as the service sees it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.guards import staff
from hearth.core import clock, pages
from hearth.core.words import date_words
from hearth.referrals import actions, queries
from hearth.referrals.machine import Move
from hearth.referrals.models import Referral, StatusRow
from hearth.referrals.queries import steps
from hearth.referrals.staff import documents, shown, summary, wording
from hearth.referrals.views.staff.scope import actor_of, received


@staff("referrals.view")
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """The service's page of one request: the least until it is opened and after a no, everything between."""
    referral, actor = received(request, reference), actor_of(request)
    opened = queries.reads_whole(referral, actor)
    rows = queries.story_for(referral, actor)
    actions.record_view(referral=referral, by=actor, full=opened)
    moves = [move for move in queries.moves_for(referral, actor, clock.today()) if move.code in PROVIDER_PAGES]
    moves.sort(key=lambda move: move.code not in FORWARD)  # the way forward is the first button
    said_no = not queries.reads_on(referral, queries.parties_of(referral, actor))
    context = shown.common(referral, rows, opened=opened or said_no, with_people=not said_no) | {
        "opened": opened,
        "said_no": said_no,
        "why": _("You see this because it was sent to %(organisation)s.") % {"organisation": referral.provider.name},
        "moves": [
            (wording.move_words(m.code), _page(m, referral)) for m in moves if m.code not in ("open", *BESIDES, *HEARD)
        ],
        "besides": [(wording.move_words(m.code), _page(m, referral)) for m in moves if m.code in BESIDES],
        "place": queries.place_in_line(referral, clock.now()),
        **heard(referral, moves, rows),
        "next": _next_words(referral, moves),
        "open_url": reverse("referrals:open", args=[referral.reference]) if any(m.once for m in moves) else "",
    }
    if opened:
        context |= shown.in_full(referral) | {"also": queries.also_live(referral)}
        context["documents"] = documents.rows(referral, actor, "referrals:document")
        context["fhir_url"] = reverse("referrals:fhir", args=[referral.reference])
        context["goes_on"] = _ways_on(request, referral)
        context["steps_up"] = len(context["goes_on"]) > 1
    return pages.render(request, "referrals/staff/record.html", context)


def _ways_on(request: HttpRequest, referral: Referral) -> list[tuple[str, str]]:
    """Where the service can send this family on: up to the front door, or to any other service."""
    if not request.may("referrals.send"):  # type: ignore[attr-defined]
        return []
    send = reverse("referrals:send")
    doors = list(steps.front_doors())
    here = any(door.pk == referral.service_id for door in doors)
    up = [
        (_("Step up to the front door"), f"{send}?service={door.pk}&like={referral.reference}")
        for door in doors
        if not here
    ]
    other = _("Step down to another service") if here else _("Ask another service for this family")
    return [*up, (other, f"{send}?like={referral.reference}")]


PROVIDER_PAGES = {
    "open": "referrals:open",
    "accept": "referrals:accept",
    "decline": "referrals:decline",
    "start": "referrals:start",
    "complete": "referrals:complete",
    "put-on-waiting-list": "referrals:put_on_waiting_list",
    "review": "referrals:review",
    "start-from-waiting": "referrals:start_from_waiting",
    "ask-for-information": "referrals:ask_for_information",
    "note-answer": "referrals:note_answer",
    "redirect": "referrals:pass_on",
    "hold": "referrals:hold",
    "resume": "referrals:resume",
    "end-early": "referrals:end_early",
    "assign": "referrals:give",
    "allocate": "referrals:give",
    "escalate": "referrals:escalate",
    "reply": "referrals:reply",
    "reopen": "referrals:reopen",
    "answer-complaint": "referrals:answer_complaint",
}
FORWARD = ("open", "accept", "note-answer", "start", "start-from-waiting", "resume", "complete")
# What is at hand besides the decision itself.
BESIDES = ("reply", "assign", "allocate", "escalate", "redirect", "end-early", "reopen")
HEARD = ("answer-complaint",)


def heard(referral: Referral, moves: list[Move], rows: list[StatusRow]) -> dict[str, Any]:
    """What the family wrote and nobody answered: its message and its complaint, and where to answer."""
    may = {move.code for move in moves}
    found: dict[str, Any] = {"message": None, "complaint": None, "complaint_url": ""}
    if referral.message_by and referral.acknowledged_at:
        found["message"] = next((row for row in rows if row.move == "message"), None)
        found["message_due"] = _("Read it by %(day)s.") % {"day": date_words(referral.message_by)}
        found["read_url"] = reverse("referrals:read_message", args=[referral.reference])
        found["reply_url"] = reverse("referrals:reply", args=[referral.reference])
    if referral.complaint_by:
        found["complaint"] = next((row for row in rows if row.move == "complain"), None)
        found["complaint_due"] = _("A manager answers by %(day)s.") % {"day": date_words(referral.complaint_by)}
        if "answer-complaint" in may:
            found["complaint_url"] = reverse("referrals:answer_complaint", args=[referral.reference])
    return found


def _page(move: Move, referral: Referral) -> str:
    return reverse(PROVIDER_PAGES[move.code], args=[referral.reference])


def _next_words(referral: Referral, moves: list[Move]) -> str:
    """What the one primary box says; nothing when there is nothing left to do."""
    moves = [move for move in moves if move.code not in (*BESIDES, *HEARD)]
    if not moves:
        return ""
    due, late = summary.due_words(referral)
    words = {
        "open": _("Nobody has opened this yet. Open it to read it; the family sees that you did."),
        "accept": _("Read it, then say if you can help."),
        "start": _("You said yes. Get in touch in the way that is safe, then record it here."),
        "complete": _("When the work is done, say what came of it."),
        "note-answer": _("You asked for information. If no answer comes, ring them and write down what they say."),
        "start-from-waiting": _("It waits for its turn. Get in touch when it comes, and look at it again until then."),
        "resume": _("It is paused."),
    }.get(moves[0].code, "")
    return f"{words} {due}." if due and not late else words  # what is late stands before it
