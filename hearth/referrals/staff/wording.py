"""How staff read states, moves, clocks and the choices of a referral."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from hearth.core.words import date_words, when_words
from hearth.referrals.models import Referral, State

# How a state looks as a tag: core/ui.html's kinds.
TAGS = {
    State.SENT: "wait",
    State.NEEDS_INFORMATION: "wait",
    State.ACCEPTED: "good",
    State.WAITING: "wait",
    State.IN_PROGRESS: "good",
    State.ON_HOLD: "wait",
    State.COMPLETED: "closed",
    State.DECLINED: "closed",
    State.REDIRECTED: "closed",
    State.WITHDRAWN: "closed",
    State.ENDED_EARLY: "closed",
    State.IN_ERROR: "closed",
}

DRAFT_LABEL: StrOrPromise = lazy("Being written")

# Code of a move: what somebody does, what was done, and how somebody who came second is told.
MOVES: dict[str, tuple[StrOrPromise, StrOrPromise, StrOrPromise]] = {
    "send": (lazy("Send"), lazy("Sent"), lazy("Someone has already sent this request:")),
    "open": (lazy("Open"), lazy("Opened"), lazy("Someone has already opened this request:")),
    "accept": (lazy("Accept"), lazy("Accepted"), lazy("Someone has already accepted this request:")),
    "decline": (lazy("Decline"), lazy("Declined"), lazy("Someone has already declined this request:")),
    "start": (
        lazy("Record first contact"),
        lazy("First contact made"),
        lazy("Someone has already recorded the first contact:"),
    ),
    "complete": (lazy("Complete"), lazy("Completed"), lazy("Someone has already completed this request:")),
    "withdraw": (lazy("Withdraw"), lazy("Withdrawn"), lazy("This request has already been withdrawn:")),
    "mark-in-error": (
        lazy("Mark as sent by mistake"),
        lazy("Marked as sent by mistake"),
        lazy("Someone has already marked this request as a mistake:"),
    ),
    "ask-for-information": (
        lazy("Ask for information"),
        lazy("Asked for information"),
        lazy("Someone has already asked the family something:"),
    ),
    "answer": (lazy("Answer the question"), lazy("Answered"), lazy("Someone has already answered:")),
    "note-answer": (
        lazy("Write down their answer"),
        lazy("Wrote down their answer"),
        lazy("Someone has already written down an answer:"),
    ),
    "put-on-waiting-list": (
        lazy("Put on the waiting list"),
        lazy("Put on the waiting list"),
        lazy("Someone has already put this on the waiting list:"),
    ),
    "review": (lazy("Review"), lazy("Reviewed on the waiting list"), lazy("Someone has already reviewed this:")),
    "start-from-waiting": (
        lazy("Record first contact"),
        lazy("First contact made, from the waiting list"),
        lazy("Someone has already recorded the first contact:"),
    ),
    "pass-over": (lazy("Pass over"), lazy("Passed over on the waiting list"), ""),
    "hold": (lazy("Put on hold"), lazy("Put on hold"), lazy("Someone has already put this on hold:")),
    "resume": (lazy("Go on with it"), lazy("Went on"), lazy("Someone already goes on with this:")),
    "redirect": (lazy("Pass on"), lazy("Passed on"), lazy("Someone has already passed this on:")),
    "end-early": (lazy("End early"), lazy("Ended early"), lazy("Someone has already ended this:")),
    "assign": (lazy("Give to a colleague"), lazy("Given to a colleague to decide"), ""),
    "allocate": (lazy("Give to a colleague"), lazy("Given to a colleague"), ""),
    "escalate": (lazy("Tell the duty lead"), lazy("The duty lead was told"), ""),
    "message": (lazy("Add a message"), lazy("The family wrote"), ""),
    "read-message": (lazy("I have read it"), lazy("Read the family’s message"), lazy("Someone has already read it:")),
    "reply": (lazy("Write to the family"), lazy("Wrote to the family"), lazy("Someone has already written:")),
    "complain": (lazy("Complain"), lazy("The family complained"), ""),
    "answer-complaint": (
        lazy("Answer the complaint"),
        lazy("Answered the complaint"),
        lazy("Someone has already answered the complaint:"),
    ),
    "settle": (
        lazy("Say how it goes on"),
        lazy("Said how it goes on"),
        lazy("Someone has already said how it goes on:"),
    ),
    "reopen": (lazy("Open it again"), lazy("Opened again"), lazy("Someone has already opened this again:")),
}

CLOCKS: dict[str, StrOrPromise] = {
    "acknowledge": lazy("Open it by"),
    "decide": lazy("Answer by"),
    "first-contact": lazy("First contact by"),
    "answer": lazy("Their answer by"),
    "review": lazy("Review by"),
    "message": lazy("Read the message by"),
    "complaint": lazy("Answer the complaint by"),
    "choose": lazy("Say how it goes on by"),
}

# The same days as whoever sent it reads them: who owes what.
SENDER_CLOCKS: dict[str, StrOrPromise] = CLOCKS | {
    "acknowledge": lazy("They open it by"),
    "decide": lazy("They answer by"),
    "answer": lazy("Your answer by"),
    "review": lazy("They look at it again by"),
}

PARTIES: dict[str, StrOrPromise] = {
    "family": lazy("The family"),
    "provider": lazy("The service"),
    "sender": lazy("The sender"),
    "worker": lazy("The colleague"),
    "lead": lazy("The duty lead"),
}

LAWFUL_BASES: list[tuple[str, StrOrPromise, StrOrPromise]] = [
    ("public-task", lazy("Public task"), lazy("It is part of our job to get families help. The usual choice.")),
    ("consent", lazy("Consent"), lazy("The family agreed to this, and may change its mind.")),
    ("vital-interests", lazy("To protect a life"), lazy("Somebody's life is in danger.")),
    ("legal-obligation", lazy("A law requires it"), lazy("For example a court order.")),
]


def already_words(move: str, who: str, at: datetime) -> str:
    """ "Someone has already accepted this request: Ayesha Khan, Tuesday 3 March, 9:30am." """
    said = MOVES.get(move, ("", "", ""))[2] or _("Someone has already changed this request:")
    return _("%(said)s %(who)s, %(when)s.") % {"said": said, "who": who or _("the family"), "when": when_words(at)}


def too_old_words(days: int) -> str:
    """Why something that ended does not go on."""
    return ngettext(
        "This ended more than %(n)s day ago. Ask anew: what was said then may no longer be true.",
        "This ended more than %(n)s days ago. Ask anew: what was said then may no longer be true.",
        days,
    ) % {"n": days}


def move_words(move: str) -> str:
    return str(MOVES[move][0])


def moved_words(move: str) -> str:
    return str(MOVES[move][1])


def next_action(referral: Referral) -> str:
    """The button that does the next step."""
    if referral.state == State.NEEDS_INFORMATION:
        return _("See it")
    if referral.state == State.SENT:
        return _("Open") if referral.acknowledged_at is None else _("Answer")
    return {
        State.ACCEPTED: _("Record first contact"),
        State.WAITING: _("Review"),
        State.IN_PROGRESS: _("Complete"),
        State.ON_HOLD: _("Go on with it"),
    }.get(State(referral.state), _("See it"))


def sender_action(referral: Referral) -> str:
    """The button of what was sent: what only its sender can do, or a look at it."""
    if referral.state == State.NEEDS_INFORMATION:
        return _("Answer")
    return _("Choose") if referral.choose_by is not None else _("See it")


def state_words(state: str) -> str:
    """A state's label; "being written" for the draft that is no referral yet."""
    return str(State(state).label) if state in State.values else str(DRAFT_LABEL)


def new_request_email(reference: str, acknowledge_by: str, url: str) -> tuple[str, str]:
    """Subject and body for whoever opens requests at a service. Says nothing of the family or the need."""
    return (
        _("A new request is waiting"),
        _(
            "Hello,\n\nA new request has come to your organisation. Its reference is %(reference)s.\n"
            "Please open it by %(by)s:\n%(url)s\n\nYou get this because you can open requests there."
        )
        % {"reference": reference, "by": acknowledge_by, "url": url},
    )


def nobody_there_email(organisation: str, reference: str) -> tuple[str, str]:
    """For the council that runs the network: a service got a request and has nobody to open it."""
    return (
        _("A request that nobody can open"),
        _(
            "Hello,\n\nThe request %(reference)s went to %(organisation)s, where nobody has an account to open it.\n"
            "Please ring them, or ask them to let somebody join."
        )
        % {"organisation": organisation, "reference": reference},
    )


def given_email(reference: str, url: str) -> tuple[str, str]:
    """For a colleague to whom a request was given."""
    return (
        _("A request was given to you"),
        _("Hello,\n\nThe request %(reference)s is yours now. See what it needs and by when:\n%(url)s")
        % {"reference": reference, "url": url},
    )


def attention_email(reference: str, url: str) -> tuple[str, str]:
    """For the duty lead: something is late, or somebody asks for a look."""
    return (
        _("A request needs you"),
        _(
            "Hello,\n\nThe request %(reference)s needs somebody to look at it today: it is late, or a colleague or the "
            "family asks for you.\n%(url)s\n\nYou get this because you are a duty lead there."
        )
        % {"reference": reference, "url": url},
    )


# What is late, by clock, as the sender reads it; of other clocks a sender is not reminded.
LATE: dict[str, StrOrPromise] = {
    "acknowledge": lazy("It should have been opened by %(by)s. Ring them, or choose another way."),
    "decide": lazy("It should have been answered by %(by)s. Ring them, or choose another way."),
    "first-contact": lazy("The family should have been contacted by %(by)s. Ring them and ask."),
    "answer": lazy("The service asked you something, and waits for your answer since %(by)s."),
    "choose": lazy("The service said no. Please say how it goes on; that was due by %(by)s."),
}


def late_email(reference: str, code: str, by: date, phone: str, url: str) -> tuple[str, str]:
    """Subject and body for a sender of something that is late. Says nothing of the family or the need."""
    ring = _("Their phone number: %(phone)s.\n") % {"phone": phone} if phone else ""
    return _("A request waits for an answer"), _(
        "Hello,\n\nThe request %(reference)s is late. %(what)s\n%(ring)sSee how it stands:\n%(url)s"
    ) % {"reference": reference, "what": str(LATE[code]) % {"by": date_words(by)}, "ring": ring, "url": url}


def reminder_email(reference: str, url: str) -> tuple[str, str]:
    """For a sender who chose this day to look again."""
    return (
        _("You asked to be reminded"),
        _("Hello,\n\nYou asked to be reminded of the request %(reference)s today. See how it stands:\n%(url)s")
        % {"reference": reference, "url": url},
    )


def moved_email(move: str, reference: str, url: str) -> tuple[str, str]:
    """Subject and body for a sender, or for a service whose request was taken back; no `url` where no page is left."""
    happened = _("Hello,\n\nThe request %(reference)s: %(what)s.") % {
        "reference": reference,
        "what": moved_words(move).lower(),
    }
    if url:
        rest = _("See what it says and what comes next:\n%(url)s") % {"url": url}
    else:
        rest = _("You no longer see it, and you need do nothing more.")
    return _("News about a request"), f"{happened}\n{rest}"
