"""Sending: each message once, failures tried again with longer pauses, bad addresses not, half-sent ones found."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction

from hearth.core import clock, outbox
from hearth.core.actors import Actor, ActorKind
from hearth.core.models import Channel, Draft, MessageStatus, OutboxMessage
from hearth.core.outbox import gateways, upkeep
from hearth.core.outbox.gateways import Fault, Outgoing, Passing, Refused
from hearth.core.outbox.gateways.file import FileGateway
from hearth.core.outbox.sending import send_message
from hearth.core.rowcontext import acting_as
from hearth.core.tests.outbox_support import change, jobs_of, look, make_due, write
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db


class Moody:
    """A gateway of the outside world that fails as told, and else remembers what it took."""

    channels = gateways.base.EVERY_CHANNEL

    def __init__(self):
        self.took: list[Outgoing] = []
        self.moods = []
        self.calls = 0
        self.fails_every = 0

    def send(self, message):
        self.calls += 1
        if self.fails_every and self.calls % self.fails_every == 0:
            raise Passing(Fault.AWAY)
        if self.moods and (mood := self.moods.pop(0)):
            raise mood
        self.took.append(message)
        return f"moody-{self.calls}"


@pytest.fixture
def moody(settings, monkeypatch):
    gateway = Moody()
    monkeypatch.setitem(gateways.REGISTRY, "moody", lambda: gateway)
    settings.OUTBOX_EMAIL_GATEWAY = settings.OUTBOX_TEXT_GATEWAY = "moody"
    return gateway


@pytest.fixture
def folder(settings, tmp_path):
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    return settings.OUTBOX_FOLDER


def test_a_message_goes_out_once_however_often_its_job_runs(moody):
    message = write()
    for _ in range(3):
        send_message(str(message.id))
    assert [sent.id for sent in moody.took] == [message.id]
    sent = look(message)
    assert (sent.status, sent.attempts, sent.gateway_id) == (MessageStatus.SENT, 1, "moody-1")
    assert sent.sent_at is not None


def test_a_held_message_is_never_sent(moody):
    message = write(held=True)
    send_message(str(message.id))
    upkeep.sweep(now=clock.now() + timedelta(days=1))
    assert moody.took == []
    assert jobs_of(message) == []


def test_a_message_for_tomorrow_is_not_sent_today(moody):
    message = write(not_before=clock.now() + timedelta(days=1))
    send_message(str(message.id))
    assert moody.took == []
    assert look(message).status == MessageStatus.QUEUED


@pytest.mark.slow
def test_every_third_try_fails_and_each_of_300_messages_is_sent_once(moody):
    moody.fails_every = 3
    messages = [write() for _ in range(300)]
    for _round in range(8):
        for message in messages:
            send_message(str(message.id))
        with as_owner():
            OutboxMessage.objects.filter(status=MessageStatus.QUEUED).update(not_before=clock.now())
    assert sorted(str(sent.id) for sent in moody.took) == sorted(str(message.id) for message in messages)
    with as_owner():
        assert set(OutboxMessage.objects.values_list("status", flat=True)) == {MessageStatus.SENT}


def test_failures_that_pass_are_tried_again_after_growing_pauses_and_then_given_up(moody, settings):
    message = write()
    pauses = []
    for _ in range(len(settings.OUTBOX_RETRY_AFTER)):
        moody.moods = [Passing(Fault.AWAY)]
        before = clock.now()
        send_message(str(message.id))
        now = look(message)
        assert (now.status, now.last_error) == (MessageStatus.QUEUED, "away")
        pauses.append(round((now.not_before - before).total_seconds()))
        make_due(message)
    assert pauses == settings.OUTBOX_RETRY_AFTER == sorted(pauses)
    assert len(jobs_of(message)) == 1 + len(pauses)
    moody.moods = [Passing(Fault.AWAY)]
    send_message(str(message.id))
    assert look(message).status == MessageStatus.FAILED


def test_a_bad_address_is_given_up_at_once(moody):
    moody.moods = [Refused(Fault.BAD_ADDRESS)]
    message = write()
    send_message(str(message.id))
    failed = look(message)
    assert (failed.status, failed.last_error) == (MessageStatus.FAILED, "bad-address")
    assert outbox.fault_words(failed.last_error)
    assert len(jobs_of(message)) == 1


def test_a_mistake_of_ours_is_tried_again_and_says_nothing_of_the_message(moody, caplog):
    moody.moods = [KeyError("amina@family.example")]
    message = write()
    send_message(str(message.id))
    assert (look(message).status, look(message).last_error) == (MessageStatus.QUEUED, "our-mistake")
    assert all("amina" not in record.getMessage() for record in caplog.records)


def test_a_gateway_that_does_not_carry_texts_sends_none(settings):
    settings.OUTBOX_TEXT_GATEWAY = "smtp"
    message = write(channel=Channel.TEXT, recipient="+441615550100")
    send_message(str(message.id))
    assert look(message).last_error == "our-mistake"


def test_the_sweep_sends_what_a_dead_worker_left_and_says_it_may_have_gone(moody):
    message = write()
    change(message, status=MessageStatus.SENDING, attempts=1, claimed_at=clock.now() - timedelta(minutes=6))
    assert upkeep.sweep(now=clock.now()) == 1
    assert look(message).last_error == "interrupted"
    send_message(str(message.id))
    assert [sent.again for sent in moody.took] == [True]


def test_the_sweep_leaves_a_worker_that_is_at_it_alone(moody):
    message = write()
    change(message, status=MessageStatus.SENDING, attempts=1, claimed_at=clock.now() - timedelta(minutes=1))
    assert upkeep.sweep(now=clock.now()) == 0
    assert look(message).status == MessageStatus.SENDING


def test_a_message_that_ends_its_worker_every_time_is_given_up(moody, settings):
    message = write()
    tries = len(settings.OUTBOX_RETRY_AFTER) + 1
    change(message, status=MessageStatus.SENDING, attempts=tries, claimed_at=clock.now() - timedelta(minutes=6))
    upkeep.sweep(now=clock.now())
    assert look(message).status == MessageStatus.FAILED


def test_a_worker_whose_claim_was_taken_away_writes_nothing(moody):
    message = write()

    def late(_outgoing):
        change(message, status=MessageStatus.QUEUED, claimed_at=clock.now() - timedelta(minutes=9))
        return "late"

    moody.send = late
    send_message(str(message.id))
    assert look(message).status == MessageStatus.QUEUED


def test_the_sweep_gives_a_job_to_a_message_that_lost_its_own_and_only_one(moody):
    message = write()
    change(message, not_before=clock.now() - timedelta(minutes=3))
    assert upkeep.sweep(now=clock.now()) == 0  # it has one
    with as_owner(), transaction.atomic():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where args ->> 'message_id' = %s", [str(message.id)])
    assert upkeep.sweep(now=clock.now()) == 1
    assert upkeep.sweep(now=clock.now()) == 0
    assert jobs_of(message) == ["todo"]


def test_only_the_organisation_whose_message_failed_can_try_again(moody):
    from hearth.access.tests.factories import make_member

    member, stranger = make_member("administrator"), make_member("administrator")
    message = write(organisation_id=member.active_membership.organisation_id)
    change(message, status=MessageStatus.FAILED, attempts=6, claimed_at=clock.now())

    def ask(user):
        by = Actor(ActorKind.STAFF, user.id, user.active_membership.organisation_id, user.name)
        with acting_as(user_id=user.id):
            return outbox.retry(message_id=message.id, by=by)

    assert ask(stranger) is False
    with acting_as(user_id=stranger.id):  # not even by claiming to be of the other organisation
        by = Actor(ActorKind.STAFF, stranger.id, message.organisation_id, stranger.name)
        assert outbox.retry(message_id=message.id, by=by) is False
    assert ask(member) is True
    assert ask(member) is False  # it waits already
    send_message(str(message.id))
    assert [sent.again for sent in moody.took] == [True]


def test_the_file_gateway_writes_a_message_once(folder):
    message = write(subject="Your request", body="First line\nSecond line, łódź")
    send_message(str(message.id))
    change(message, status=MessageStatus.QUEUED)
    send_message(str(message.id))
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == [f"{message.id}.eml"]
    text = files[0].read_text(encoding="utf-8")
    assert "To: amina@family.example\nSubject: Your request\n" in text
    assert text.endswith("\n\nFirst line\nSecond line, łódź\n")
    assert files[0].stat().st_mode & 0o777 == 0o600


def test_the_file_gateway_calls_a_folder_it_cannot_use_a_passing_fault(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    outgoing = Outgoing(uuid4(), "text", "+441615550100", "", "Hello", "en", again=False)
    with pytest.raises(Passing):
        FileGateway(Path(blocked)).send(outgoing)


def test_words_and_addresses_are_forgotten_after_90_days_and_the_fact_is_kept():
    old, waiting, young = write(), write(), write()
    long_ago = clock.now() - timedelta(days=91)
    change(old, created_at=long_ago, status=MessageStatus.SENT)
    change(waiting, created_at=long_ago)
    change(young, status=MessageStatus.SENT)
    assert upkeep.tidy(now=clock.now())[0] == 1
    assert (look(old).recipient, look(old).body, look(old).subject) == ("", "", "")
    assert look(old).status == MessageStatus.SENT
    assert look(waiting).recipient
    assert look(young).recipient
    assert upkeep.tidy(now=clock.now())[0] == 0


def test_drafts_go_when_their_time_is_over():
    now = clock.now()
    with as_owner():
        Draft.objects.create(kind="k", holder="h", expires_at=now - timedelta(hours=1))
        kept = Draft.objects.create(kind="k", holder="h", expires_at=now + timedelta(hours=1))
    assert upkeep.tidy(now=now)[1] == 1
    with as_owner():
        assert list(Draft.objects.all()) == [kept]


def test_a_second_try_waits_for_the_safe_hours_as_the_first_one_did(moody, settings):
    # given a message that is safe from 9am to 3pm, and a gateway that fails in the last of these minutes
    settings.OUTBOX_RETRY_AFTER = [300]
    late = datetime(2026, 3, 3, 14, 58, tzinfo=UTC)
    with clock.standing_at(late):
        message = write(safe_from=time(9), safe_until=time(15))
        moody.moods = [Passing(Fault.AWAY)]
        send_message(str(message.id))
    # when the next try comes after 3pm
    with clock.standing_at(late + timedelta(seconds=301)):
        send_message(str(message.id))
    # then nothing leaves, until 9am
    assert moody.took == []
    waiting = look(message)
    assert (waiting.status, waiting.not_before) == (MessageStatus.QUEUED, datetime(2026, 3, 4, 9, tzinfo=UTC))
    with clock.standing_at(datetime(2026, 3, 4, 9, 0, 1, tzinfo=UTC)):
        send_message(str(message.id))
    assert len(moody.took) == 1


def test_what_waits_for_an_older_contact_is_held_and_emptied(moody):
    subject, old, new = uuid4(), uuid4(), uuid4()
    tomorrow = clock.now() + timedelta(days=1)
    waiting = write(subject_id=subject, safe_contact_id=old, not_before=tomorrow)
    to_staff = write(subject_id=subject, not_before=tomorrow)
    of_another = write(subject_id=uuid4(), safe_contact_id=old, not_before=tomorrow)
    assert outbox.hold_for(subject_id=subject, other_than=new) == 1
    held = look(waiting)
    assert (held.status, held.recipient, held.body) == (MessageStatus.HELD, "", "")
    assert look(to_staff).status == look(of_another).status == MessageStatus.QUEUED


def test_what_a_family_was_told_is_forgotten_once_it_has_left_and_what_staff_were_told_is_kept(moody):
    to_family = write(safe_contact_id=uuid4(), body="Your code is 234-567.")
    to_staff = write()
    for message in (to_family, to_staff):
        send_message(str(message.id))
    assert [took.body for took in moody.took] == ["Your code is 234-567.", "We have an answer for you."]
    assert (look(to_family).status, look(to_family).body) == (MessageStatus.SENT, "")
    assert look(to_staff).body == "We have an answer for you."


def test_of_somebody_who_is_told_once_nothing_is_kept_once_it_has_left(moody):
    once = write(forgets=True)
    assert look(once).recipient
    send_message(str(once.id))
    assert [took.recipient for took in moody.took] == ["amina@family.example"]
    kept = look(once)
    assert (kept.status, kept.recipient, kept.subject, kept.body) == (MessageStatus.SENT, "", "", "")
