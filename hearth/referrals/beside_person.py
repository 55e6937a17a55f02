"""The open requests of a family on its page (families.beside): as far as the reader is party to them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.queries import may
from hearth.core.actors import Actor
from hearth.core.words import ago_words
from hearth.families.beside import PanelRow, PersonPanel
from hearth.referrals import queries
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral
from hearth.referrals.staff import wording


def beside_person(actor: Actor, records: Collection[UUID]) -> PersonPanel | None:
    """Requests that are open, those for which something is due first."""
    open_states = [code for code in machine().states if machine().is_open(code)]
    rows = (
        queries.referrals_visible_to(actor)
        .filter(people__source_record__in=records, state__in=open_states)
        .select_related("service")
        .distinct()
        .order_by("decide_by", "sent_at")
    )
    return PersonPanel(
        title=_("Open requests"),
        rows=[_row(actor, row) for row in rows],
        empty=_("None that your organisation sent or received."),
    )


def beside_registration(actor: Actor, registration_id: UUID) -> PanelRow | None:
    """The way to ask a service for a family that registered, with what it told filled in."""
    if not may(actor, "referrals.send"):
        return None
    return PanelRow(
        text=_("Ask a service for this family"), url=f"{reverse('referrals:send')}?registered={registration_id}"
    )


def _row(actor: Actor, row: Referral) -> PanelRow:
    page = "referrals:record" if row.provider_id == actor.organisation_id else "referrals:sent_record"
    words = _("%(state)s · sent %(ago)s") % {"state": wording.state_words(row.state), "ago": ago_words(row.sent_at)}
    return PanelRow(text=row.service.name, words=words, url=reverse(page, args=[row.reference]))
