"""Finding the referral of an address among those that the reader may see."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from hearth.core.actors import Actor
from hearth.referrals import queries, references
from hearth.referrals.models import Referral
from hearth.referrals.queries.steps import may_go_on_from


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def received(request: HttpRequest, reference: str) -> Referral:
    """One that came to the reader's organisation. 404 for any other, as if it did not exist."""
    return _one(queries.received_by(actor_of(request)), reference)


def sent(request: HttpRequest, reference: str) -> Referral:
    """One that the reader's organisation sent. 404 for any other."""
    return _one(queries.sent_by(actor_of(request)), reference)


def goes_on_from(request: HttpRequest, reference: str) -> Referral:
    """One that the reader may read whole, to start another from. 404 for any other."""
    return _one(may_go_on_from(actor_of(request)), reference)


def _one(rows: queries.Referrals, reference: str) -> Referral:
    wanted = references.tidy_reference(reference)
    found = (
        rows.select_related("service", "provider", "sender_organisation", "sender_guest")
        .filter(reference=wanted)
        .first()
    )
    if found is None:
        raise Http404
    return found
