"""What is said to and fro while a request goes on: a question and its answer, messages, complaints."""

from __future__ import annotations

from datetime import datetime

from hearth.core.actors import Actor
from hearth.referrals.actions.moving import Given, make
from hearth.referrals.models import Referral


def ask_for_information(*, referral: Referral, by: Actor, now: datetime, words: str) -> Referral:
    """Ask what is missing to decide. The clocks for deciding and first contact stand still until the answer."""
    return make(referral=referral, code="ask-for-information", by=by, now=now, given=Given(words=words))


def answer(*, referral: Referral, by: Actor, now: datetime, words: str) -> Referral:
    """The family, or whoever sent it for them, answers the question. The clocks go on."""
    return make(referral=referral, code="answer", by=by, now=now, given=Given(words=words))


def note_answer(*, referral: Referral, by: Actor, now: datetime, words: str) -> Referral:
    """The service writes down what it was answered by word of mouth. The clocks go on."""
    return make(referral=referral, code="note-answer", by=by, now=now, given=Given(words=words))


def message(*, referral: Referral, by: Actor, now: datetime, words: str) -> Referral:
    """The family adds something. The service has two working days to read it."""
    return make(referral=referral, code="message", by=by, now=now, given=Given(words=words))


def read_message(*, referral: Referral, by: Actor, now: datetime) -> Referral:
    """The service has read what the family wrote, and the family sees that."""
    return make(referral=referral, code="read-message", by=by, now=now)


def reply(*, referral: Referral, by: Actor, now: datetime, words: str) -> Referral:
    """The service writes to the family: an answer to a message, or the first word."""
    return make(referral=referral, code="reply", by=by, now=now, given=Given(words=words))


def complain(*, referral: Referral, by: Actor, now: datetime, words: str) -> Referral:
    """The family says what went wrong. A manager of the service must answer, whatever became of the request."""
    return make(referral=referral, code="complain", by=by, now=now, given=Given(words=words))


def answer_complaint(*, referral: Referral, by: Actor, now: datetime, words: str) -> Referral:
    """A manager answers."""
    return make(referral=referral, code="answer-complaint", by=by, now=now, given=Given(words=words))
