"""What must not get about does not: not into log lines, and not into what lies on a phone's locked screen."""

import logging

import pytest
from django.test import Client

from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.logs import JsonFormatter
from hearth.core.models import Channel, OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families.models import SafeContact
from hearth.referrals import actions
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
    from hearth.referrals import queries

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


def every_move(world: World) -> None:
    """Make each live move once, as whoever may."""
    staff, now = world.who("practitioner"), clock.now()
    with acting_as(user_id=staff.user_id):
        received = {state: family.referral for state, family in world.received.items()}
        actions.open(referral=received["new"], by=staff.actor, now=now)
        actions.accept(referral=received["new"], by=staff.actor, now=now, words="Qxreply to you")
        actions.start(referral=received["accepted"], by=staff.actor, now=now)
        actions.decline(
            referral=received["sent"], by=staff.actor, now=now, reason="age", words="Qxreply",
            alternative_words="Qxelsewhere",
        )  # fmt: skip
        actions.complete(
            referral=received["in-progress"], by=staff.actor, now=now, outcome="needs-met", outcome_words="Qxoutcome"
        )
    with acting_as(reference=received["accepted"].reference):
        actions.withdraw(referral=received["accepted"], by=FAMILY, now=now)


@pytest.mark.parametrize("channel", ["email", "text"])
def test_what_lies_on_a_locked_screen_names_nobody_and_no_need(world, channel):
    with as_owner():
        SafeContact.objects.update(channels=[channel])
        OutboxMessage.objects.all().delete()
    every_move(world)
    words = [
        *(word for family in world.families() for word in family.words),
        *(service.name for service in world.services.values()),
        world.north.name,
        "Qxreply",
        "Qxelsewhere",
        "Qxoutcome",
    ]
    with as_owner():
        messages = list(OutboxMessage.objects.all())
    assert {message.channel for message in messages} >= {channel}
    assert len(messages) >= 5
    for message in messages:
        shown = message.subject + (message.body if message.channel == Channel.TEXT else "")
        assert [word for word in words if word in shown] == [], message.purpose
        # References open a request together with a code: never both in what a screen shows.
        assert message.subject.count("-") == 0 or not any(
            family.referral.reference in message.subject for family in world.families()
        ), message.purpose
