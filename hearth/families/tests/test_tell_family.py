"""The safe-contact rule: only by a safe channel, only in safe hours, nothing sensitive in a text or a subject."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from hearth.audit.models import Entry
from hearth.core.actors import FAMILY
from hearth.core.clock import LONDON
from hearth.core.models import MessageStatus, OutboxMessage
from hearth.core.outbox.hours import is_safe_moment, next_safe_moment
from hearth.core.tests.support import as_owner
from hearth.families.models import SafeContact
from hearth.families.safe_contact import (
    FamilyWords,
    Outcome,
    Why,
    plan,
    tell_family,
)

hours = st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0))
minutes = st.integers(0, 8 * 366 * 24 * 60).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
# Days around which London's clock changes.
changes = st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)])
near_changes = st.builds(
    lambda day, minute: datetime.combine(day, time(), UTC) - timedelta(hours=24) + timedelta(minutes=minute),
    changes,
    st.integers(0, 48 * 60),
)


@given(at=minutes | near_changes, safe_from=hours, safe_until=hours)
def test_a_message_leaves_in_the_safe_hours_and_never_before_now(at, safe_from, safe_until):
    # Less than this can be leapt over by the clock change, and is then found on the next day.
    moment = next_safe_moment(at, safe_from, safe_until)
    assert moment >= at
    assert is_safe_moment(moment, safe_from, safe_until)
    assert moment - at < timedelta(days=2, hours=2)


@settings(max_examples=150)
@given(at=minutes | near_changes, safe_from=hours, safe_until=hours)
@example(at=datetime(2026, 3, 29, 0, 0, tzinfo=UTC), safe_from=time(1, 30), safe_until=time(3))  # an hour that is not
@example(at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), safe_from=time(0, 30), safe_until=time(1, 15))  # twice
@pytest.mark.slow
def test_no_safe_moment_is_passed_over(at, safe_from, safe_until):
    moment = next_safe_moment(at, safe_from, safe_until)
    waited = int((moment - at) / timedelta(minutes=1))
    assume(waited)
    assert not any(is_safe_moment(at + timedelta(minutes=n), safe_from, safe_until) for n in range(waited))


@given(at=minutes)
def test_without_hours_any_time_is_safe(at):
    assert next_safe_moment(at, None, None) == at


@pytest.mark.parametrize(
    ("clock", "safe"), [(time(9, 59), False), (time(10), True), (time(14, 59), True), (time(15), False)]
)
def test_safe_hours_are_londons_and_half_open(clock, safe):
    july = datetime.combine(date(2026, 7, 1), clock, LONDON)
    assert is_safe_moment(july, time(10), time(15)) is safe


@given(
    channels=st.lists(st.sampled_from(["email", "text", "call"]), unique=True),
    email=st.sampled_from(["", "a@home.example"]),
    phone=st.sampled_from(["", "+441632960123"]),
    do_not_contact=st.booleans(),
    family_knows=st.booleans(),
    at=minutes,
)
def test_only_a_channel_they_called_safe_is_used(channels, email, phone, do_not_contact, family_knows, at):
    contact = SafeContact(channels=channels, email=email, phone=phone, do_not_contact=do_not_contact)
    decided = plan(safe_contact=contact, now=at, family_knows=family_knows)
    if do_not_contact or not family_knows:
        assert decided.outcome is Outcome.HELD
    if decided.outcome is Outcome.SENT:
        assert decided.channel in channels
        assert decided.recipient in {email, phone} - {""}
    if decided.outcome is Outcome.RING:
        assert "call" in channels
        assert not {"email", "text"} & {c for c in channels if (email if c == "email" else phone)}


def tell(contact, words=None, **values):
    words = words or FamilyWords(email=("Amina, your Refuge place is ready.",), reference="BCDF-GHJK", code="234-567")
    return tell_family(
        safe_contact=contact,
        purpose="tests.news",
        words=words,
        key=f"tests:{uuid4()}",
        by=FAMILY,
        now=datetime(2026, 3, 3, 21, tzinfo=UTC),
        **values,
    )


def only_message():
    with as_owner():
        return OutboxMessage.objects.get()


def test_a_text_says_nothing_of_what_the_caller_wrote(db):
    tell(SafeContact(channels=["text", "email"], email="a@home.example", phone="+441632960123"))
    message = only_message()
    assert (message.channel, message.recipient, message.subject) == ("text", "+441632960123", "")
    assert "BCDF-GHJK" in message.body
    assert "234-567" in message.body
    assert "Amina" not in message.body
    assert "Refuge" not in message.body


def test_an_emails_subject_says_nothing_either(db):
    tell(SafeContact(channels=["email"], email="a@home.example"))
    message = only_message()
    assert message.subject == "A message from Family hubs"
    assert "Refuge" in message.body


def test_it_waits_for_the_safe_hours(db):
    decided = tell(SafeContact(channels=["email"], email="a@home.example", safe_from=time(10), safe_until=time(15)))
    assert only_message().not_before == decided.not_before == datetime(2026, 3, 4, 10, tzinfo=UTC)


def test_do_not_contact_is_held_and_logged_without_any_words(db):
    decided = tell(SafeContact(channels=["email"], email="a@home.example", do_not_contact=True))
    message = only_message()
    with as_owner():
        entry = Entry.objects.get()
    assert (decided.outcome, decided.why) == (Outcome.HELD, Why.DO_NOT_CONTACT)
    assert (message.status, message.recipient, message.subject == "", message.body) == (
        MessageStatus.HELD,
        "",
        False,
        "",
    )
    assert (entry.action, entry.detail["why"]) == ("families.held_back", "do-not-contact")


def test_only_a_call_is_safe_so_somebody_must_ring(db):
    decided = tell(SafeContact(channels=["call"], phone="+441632960123", safe_from=time(10), safe_until=time(11)))
    assert (decided.outcome, decided.recipient) == (Outcome.RING, "+441632960123")
    assert only_message().status == MessageStatus.HELD


def test_it_speaks_their_language(db):
    tell(SafeContact(channels=["email"], email="a@home.example", language="pl"))
    assert only_message().language == "pl"


def test_the_address_carries_neither_reference_nor_code(db):
    tell(SafeContact(channels=["email"], email="a@home.example"))
    addresses = [word for word in only_message().body.split() if word.startswith("http")]
    assert addresses == ["http://testserver/follow/"]
