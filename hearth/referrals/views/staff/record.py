"""One request: as the service sees it, and as its sender sees it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.guards import staff
from hearth.core import clock, pages
from hearth.core.words import ago_words, date_words, time_words, when_words
from hearth.families.models import SafeContact, SourceRecord
from hearth.families.safe_contact import Outcome, Plan, Why, plan
from hearth.referrals import actions, queries
from hearth.referrals.forms.choices import language_name
from hearth.referrals.machine import Move, machine
from hearth.referrals.models import PersonRole, Referral, ReferralPerson, StatusRow, Step
from hearth.referrals.queries import steps
from hearth.referrals.staff import documents, summary, wording
from hearth.referrals.urgency import urgency_words
from hearth.referrals.views.staff.queue import state_tag
from hearth.referrals.views.staff.scope import actor_of, received, sent


@staff("referrals.view")
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """The service's page of one request: the least until it is opened, everything after."""
    referral, actor = received(request, reference), actor_of(request)
    opened = referral.acknowledged_at is not None
    actions.record_view(referral=referral, by=actor, full=opened)
    moves = [move for move in queries.moves_for(referral, actor) if move.code in PROVIDER_PAGES]
    moves.sort(key=lambda move: move.code not in FORWARD)  # the way forward is the first button
    context = _common(referral, queries.story_for(referral, actor_of(request))) | {
        "opened": opened,
        "why": _("You see this because it was sent to %(organisation)s.") % {"organisation": referral.provider.name},
        "moves": [
            (wording.move_words(m.code), _page(m, referral)) for m in moves if m.code not in ("open", *BESIDES, *HEARD)
        ],
        "besides": [(wording.move_words(m.code), _page(m, referral)) for m in moves if m.code in BESIDES],
        "place": queries.place_in_line(referral, clock.now()),
        **heard(referral, moves),
        "next": _next_words(referral, moves),
        "open_url": reverse("referrals:open", args=[referral.reference]) if any(m.once for m in moves) else "",
    }
    if opened:
        context |= _in_full(referral) | {"also": queries.also_live(referral)}
        context["documents"] = documents.rows(referral, actor, "referrals:document")
        context["fhir_url"] = reverse("referrals:fhir", args=[referral.reference])
        context["goes_on"] = _ways_on(request, referral)
    return pages.render(request, "referrals/staff/record.html", context)


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
        "again_url": f"{reverse('referrals:send')}?like={referral.reference}",
    }
    return pages.render(request, "referrals/staff/sent_record.html", context)


def _ways_on(request: HttpRequest, referral: Referral) -> list[tuple[str, str]]:
    """Where the service can send this family on: up to the front door, or to any other service."""
    if not request.may("referrals.send"):  # type: ignore[attr-defined]
        return []
    send = reverse("referrals:send")
    doors = list(steps.front_doors())
    here = any(door.pk == referral.service_id for door in doors)
    up = [
        (_("Worried about a child? Step up to the front door"), f"{send}?service={door.pk}&like={referral.reference}")
        for door in doors
        if not here
    ]
    other = _("Step down to another service") if here else _("Ask another service for this family")
    return [*up, (other, f"{send}?like={referral.reference}")]


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
    moves = [move for move in queries.moves_for(referral, actor) if move.code in pages_of_moves]
    context = _common(referral, queries.story_for(referral, actor)) | _in_full(referral)
    return context | {
        "opened": True,
        "is_open": machine().is_open(referral.state),
        "moves": [
            (wording.move_words(m.code), reverse(pages_of_moves[m.code], args=[referral.reference]))
            for m in moves
            if m.code not in {"answer", "settle"}
        ],
        "alternative": next((row for row in context["rows"] if row.move == "decline"), None),
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
    "redirect": "referrals:pass_on",
    "hold": "referrals:hold",
    "resume": "referrals:resume",
    "end-early": "referrals:end_early",
    "assign": "referrals:give",
    "allocate": "referrals:give",
    "escalate": "referrals:escalate",
    "reply": "referrals:reply",
    "answer-complaint": "referrals:answer_complaint",
}
FORWARD = ("open", "accept", "start", "start-from-waiting", "resume", "complete")
# What is at hand besides the decision itself.
BESIDES = ("reply", "assign", "allocate", "escalate", "redirect", "end-early")
SENDER_PAGES = {
    "answer": "referrals:answer",
    "settle": "referrals:settle_sent",
    "withdraw": "referrals:withdraw_sent",
    "mark-in-error": "referrals:mark_in_error",
}


HEARD = ("answer-complaint",)


def heard(referral: Referral, moves: list[Move]) -> dict[str, Any]:
    """What the family wrote and nobody answered: its message and its complaint, and where to answer."""
    may = {move.code for move in moves}
    rows = queries.story(referral) if referral.message_by or referral.complaint_by else []
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
    due, _late = summary.due_words(referral)
    words = {
        "open": _("Nobody has opened this yet. Open it to read it; the family sees that you did."),
        "accept": _("Read it, then say if you can help."),
        "start": _("You said yes. Get in touch in the way that is safe, then record it here."),
        "complete": _("When the work is done, say what came of it."),
        "decline": _("You asked for information. If no answer comes, ring them, or say no kindly."),
        "start-from-waiting": _("It waits for its turn. Get in touch when it comes, and look at it again until then."),
        "resume": _("It is paused."),
    }.get(moves[0].code, "")
    return f"{words} {due}." if due else words


def _common(referral: Referral, rows: list[StatusRow]) -> dict[str, Any]:
    """What anybody who may see a request at all sees; `rows` is the story as it is for the reader."""
    people = queries.people_of(referral)
    area = queries.area_names({referral.lsoa_code}).get(referral.lsoa_code, "") if referral.lsoa_code else ""
    due, late = summary.due_words(referral)
    guest = referral.sender_guest
    sender = guest.words if guest else referral.sender_name
    return {
        "referral": referral,
        "people": people,
        "rows": rows,
        "line": _("%(service)s · %(about)s · sent %(ago)s")
        % {"service": referral.service.name, "about": summary.children(people), "ago": ago_words(referral.sent_at)},
        "tag": state_tag(referral),
        "due": due,
        "late": late,
        "known": [
            (_("Service"), referral.service.name),
            (_("About"), summary.children(people)),
            (_("Area"), area),
            (_("Sent"), when_words(referral.sent_at)),
            (_("Sent by"), sender or _("The family itself")),
            (_("Due"), due),
        ],
        "guest": guest,
        "linked": _linked(referral),
        "timeline": [(when_words(row.at), story_line(row), story_who(row)) for row in rows],
    }


def story_line(row: StatusRow) -> str:
    """One step of the story for staff: what was done, why, and what was said."""
    kind = "outcomes" if row.outcome else machine().moves[row.move].reason
    reason = machine().reason_words(kind, row.outcome or row.reason)
    alternative = row.alternative_service.name if row.alternative_service else row.alternative_words
    parts = [
        wording.moved_words(row.move),
        reason,
        _("Instead: %(what)s") % {"what": alternative} if alternative else "",
        _("To %(who)s") % {"who": row.worker_name} if row.worker_name else "",
        _("Until %(day)s") % {"day": date_words(row.until)} if row.until else "",
        linked_words(row),
    ]
    return ". ".join(part for part in [*parts, row.words, row.outcome_words] if part)


def linked_words(row: StatusRow) -> str:
    """The reference of the other end, where it came from or went on elsewhere."""
    if not row.linked_reference:
        return ""
    said = _("From %(reference)s") if row.move == "send" else _("Goes on as %(reference)s")
    return said % {"reference": row.linked_reference}


def story_who(row: StatusRow) -> str:
    organisation = row.actor_organisation.name if row.actor_organisation else ""
    return ", ".join(part for part in (row.actor_name or _("The family"), organisation) if part)


def _linked(referral: Referral) -> list[str]:
    """The same family's other referrals of this loop, as far as the reader sees them."""
    earlier = steps.came_from(referral)
    found = []
    if referral.step:
        found.append(str(Step(referral.step).label))
    if earlier is not None:
        found.append(_("came from %(reference)s (%(service)s)") % {
            "reference": earlier.reference, "service": earlier.service.name
        })  # fmt: skip
    for row in steps.went_on(referral):
        words = str(Step(row.step).label) if row.step else _("went on")
        found.append(f"{words}: {row.reference} ({row.service.name}), {wording.state_words(row.state).lower()}")
    return found


def _in_full(referral: Referral) -> dict[str, Any]:
    """What stands in a request, for those who may read it."""
    contact = queries.contact_of(referral)
    told = queries.person_told(referral)
    return {
        "family": [person_facts(person) for person in queries.people_of(referral)],
        "said": [
            (_("What would help"), referral.what_help),
            (_("Tried already"), referral.what_tried),
            (_("What would be better"), referral.what_better),
        ],
        "basis": basis_words(referral),
        "contact": contact_words(contact, told),
        "telling": telling_words(plan_for(referral, contact)),
    }


def person_facts(person: ReferralPerson) -> dict[str, Any]:
    """One person of the family: a heading and what is known."""
    said = person.source_record
    is_child = person.role == PersonRole.CHILD
    born = date_words(said.birth_date, weekday=False) if said.birth_date else ""
    return {
        "name": said.name or (_("Baby on the way") if said.due_date else _("Name not given")),
        "role": str(PersonRole(person.role).label),
        "facts": [
            (_("Born"), born),
            (_("Due"), date_words(said.due_date, weekday=False) if said.due_date else ""),
            (_("Relation"), "" if is_child else said.relation.capitalize()),
            (_("Postcode"), said.postcode),
            (_("Language"), language_name(said.language) if said.language else ""),
            (_("Interpreter"), _("Wanted") if said.needs_interpreter else ""),
        ],
    }


def basis_words(referral: Referral) -> list[tuple[str, str]]:
    """Lawful basis and whether the family knows: of a professional's referral only."""
    if not referral.by_professional:
        return []
    guest = referral.sender_guest
    sender = (
        [(_("Sent by"), guest.words), (_("Their work email"), guest.email), (_("Their phone"), guest.phone)]
        if guest
        else []
    )
    names = {code: str(name) for code, name, _hint in wording.LAWFUL_BASES}
    knows = _("Yes") if referral.family_knows else _("No: %(why)s") % {"why": referral.family_knows_why_not}
    return [
        *sender,
        (_("Urgency"), urgency_words(referral.urgency)),
        (_("Lawful basis"), names.get(referral.lawful_basis, referral.lawful_basis)),
        (_("The family knows"), knows),
    ]


def contact_words(contact: SafeContact | None, _told: SourceRecord | None) -> list[tuple[str, str]]:
    """How the family may be reached, with every limit."""
    if contact is None or contact.do_not_contact or not contact.channels:
        return [(_("Contact"), _("Do not contact this family. They look for your answer themselves."))]
    ways = {"email": _("Email"), "text": _("Text message"), "call": _("Phone call")}
    hours = _("At any time")
    if contact.safe_from and contact.safe_until:
        hours = _("Only between %(start)s and %(end)s") % {
            "start": time_words(contact.safe_from),
            "end": time_words(contact.safe_until),
        }
    leave = ""
    if contact.channels[0] == "call":
        leave = _("It is safe to leave one") if contact.voicemail_ok else _("Do not leave one")
    return [
        (_("Safe way"), ways[contact.channels[0]]),
        (_("Email"), contact.email),
        (_("Phone"), contact.phone),
        (_("Safe times"), hours),
        (_("Voice message"), leave),
    ]


def plan_for(referral: Referral, contact: SafeContact | None) -> Plan:
    """What the safe-contact rule would do with a message now."""
    return plan(safe_contact=contact, now=clock.now(), family_knows=referral.family_knows)


def telling_words(decided: Plan) -> str:
    """What becomes of the news of a decision, before it is made."""
    if decided.why is Why.DOES_NOT_KNOW:
        return _("The family does not know of this, so we tell them nothing.")
    if decided.outcome is Outcome.HELD:
        return _("We send the family no message. They see your answer when they look for it.")
    if decided.outcome is Outcome.RING:
        return _("Only a call is safe, so please ring. They also see your answer when they look for it.")
    at = decided.not_before
    if at is not None and at > clock.now():
        return _(
            "The family gets a short message at %(when)s, the next safe time. It does not say what it is about."
        ) % {"when": when_words(at)}
    return _("The family gets a short message straight away. It does not say what it is about.")
