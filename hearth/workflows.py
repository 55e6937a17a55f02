"""What follows from what: which event leads to which action elsewhere. One readable table; nothing else joins apps
upwards.

Who hears of a move (family, service, sender) stands with the move itself in referrals/data/transitions.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hearth.core.events import Event, Handler
from hearth.referrals import actions as referrals
from hearth.referrals.events import (
    Accepted,
    Completed,
    Declined,
    EnteredInError,
    Opened,
    Sent,
    Started,
    Withdrawn,
)

REACTIONS: Mapping[type[Event], Sequence[Handler]] = {
    Sent: [referrals.tell_parties],
    Opened: [referrals.tell_parties],
    Accepted: [referrals.tell_parties],
    Declined: [referrals.tell_parties],
    Started: [referrals.tell_parties],
    Completed: [referrals.tell_parties],
    Withdrawn: [referrals.tell_parties],
    EnteredInError: [referrals.tell_parties],
}
