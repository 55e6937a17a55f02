"""What follows from what: which event leads to which action elsewhere. One readable table; nothing else joins apps
upwards.

Who hears of a move (family, service, sender) stands with the move itself in referrals/data/transitions.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hearth.core import clock
from hearth.core.actors import Actor
from hearth.core.events import Event, Handler
from hearth.core.rowcontext import acting_as
from hearth.directory.actions import follows, news
from hearth.directory.events import ListingChanged, ListingClosed, ListingReopened, StandingChanged
from hearth.families import actions as families
from hearth.referrals import actions as referrals
from hearth.referrals import queries as referral_queries
from hearth.referrals.events import OF_MOVE, Moved, Sent
from hearth.referrals.queries.working import works_with


def suggest_following(event: Sent, *, by: Actor) -> None:
    """Whoever sent a family to a service may want to hear when it changes."""
    if by.is_staff:
        follows.suggest(service_id=referral_queries.service_of(event.referral_id), by=by, now=clock.now())


def keep_involvement(event: Moved, *, by: Actor) -> None:
    """A service that said yes to a request works with its people; when the request ends, it no longer does."""
    found = works_with(event.referral_id, event.number)
    now = clock.now()
    with acting_as(job="involvement"):
        if found.goes_on:
            families.begin_involvement(
                source_record_ids=found.records,
                organisation_id=found.organisation_id,
                by=by,
                now=now,
                since=found.day,
                service_name=found.service_name,
                contact_name=found.worker_name,
                contact_phone=found.phone,
                is_sealed=found.is_sensitive,
                origin="referral",
                origin_id=event.referral_id,
            )
        elif found.goes_on is False:
            families.end_involvement(origin_id=event.referral_id, by=by, now=now, last_day=found.day)


REACTIONS: Mapping[type[Event], Sequence[Handler]] = {
    # Whoever the data of a move names hears of it; a sending has one reaction more.
    **{moved: [referrals.tell_parties, keep_involvement] for moved in OF_MOVE.values()},
    Sent: [referrals.tell_parties, suggest_following],
    ListingChanged: [news.changed],
    ListingClosed: [news.closed],
    ListingReopened: [news.reopened],
    StandingChanged: [news.standing_changed],
}
