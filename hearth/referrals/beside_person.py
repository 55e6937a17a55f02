"""The open requests of a family on its page (families.beside): as far as the reader is party to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.queries import may
from hearth.core.actors import Actor
from hearth.core.words import ago_words
from hearth.families.beside import Coming, PanelRow, PersonPanel
from hearth.referrals import clocks, queries
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral, State
from hearth.referrals.staff import wording


def beside_person(actor: Actor, records: Collection[UUID]) -> PersonPanel | None:
    """Requests that are open, those for which something is due first."""
    return PersonPanel(
        title=_("Open requests"),
        rows=[_row(actor, row) for row in _open_requests(actor, records)],
        empty=_("None that your organisation sent or received."),
    )


def coming_for_person(actor: Actor, records: Collection[UUID], now: datetime) -> list[Coming]:
    """The day by which the next step of each open request is due."""
    found = []
    for row in _open_requests(actor, records):
        due = clocks.of(row, machine().states[row.state].clock) if machine().states[row.state].clock else None
        if due is not None:
            found.append(Coming(due, _next_words(row), row.service.name, _url(actor, row)))
    return found


def _next_words(row: Referral) -> str:
    """What is due next of a request."""
    if row.acknowledged_at is None and row.state == State.SENT:
        return _("Last day to answer a request, not opened yet")
    return {
        State.SENT: _("Last day to answer a request"),
        State.NEEDS_INFORMATION: _("Last day to answer a question"),
        State.ACCEPTED: _("Last day for the first contact"),
        State.WAITING: _("The place on the waiting list is looked at again"),
    }.get(State(row.state), _("A request is looked at again"))


def _open_requests(actor: Actor, records: Collection[UUID]) -> QuerySet[Referral]:
    open_states = [code for code in machine().states if machine().is_open(code)]
    return (
        queries.referrals_visible_to(actor)
        .filter(people__source_record__in=records, state__in=open_states)
        .select_related("service")
        .distinct()
        .order_by("decide_by", "sent_at")
    )


def beside_registration(actor: Actor, registration_id: UUID) -> PanelRow | None:
    """The way to ask a service for a family that registered, with what it told filled in."""
    if not may(actor, "referrals.send"):
        return None
    return PanelRow(
        text=_("Ask a service for this family"), url=f"{reverse('referrals:send')}?registered={registration_id}"
    )


def _row(actor: Actor, row: Referral) -> PanelRow:
    words = _("%(state)s · sent %(ago)s") % {"state": wording.state_words(row.state), "ago": ago_words(row.sent_at)}
    return PanelRow(text=row.service.name, words=words, url=_url(actor, row))


def _url(actor: Actor, row: Referral) -> str:
    page = "referrals:record" if row.provider_id == actor.organisation_id else "referrals:sent_record"
    return reverse(page, args=[row.reference])
