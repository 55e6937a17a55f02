"""What families read of a request: how it stands, what happened, what comes next and by when. Kind, and plain.

Hard news comes with the next option in the same breath (LOOK: voice).
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.core.words import date_words
from hearth.referrals import queries
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral, ReferralKind, State, StatusRow
from hearth.referrals.queries import Place


def heading(referral: Referral) -> str:
    """How it stands, in one short line."""
    opened = referral.acknowledged_at is not None
    words = {
        State.SENT: _("The service is reading your request") if opened else _("Your request is with the service"),
        State.NEEDS_INFORMATION: _("The service has a question for you"),
        State.ACCEPTED: _("The service said yes"),
        State.WAITING: _("You are on the waiting list"),
        State.IN_PROGRESS: _("You are getting help"),
        State.ON_HOLD: _("Your request is paused"),
        State.COMPLETED: _("The help has come to an end"),
        State.DECLINED: _("The service cannot help this time, and there is another way"),
        State.REDIRECTED: _("Your request went to another service"),
        State.WITHDRAWN: _("The request was taken back"),
        State.ENDED_EARLY: _("The help ended early"),
        State.IN_ERROR: _("The request was sent by mistake"),
    }
    return str(words[State(referral.state)])


def next_steps(referral: Referral, *, who: str, today: date) -> list[str]:
    """What happens next, and by when. `who` is the worker's name, where one is known."""
    organisation = referral.provider.name
    due = queries.due(referral)
    steps: list[str] = []
    if due is not None and due.is_late(today) and due.clock != "answer":
        steps.append(
            _("This is taking longer than it should, and we are sorry. You can ring %(organisation)s to ask.")
            % {"organisation": organisation}
        )
    elif referral.state == State.SENT:
        if referral.acknowledged_at is None:
            steps.append(
                _("Somebody at %(organisation)s reads it by %(date)s.")
                % {"organisation": organisation, "date": date_words(referral.acknowledge_by)}
            )
        steps.append(_("They tell you by %(date)s if they can help.") % {"date": date_words(referral.decide_by)})
    elif referral.state == State.NEEDS_INFORMATION:
        steps.append(_("Answer below if you can. They wait for you, and nothing is lost."))
    elif referral.state == State.ACCEPTED:
        steps.append(
            _("%(who)s contacts you by %(date)s, in the way you said is safe.")
            % {"who": who or organisation, "date": date_words(referral.first_contact_by)}
        )
    elif referral.state == State.WAITING and due:
        steps.append(
            _("Somebody looks at the list again by %(date)s, and tells you how it stands.")
            % {"date": date_words(due.by)}
        )
    elif referral.state == State.ON_HOLD and due:
        steps.append(
            _("They look at it again by %(date)s, and tell you when it goes on.") % {"date": date_words(due.by)}
        )
    if referral.state == State.IN_PROGRESS:
        steps.append(_("%(who)s works with you. Ask them anything you like.") % {"who": who or organisation})
    if referral.state in {State.COMPLETED, State.WITHDRAWN, State.ENDED_EARLY}:
        steps.append(_("If you want help again, you can ask again at any time."))
    if referral.state == State.DECLINED:
        steps.append(_("Look at the other way to get help below."))
    return steps


def line_words(place: Place) -> list[str]:
    """How long the wait is, honestly: the place in the list, and how fast it went lately."""
    first = (
        _("You are next.")
        if place.place == 1
        else ngettext("You are number %(n)s in the list.", "You are number %(n)s in the list.", place.place)
        % {"n": place.place}
    )
    weeks = place.weeks
    if weeks is None:
        return [first, _("We cannot say yet how long it takes: too few families have started lately.")]
    return [
        first,
        ngettext("It may take about %(n)s week.", "It may take about %(n)s weeks.", weeks) % {"n": weeks}
        + " "
        + ngettext(
            "In the last three months %(n)s family started.",
            "In the last three months %(n)s families started.",
            place.started,
        )
        % {"n": place.started},
    ]


# Where the service that was asked is not the one that helps.
HELPED_BY_NOBODY_THERE = (State.DECLINED, State.REDIRECTED, State.WITHDRAWN, State.IN_ERROR)

# Steps of the story that concern the service and the sender only.
UNSEEN = ("assign", "escalate", "pass-over", "settle")


def happened(row: StatusRow, referral: Referral) -> str:
    """One step of the story; nothing for what does not concern the family."""
    who = row.actor_name or referral.provider.name
    sender = referral.sender_name
    by_family = row.actor_kind == "family"
    move = machine().moves[row.move]
    reason = machine().family_words(move.reason, row.reason)
    outcome = machine().family_words("outcomes", row.outcome)
    if row.move in UNSEEN:
        return ""
    if row.move == "send":
        if row.linked_reference:
            return _("Your request came here from another service")
        if referral.kind == ReferralKind.REQUEST:
            return _("You asked for support")
        return _("%(sender)s asked for support for you") % {"sender": sender}
    if row.move == "decline":
        return _("The service could not help this time. %(reason)s") % {"reason": reason}
    if row.move == "complete":
        return _("The help came to an end. %(outcome)s") % {"outcome": outcome}
    if row.move == "answer":
        return (
            _("You answered the question") if by_family else _("%(sender)s answered the question") % {"sender": sender}
        )
    if row.move == "withdraw":
        return _("You took your request back") if by_family else _("%(sender)s took it back") % {"sender": sender}
    if row.move == "reopen":
        return _("You asked again") if by_family else _("It goes on as a new request. %(reason)s") % {"reason": reason}
    if row.move == "mark-in-error":
        return _("%(sender)s sent it by mistake. %(reason)s") % {"sender": sender, "reason": reason}
    words = {
        "open": _("The service opened your request"),
        "accept": _("The service said yes. %(who)s contacts you.") % {"who": who},
        "start": _("%(who)s got in touch with you") % {"who": who},
        "start-from-waiting": _("%(who)s got in touch with you") % {"who": who},
        "ask-for-information": _("The service asked you a question"),
        "note-answer": _("The service wrote down the answer to its question"),
        "put-on-waiting-list": _("The service put you on its waiting list"),
        "review": _("The service looked at its waiting list. You are still on it."),
        "hold": _("Your request was paused. %(reason)s") % {"reason": reason},
        "resume": _("It goes on"),
        "redirect": _("The service passed your request on to another service"),
        "end-early": _("The help ended early. %(reason)s") % {"reason": reason},
        "allocate": _("%(who)s is the one who helps you") % {"who": row.worker_name},
        "message": _("You wrote a message"),
        "read-message": _("The service read your message"),
        "reply": _("The service wrote to you"),
        "complain": _("You complained"),
        "answer-complaint": _("The service answered your complaint"),
    }
    return str(words.get(row.move, _("Something changed"))).strip()


def email_news(referral: Referral, row: StatusRow) -> tuple[str, ...]:
    """The paragraphs of an email about a move. No service, no need, nobody of the family; a worker's name at most."""
    if row.move == "accept":
        return (
            _("There is good news: the answer to what you asked is yes."),
            _("%(who)s contacts you by %(date)s, in the way you said is safe.")
            % {"who": referral.worker_name or row.actor_name, "date": date_words(referral.first_contact_by)},
        )
    if row.move == "decline":
        return (
            _("The answer to what you asked is no this time. This is not about you."),
            _("There is another way to get help. You can see it with your reference and your code."),
        )
    if row.move == "ask-for-information":
        return (
            _("There is a question about what you asked for, so that you get the right help."),
            _("You can read and answer it with your reference and your code."),
        )
    if row.move == "put-on-waiting-list":
        return (
            _("The answer is yes, and there is a waiting list."),
            _("You can see how long it may take, and what can help meanwhile, with your reference and your code."),
        )
    if row.move == "review":
        return (_("You are still on the waiting list. Nobody has forgotten you."),)
    if row.move == "hold":
        return (_("What you asked for is paused. You can see why, and until when, with your reference and your code."),)
    if row.move == "resume":
        return (_("What you asked for goes on again."),)
    if row.move == "end-early":
        return (_("What you asked for has ended earlier than planned. You can ask again at any time."),)
    if row.move == "allocate":
        return (_("%(who)s is the one who helps you.") % {"who": row.worker_name},)
    if row.move == "answer-complaint":
        return (_("Your complaint was answered. You can read the answer with your reference and your code."),)
    if row.move == "reply":
        return (_("Somebody wrote to you. You can read it with your reference and your code."),)
    if row.move in {"start", "start-from-waiting"}:
        return (_("We noted that %(who)s got in touch with you.") % {"who": row.actor_name},)
    if row.move == "complete":
        return (_("What you asked for has come to an end. You can ask again at any time."),)
    if row.move == "withdraw":
        return (_("What you asked for was taken back. You can ask again at any time."),)
    if row.move == "mark-in-error":
        return (_("Something was sent in your name by mistake, and has been stopped. You need do nothing."),)
    return (_("There is news about what you asked for."),)


def email_receipt(referral: Referral, *, passed_on: bool = False, again: bool = False) -> tuple[str, ...]:
    """The paragraphs of the first email: we have it, and what happens by when. `passed_on`: it came from elsewhere;
    `again`: it had ended and goes on."""
    first = (
        _(
            "What you asked for went on to others who can help more. You need not tell it again. "
            "It has a new reference and a new code."
        )
        if passed_on
        else _("What you asked for goes on. You need not tell it again. It has a new reference and a new code.")
        if again
        else _("Thank you for asking. We have what you sent.")
        if referral.kind == ReferralKind.REQUEST
        else _("Somebody asked for support for you, as they told you they would.")
    )
    return (
        first,
        _("Somebody reads it by %(read)s, and you hear by %(decide)s if they can help.")
        % {"read": date_words(referral.acknowledge_by), "decide": date_words(referral.decide_by)},
    )


def email_news_again() -> tuple[str, ...]:
    """For a family that has just changed how we contact it, while an older message still waited."""
    return (_("There is news about what you asked for. Look at it with your reference and your code."),)
