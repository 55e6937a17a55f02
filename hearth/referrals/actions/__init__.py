"""Everything that can be done to a request or referral. Each action is one transaction with its audit entry and event.

They raise `AlreadyMoved` when somebody else was first, `NotAllowed` when the actor may not, `Incomplete` when a
required reason, alternative or outcome is missing.
"""

from hearth.referrals.actions.attaching import attach
from hearth.referrals.actions.attaching import read as read_document
from hearth.referrals.actions.attaching import take_away as take_away_document
from hearth.referrals.actions.contacting import new_code, set_contact
from hearth.referrals.actions.following import Opening, open_with_code
from hearth.referrals.actions.moves import (
    accept,
    complete,
    decline,
    mark_in_error,
    open,
    start,
    withdraw,
)
from hearth.referrals.actions.moving import AlreadyMoved, Incomplete, NotAllowed
from hearth.referrals.actions.pathways import ChangedSince, Said, set_pathway
from hearth.referrals.actions.sending import Asked, ConsentNeeded, NotAccepting, Sending, send
from hearth.referrals.actions.telling import tell_parties
from hearth.referrals.actions.viewing import record_export, record_view

__all__ = [
    "AlreadyMoved",
    "Asked",
    "ChangedSince",
    "ConsentNeeded",
    "Incomplete",
    "NotAccepting",
    "NotAllowed",
    "Opening",
    "Said",
    "Sending",
    "accept",
    "attach",
    "complete",
    "decline",
    "mark_in_error",
    "new_code",
    "open",
    "open_with_code",
    "read_document",
    "record_export",
    "record_view",
    "send",
    "set_contact",
    "set_pathway",
    "start",
    "take_away_document",
    "tell_parties",
    "withdraw",
]
