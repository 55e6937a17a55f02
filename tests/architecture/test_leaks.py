"""What must not get about does not: not into log lines, and not into what lies on a phone's locked screen."""

import logging

import pytest
from django.db import transaction
from django.test import Client

from hearth.core import clock, working_days
from hearth.core.actors import FAMILY, Actor
from hearth.core.logs import JsonFormatter
from hearth.core.models import Channel, OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families.models import SafeContact
from hearth.referrals import actions, queries
from hearth.referrals.actions.moving import Given, make
from hearth.referrals.machine import FAMILY as FAMILY_PARTY
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral
from tests.architecture.addresses import addresses
from tests.architecture.browsers import signed_in
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def lines(settings):
    """Every log line as it would be written, from the finest level on."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Keep(logging.INFO)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def personal_words(world: World) -> list[str]:
    return world.secrets_of_families() + world.names_of_members() + ["Qxtyped", "qxtyped@home.example", "07700 900999"]


TYPED = {
    **dict.fromkeys(["q", "postcode", "name", "words", "given_name", "what_help", "reference", "code"], "Qxtyped"),
    **dict.fromkeys(["login", "email"], "qxtyped@home.example"),
    "password": "Qxtyped",
    "phone": "07700 900999",
}


@pytest.mark.slow
def test_log_lines_hold_nobody(world, lines):
    """Every page, asked for and posted to with personal words in the address and in the form."""
    for client in (Client(), signed_in(world.who("hub-manager")), signed_in(world.who("provider-manager"))):
        client.raise_request_exception = False
        for address in addresses():
            if address.name in {"access:sign_out", "access:lock"}:
                continue
            url = address.url(world, "accepted")
            client.get(url, {"q": "Qxtyped", "postcode": "Qxtyped", "email": "qxtyped@home.example"})
            client.post(url, TYPED)
    assert len(lines) > 100
    found = [line for line in lines if any(word in line for word in personal_words(world))]
    assert found == []


def test_log_lines_hold_nobody_when_a_page_fails(world, lines, monkeypatch):
    """The worst case: an error whose words are somebody's."""

    def fail(*_args, **_kwargs):
        raise ValueError(f"bad value: {world.received['new'].words[0]}")

    monkeypatch.setattr(queries, "referrals_visible_to", fail)
    client = signed_in(world.who("practitioner"))
    client.raise_request_exception = False
    client.get("/staff/?q=Qxtyped")
    for address in addresses():
        if address.has_states:
            client.get(address.url(world, "accepted"))
    assert [line for line in lines if any(word in line for word in personal_words(world))] == []


# Stories that together hold every move that a service or a family makes, each from a request that was opened.
STORIES = (
    ["accept", "allocate", "start", "complete"],
    ["ask-for-information", "answer"],
    ["ask-for-information", "note-answer"],
    ["assign", "escalate", "put-on-waiting-list", "review", "start-from-waiting", "hold", "resume", "end-early"],
    ["message", "read-message"],
    ["message", "reply"],
    ["complain", "answer-complaint"],
    ["redirect"],
    ["decline"],
    ["withdraw", "reopen"],
)
# Made elsewhere: by asking, by opening, by starting out of turn, by a sender.
NOT_HERE = {"send", "open", "pass-over", "settle", "mark-in-error"}


def test_the_stories_hold_every_move():
    assert {move for story in STORIES for move in story} | NOT_HERE == set(machine().moves)


def every_move(world: World) -> list[OutboxMessage]:
    """Make each move as whoever may, with words that must not get about; what was written to anybody."""
    staff, now, found = world.who("hub-manager"), clock.now(), []
    for story in STORIES:
        with transaction.atomic():
            with as_owner():
                referral = Referral.objects.get(pk=world.received["sent"].referral.pk)
            for code in story:
                by_family = FAMILY_PARTY in {who.party for who in machine().moves[code].who}
                as_whom = {"reference": referral.reference} if by_family else {"user_id": staff.user_id}
                with acting_as(**as_whom):
                    by = FAMILY if by_family else staff.actor
                    if code == "redirect":
                        made = actions.redirect(
                            referral=referral, service=world.services["south"], by=by, now=now, words="Qxreply"
                        )
                        referral = made.old
                    elif code == "reopen":
                        actions.reopen(referral=referral, by=by, now=now, reason="needed-again", words="Qxreply")
                    else:
                        referral = make(referral=referral, code=code, by=by, now=now, given=given(code, by))
            with as_owner():
                found += list(OutboxMessage.objects.all())
            transaction.set_rollback(True)
    return found


def given(code: str, by: Actor) -> Given:
    move = machine().moves[code]
    reasons = machine().reasons
    return Given(
        reason=next(iter(reasons[move.reason])) if move.reason else "",
        words="Qxreply",
        alternative_words="Qxelsewhere" if move.alternative else "",
        by_need={"feeding": "needs-met"} if move.outcome else {},
        outcome_words="Qxoutcome" if move.outcome else "",
        until=working_days.after(clock.today(), 2) if move.until else None,
        worker=queries.as_worker(by) if code in {"assign", "allocate"} else None,
    )


@pytest.mark.parametrize("channel", ["email", "text"])
@pytest.mark.slow
def test_what_lies_on_a_locked_screen_names_nobody_and_no_need(world, channel):
    with as_owner():
        SafeContact.objects.update(channels=[channel])
        OutboxMessage.objects.all().delete()
    messages = every_move(world)
    words = [
        *(word for family in world.families() for word in family.words),
        *(service.name for service in world.services.values()),
        world.north.name,
        "Qxreply",
        "Qxelsewhere",
        "Qxoutcome",
    ]
    assert {message.channel for message in messages} >= {channel}
    assert len(messages) >= 5
    for message in messages:
        shown = message.subject + (message.body if message.channel == Channel.TEXT else "")
        assert [word for word in words if word in shown] == [], message.purpose
        # References open a request together with a code: never both in what a screen shows.
        assert message.subject.count("-") == 0 or not any(
            family.referral.reference in message.subject for family in world.families()
        ), message.purpose
