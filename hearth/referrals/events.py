"""What happens to requests and referrals. Each names the row of the story that it added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearth.core.events import Event


@dataclass(frozen=True, slots=True)
class Moved(Event):
    """Base of all moves: which referral, and which row of its story (`StatusRow.number`)."""

    referral_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class Sent(Moved):
    """It went to a service."""


@dataclass(frozen=True, slots=True)
class Opened(Moved):
    """Somebody at the service read it for the first time."""


@dataclass(frozen=True, slots=True)
class Accepted(Moved):
    """The service said yes."""


@dataclass(frozen=True, slots=True)
class Declined(Moved):
    """The service said no, why, and what else there is."""


@dataclass(frozen=True, slots=True)
class Started(Moved):
    """First contact was made."""


@dataclass(frozen=True, slots=True)
class Completed(Moved):
    """It ended with an outcome."""


@dataclass(frozen=True, slots=True)
class Withdrawn(Moved):
    """The family or the sender took it back."""


@dataclass(frozen=True, slots=True)
class EnteredInError(Moved):
    """The sender said it should never have been."""


@dataclass(frozen=True, slots=True)
class InformationAsked(Moved):
    """The service has a question before it can decide."""


@dataclass(frozen=True, slots=True)
class Answered(Moved):
    """The family or the sender answered the question."""


@dataclass(frozen=True, slots=True)
class AnswerNoted(Moved):
    """The service wrote down what it was answered by word of mouth."""


@dataclass(frozen=True, slots=True)
class PutOnWaitingList(Moved):
    """It waits for a place."""


@dataclass(frozen=True, slots=True)
class Reviewed(Moved):
    """Somebody looked at it on the waiting list."""


@dataclass(frozen=True, slots=True)
class StartedFromWaiting(Moved):
    """Its turn came, and first contact was made."""


@dataclass(frozen=True, slots=True)
class PassedOver(Moved):
    """Somebody who waits less long came before it."""


@dataclass(frozen=True, slots=True)
class Held(Moved):
    """It is paused, until a day."""


@dataclass(frozen=True, slots=True)
class Resumed(Moved):
    """It goes on after a pause."""


@dataclass(frozen=True, slots=True)
class Redirected(Moved):
    """It went on to another service, as a new request."""


@dataclass(frozen=True, slots=True)
class EndedEarly(Moved):
    """The service ended it before it was complete."""


@dataclass(frozen=True, slots=True)
class Assigned(Moved):
    """A colleague is to decide about it."""


@dataclass(frozen=True, slots=True)
class Allocated(Moved):
    """A colleague is the one who helps."""


@dataclass(frozen=True, slots=True)
class Escalated(Moved):
    """The duty lead was told that it needs attention."""


@dataclass(frozen=True, slots=True)
class FamilyWrote(Moved):
    """The family added a message."""


@dataclass(frozen=True, slots=True)
class MessageRead(Moved):
    """The service read the family’s message."""


@dataclass(frozen=True, slots=True)
class ServiceWrote(Moved):
    """The service wrote to the family."""


@dataclass(frozen=True, slots=True)
class Complained(Moved):
    """The family complained."""


@dataclass(frozen=True, slots=True)
class ComplaintAnswered(Moved):
    """A manager answered the family’s complaint."""


@dataclass(frozen=True, slots=True)
class Settled(Moved):
    """The sender said how it goes on after a no."""


@dataclass(frozen=True, slots=True)
class Late(Event):
    """A clock passed without its answer, and the duty lead was told."""

    referral_id: UUID
    clock: str
    due_on: date


@dataclass(frozen=True, slots=True)
class ReminderSet(Event):
    """A sender wants to look at it again on that day."""

    referral_id: UUID
    on: date


@dataclass(frozen=True, slots=True)
class ReminderEnded(Event):
    """A sender is reminded of it no more."""

    referral_id: UUID


@dataclass(frozen=True, slots=True)
class ContactChanged(Event):
    """The family said anew how it may be reached."""

    referral_id: UUID


@dataclass(frozen=True, slots=True)
class CodeReplaced(Event):
    """The family got a new code; the old one no longer works."""

    referral_id: UUID


@dataclass(frozen=True, slots=True)
class DocumentAdded(Event):
    """A document came to a referral."""

    referral_id: UUID
    attachment_id: UUID


@dataclass(frozen=True, slots=True)
class DocumentRemoved(Event):
    """The sender deleted a document."""

    referral_id: UUID
    attachment_id: UUID


@dataclass(frozen=True, slots=True)
class PathwayChanged(Event):
    """A provider said anew how its service is referred to."""

    service_id: UUID


@dataclass(frozen=True, slots=True)
class Reopened(Moved):
    """It had ended, and goes on as a new request to the same service."""


OF_MOVE: dict[str, type[Moved]] = {
    "send": Sent,
    "open": Opened,
    "accept": Accepted,
    "decline": Declined,
    "start": Started,
    "complete": Completed,
    "withdraw": Withdrawn,
    "mark-in-error": EnteredInError,
    "ask-for-information": InformationAsked,
    "answer": Answered,
    "note-answer": AnswerNoted,
    "put-on-waiting-list": PutOnWaitingList,
    "review": Reviewed,
    "start-from-waiting": StartedFromWaiting,
    "pass-over": PassedOver,
    "hold": Held,
    "resume": Resumed,
    "redirect": Redirected,
    "end-early": EndedEarly,
    "assign": Assigned,
    "allocate": Allocated,
    "escalate": Escalated,
    "message": FamilyWrote,
    "read-message": MessageRead,
    "reply": ServiceWrote,
    "complain": Complained,
    "answer-complaint": ComplaintAnswered,
    "settle": Settled,
    "reopen": Reopened,
}


# The front desk -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnquiryFinished(Event):
    """Somebody's question at the desk came to an end there; the outcome is a code of data/desk.yaml."""

    enquiry_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class HandedOver(Event):
    """The desk asked a named colleague to take somebody over."""

    handover_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class HandoverMoved(Event):
    """One move of a handover (data/desk.yaml), and the state after it."""

    handover_id: UUID
    organisation_id: UUID
    move: str
    state: str


@dataclass(frozen=True, slots=True)
class HandoverLate(Event):
    """Nobody answered a handover in time."""

    handover_id: UUID
    organisation_id: UUID
