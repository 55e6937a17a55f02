"""What follows from what: which event leads to which action elsewhere. One readable table; nothing else joins apps
upwards.

Who hears of a move (family, service, sender) stands with the move itself in referrals/data/transitions.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hearth.core import clock
from hearth.core.actors import Actor
from hearth.core.events import Event, Handler
from hearth.directory.actions import follows, news
from hearth.directory.events import ListingChanged, ListingClosed, ListingReopened, StandingChanged
from hearth.referrals import actions as referrals
from hearth.referrals import queries as referral_queries
from hearth.referrals.events import OF_MOVE, Sent


def suggest_following(event: Sent, *, by: Actor) -> None:
    """Whoever sent a family to a service may want to hear when it changes."""
    if by.is_staff:
        follows.suggest(service_id=referral_queries.service_of(event.referral_id), by=by, now=clock.now())


REACTIONS: Mapping[type[Event], Sequence[Handler]] = {
    # Whoever the data of a move names hears of it; a sending has one reaction more.
    **{moved: [referrals.tell_parties] for moved in OF_MOVE.values()},
    Sent: [referrals.tell_parties, suggest_following],
    ListingChanged: [news.changed],
    ListingClosed: [news.closed],
    ListingReopened: [news.reopened],
    StandingChanged: [news.standing_changed],
}
