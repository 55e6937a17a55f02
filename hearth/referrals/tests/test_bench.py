"""The benches measure what they say: over a gateway that fails every third time, each message leaves once."""

from collections import Counter
from datetime import timedelta

import pytest

from hearth.core import clock, outbox
from hearth.core.models import Channel, MessageStatus, OutboxMessage
from hearth.core.outbox import sending
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.referrals.bench import world
from hearth.referrals.bench.unreliable import unreliable_gateway
from hearth.referrals.models import LoopFact, Referral, StatusRow

MESSAGES = 40


@pytest.mark.django_db
def test_requests_are_made_with_their_whole_history():
    with as_owner():
        made = world.grow(world.begin(), 0, 80)
        assert Referral.objects.count() == made["requests"] == 80
        completed = StatusRow.objects.filter(move="complete")
        assert completed.exists()
        assert set(completed.values_list("by_need__family-support", flat=True)) == {"needs-met"}
        assert LoopFact.objects.exclude(by_need={}).count() == completed.count()


@pytest.mark.django_db(transaction=True)
def test_each_message_leaves_once_over_a_gateway_that_fails_every_third_time(settings):
    settings.OUTBOX_EMAIL_GATEWAY = "notify"
    settings.NOTIFY_API_KEY = "bench-b7a7b9f0-0000-4000-8000-000000000001-b7a7b9f0-0000-4000-8000-000000000002"
    settings.NOTIFY_EMAIL_TEMPLATE = "b7a7b9f0-0000-4000-8000-000000000003"
    with acting_as(user_id=None):
        for number in range(MESSAGES):
            outbox.queue(
                key=f"bench:{number}",
                channel=Channel.EMAIL,
                recipient=f"family{number}@home.example",
                subject="A message",
                body="There is news.",
                purpose="bench",
            )
    with unreliable_gateway() as gateway:
        settings.NOTIFY_BASE_URL = gateway.url
        for turn in range(12):
            with as_owner():
                left = list(OutboxMessage.objects.filter(status=MessageStatus.QUEUED).values_list("id", flat=True))
            with clock.standing_at(clock.now() + timedelta(days=turn)):
                for message_id in left:
                    sending.send_message(message_id=str(message_id))
    with as_owner():
        assert OutboxMessage.objects.filter(status=MessageStatus.SENT).count() == MESSAGES
    assert gateway.refused > 3
    assert gateway.broken_off > 3
    assert Counter(gateway.taken.values()) == {1: MESSAGES}
