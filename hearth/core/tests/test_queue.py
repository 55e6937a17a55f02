"""Queueing a message: in the transaction that causes it, once for a key, and never for the held ones."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from hearth.core import clock, outbox
from hearth.core.models import MessageStatus, OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.outbox_support import jobs_of, look, write
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db


def test_an_action_that_is_undone_queues_nothing():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        message = write()
        assert jobs_of(message) == ["todo"]
        raise ZeroDivisionError
    assert jobs_of(message) == []
    with as_owner():
        assert not OutboxMessage.objects.exists()


def test_the_same_key_twice_is_one_message():
    first = write(key="referrals.accepted:1", body="the first words")
    write(key="referrals.accepted:1", body="the second words")
    with as_owner():
        assert [message.body for message in OutboxMessage.objects.all()] == ["the first words"]
    assert look(first).status == MessageStatus.QUEUED


def test_a_held_message_has_no_job():
    message = write(held=True)
    assert look(message).status == MessageStatus.HELD
    assert jobs_of(message) == []


def test_whoever_queues_cannot_read_what_is_queued():
    message = write()
    with acting_as(reference="ABC"):
        assert not OutboxMessage.objects.filter(id=message.id).exists()
    with acting_as(job="outbox"):
        assert OutboxMessage.objects.filter(id=message.id).exists()


def test_the_serving_role_cannot_delete_a_message():
    write()
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(job="outbox"):
        OutboxMessage.objects.all()._raw_delete("default")


def test_the_health_page_counts_what_waits_without_seeing_it():
    write(not_before=clock.now() - timedelta(minutes=2))
    write(held=True)
    waiting = outbox.backlog()
    assert waiting.count == 1
    assert 118 <= waiting.oldest_seconds <= 125
