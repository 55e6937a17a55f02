"""Everything that can be done to a request or referral. Each action is one transaction with its audit entry and event.

They raise `AlreadyMoved` when somebody else was first, `NotAllowed` when the actor may not, `Incomplete` when a
required reason, alternative or outcome is missing.
"""

from hearth.referrals.actions.answering import (
    answer,
    answer_complaint,
    ask_for_information,
    complain,
    message,
    note_answer,
    read_message,
    reply,
)
from hearth.referrals.actions.attaching import attach
from hearth.referrals.actions.attaching import read as read_document
from hearth.referrals.actions.attaching import take_away as take_away_document
from hearth.referrals.actions.contacting import new_code, set_contact
from hearth.referrals.actions.following import Opening, open_with_code
from hearth.referrals.actions.interim import add_interim_rule, remove_interim_rule
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
from hearth.referrals.actions.own_reminders import end_reminder, set_reminder
from hearth.referrals.actions.passing_on import PassedOn, needs_family, redirect, reopen, settle
from hearth.referrals.actions.pathways import ChangedSince, Said, set_pathway
from hearth.referrals.actions.sending import Asked, ConsentNeeded, NotAccepting, Sending, send
from hearth.referrals.actions.team import allocate, assign, escalate, escalate_late, give, give_many
from hearth.referrals.actions.telling import tell_parties
from hearth.referrals.actions.viewing import record_export, record_handed_out, record_view
from hearth.referrals.actions.waiting import (
    end_early,
    hold,
    put_on_waiting_list,
    resume,
    review,
    review_many,
    start_from_waiting,
)

__all__ = [
    "AlreadyMoved",
    "Asked",
    "ChangedSince",
    "ConsentNeeded",
    "Incomplete",
    "NotAccepting",
    "NotAllowed",
    "Opening",
    "PassedOn",
    "Said",
    "Sending",
    "accept",
    "add_interim_rule",
    "allocate",
    "answer",
    "answer_complaint",
    "ask_for_information",
    "assign",
    "attach",
    "complain",
    "complete",
    "decline",
    "end_early",
    "end_reminder",
    "escalate",
    "escalate_late",
    "give",
    "give_many",
    "hold",
    "mark_in_error",
    "message",
    "needs_family",
    "new_code",
    "note_answer",
    "open",
    "open_with_code",
    "put_on_waiting_list",
    "read_document",
    "read_message",
    "record_export",
    "record_handed_out",
    "record_view",
    "redirect",
    "remove_interim_rule",
    "reopen",
    "reply",
    "resume",
    "review",
    "review_many",
    "send",
    "set_contact",
    "set_pathway",
    "set_reminder",
    "settle",
    "start",
    "start_from_waiting",
    "take_away_document",
    "tell_parties",
    "withdraw",
]
