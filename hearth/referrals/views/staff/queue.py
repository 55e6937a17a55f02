"""The two lists: what came to an organisation, and what it sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from markupsafe import Markup

from hearth.access.guards import staff
from hearth.audit.models import EntryKind
from hearth.core import clock
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction, TextFilter
from hearth.core.words import ago_words, date_words
from hearth.directory.models import Service
from hearth.referrals import actions, needs, queries
from hearth.referrals.machine import DRAFT, machine
from hearth.referrals.models import Referral, State
from hearth.referrals.staff import referring, summary, wording
from hearth.referrals.views.staff.scope import actor_of
from hearth.referrals.views.staff.sending import AskForFamily

PAGE = 25  # rows of a page: what one person works through, and no endless scroll on a phone
LATE = Markup('<strong class="hearth-late">{}</strong>')


def due_cell(row: Referral) -> Markup | str:
    words, late = summary.due_words(row)
    due = queries.due(row)
    if due is not None and due.is_soon(clock.today()):
        return summary.TAG.format("wait", words)
    return LATE.format(words) if late else words


def sent_due_cell(row: Referral) -> Markup | str:
    words, late = summary.due_words(row, for_sender=True)
    return LATE.format(words) if late else words


def about_cell(row: Referral) -> str:
    """Whom it is about; after a no that is no longer for the service."""
    return "" if row.state == State.DECLINED else summary.children(row.people.all())


def record_url(row: Referral) -> str:
    return reverse("referrals:record", args=[row.reference])


def sent_url(row: Referral) -> str:
    return reverse("referrals:sent_record", args=[row.reference])


STATE_CHOICES = [
    (code, State(code).label)
    for code in machine().states
    if code != DRAFT and any(move.live and move.to == code for move in machine().moves.values())
]


def things(count: int) -> str:
    return ngettext("%(n)s request", "%(n)s requests", count)


def with_reference(rows: queries.Referrals, words: str) -> queries.Referrals:
    """However the reference is typed."""
    return rows.filter(reference__icontains=words.strip().upper().replace(" ", "-"))


def by_clock(rows: queries.Referrals, value: str) -> queries.Referrals:
    """Late, or due soon."""
    today = clock.today()
    return rows.filter(queries.late_filter(today) if value == "yes" else queries.soon_filter(today))


def csv_state(row: Referral) -> str:
    return wording.state_words(row.state)


def csv_due(row: Referral) -> str:
    due = queries.due(row)
    return due.by.isoformat() if due else ""


def csv_sent_due(row: Referral) -> str:
    return summary.due_words(row, for_sender=True)[0]


def outcomes_in_words(row: Referral) -> str:
    """ "Feeding a baby: The family got the help they asked for; …"."""
    by_need = row.by_need or {}  # type: ignore[attr-defined]
    return "; ".join(f"{need}: {outcome}" for need, outcome in needs.staff_words(by_need))


OUTCOMES = [Column("outcomes", lazy("What came of it"), csv=outcomes_in_words)]


class Requests(Listing):
    """What came: the least that a queue may show."""

    columns = [
        Column("reference", lazy("Reference"), sort="reference", link=record_url),
        Column("service", lazy("Service"), cell=lambda r: r.service.name, sort="service__name"),
        Column("about", lazy("About"), cell=about_cell),
        Column("area", lazy("Area"), cell=summary.area),
        Column("sent", lazy("Sent"), cell=lambda r: ago_words(r.sent_at), sort="sent_at",
               csv=lambda r: clock.today(r.sent_at).isoformat()),
        Column("state", lazy("How it stands"), cell=summary.state_tag, csv=csv_state, sort="state"),
        Column("worker", lazy("Who has it"), cell=lambda r: r.worker_name, sort="worker_name"),
        Column("due", lazy("Due"), cell=due_cell, sort="due_by", csv=csv_due),
    ]  # fmt: skip
    in_files = OUTCOMES
    order = "due"
    page_size = PAGE
    action = RowAction(wording.next_action, record_url)
    exports = "requests"
    things = staticmethod(things)
    empty = Empty(
        lazy("No requests are waiting"), lazy("When a family or a professional asks, it shows here."), icon="list"
    )


class SentRequests(Listing):
    """What was sent, and how it stands."""

    columns = [
        Column("reference", lazy("Reference"), sort="reference", link=sent_url),
        Column("service", lazy("Service"), cell=lambda r: r.service.name, sort="service__name"),
        Column("about", lazy("About"), cell=lambda r: summary.children(r.people.all())),
        Column("provider", lazy("Organisation"), cell=lambda r: r.provider.name, sort="provider__name"),
        Column("sent", lazy("Sent"), cell=lambda r: date_words(r.sent_at, weekday=False), sort="sent_at",
               csv=lambda r: clock.today(r.sent_at).isoformat()),
        Column("state", lazy("How it stands"), cell=summary.state_tag, csv=csv_state, sort="state"),
        Column("news", lazy("Last news"), cell=lambda r: ago_words(r.state_at), sort="state_at",
               csv=lambda r: clock.today(r.state_at).isoformat()),
        Column("due", lazy("What is next"), cell=sent_due_cell, csv=csv_sent_due),
    ]  # fmt: skip
    filters = [
        TextFilter("q", lazy("Reference"), apply=with_reference),
        ChoiceFilter("state", lazy("How it stands"), choices=STATE_CHOICES,
                     apply=lambda rows, value: rows.filter(state=value)),
    ]  # fmt: skip
    in_files = OUTCOMES
    order = "-news"
    page_size = PAGE
    action = RowAction(wording.sender_action, sent_url)
    exports = "sent-requests"
    things = staticmethod(things)
    empty = Empty(
        lazy("Nothing sent yet"),
        lazy("Find a service with the family, then ask it for them. What you send shows here, with every step."),
        icon="arrow",
    )


@staff("referrals.view")
def queue(request: HttpRequest) -> HttpResponse:
    """Requests to the reader's organisation; those still going on, unless another state is chosen."""
    actor = actor_of(request)
    received = queries.received_by(actor)
    rows = received
    if not request.GET.get("state") and not request.GET.get("q"):
        rows = rows.filter(state__in=machine().open_states)
    services = [(str(key), name) for key, name in queries.services_received(actor)]

    class Here(Requests):
        filters = [
            TextFilter("q", lazy("Reference"), apply=with_reference),
            ChoiceFilter("state", lazy("How it stands"), choices=STATE_CHOICES,
                         apply=lambda rows, value: rows.filter(state=value)),
            ChoiceFilter("service", lazy("Service"), choices=services,
                         apply=lambda rows, value: rows.filter(service_id=value)),
            ChoiceFilter("late", lazy("Clock"),
                         choices=[("yes", lazy("Late")), ("soon", lazy("Due today or next working day"))],
                         apply=by_clock),
            ChoiceFilter("whose", lazy("Who has it"),
                         choices=[("mine", lazy("Mine")), ("nobody", lazy("Nobody yet"))],
                         apply=lambda rows, value: rows.filter(
                             allocated_to=actor.user_id if value == "mine" else None)),
        ]  # fmt: skip

    return _respond(request, Here, queries.for_list(rows), "referrals/staff/queue.html", "listed")


@staff("referrals.view_sent")
def sent(request: HttpRequest) -> HttpResponse:
    """What the reader's organisation sent."""
    actor = actor_of(request)
    rows = queries.for_list(queries.sent_by(actor))

    class Here(SentRequests):
        filters = [
            *SentRequests.filters,
            ChoiceFilter("by", lazy("Sent by"), choices=[("me", lazy("Me"))],
                         apply=lambda rows, _value: rows.filter(sender_user_id=actor.user_id)),
            ChoiceFilter("late", lazy("Late"), choices=[("yes", lazy("They are late"))],
                         apply=lambda rows, _value: rows.filter(queries.late_filter(clock.today()))),
        ]  # fmt: skip

    written = referring.written_to(request, AskForFamily) if request.may("referrals.send") else None  # type: ignore[attr-defined]
    return _respond(request, Here, rows, "referrals/staff/sent.html", "sent_listed", {"written": _written(written)})


def _written(written: tuple[Service, datetime] | None) -> dict[str, str] | None:
    """The referral that is being written, in words."""
    if written is None:
        return None
    return {"service": written[0].name, "ago": ago_words(written[1])}


def _respond(
    request: HttpRequest,
    listing: type[Listing],
    rows: queries.Referrals,
    template: str,
    action: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    page = listing(request, queries.with_outcomes(rows) if "export" in request.GET else rows)
    may = request.may  # type: ignore[attr-defined]
    context: dict[str, Any] = {"may_send": may("referrals.send"), "may_decide": may("referrals.accept")} | (more or {})
    if not page.wants_export:
        actions.record_export(what=action, count=page.total, by=actor, kind=EntryKind.VIEW)
    return page.respond(
        template, context, on_export=lambda count: actions.record_export(what="exported", count=count, by=actor)
    )
