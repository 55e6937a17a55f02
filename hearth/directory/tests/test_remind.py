"""One letter to an organisation about all that is due, by the ladder's days, never two in a week, never twice."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hearth.access.models import User
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import logged
from hearth.core import clock
from hearth.core.models import MessageStatus, OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import policy as policies
from hearth.directory.actions import reminding
from hearth.directory.actions.confirming import confirm
from hearth.directory.models import OrganisationListing, Reach, Reminder
from hearth.directory.tests.freshness import (
    BY,
    NOW,
    emails,
    letters_to,
    made,
    morning,
    mornings,
    steps_of,
)

pytestmark = pytest.mark.django_db


def with_address(email="hello@bramble.example", **values):
    organisation = make_organisation(**values)
    with as_owner():
        OrganisationListing.objects.create(organisation=organisation, email=email)
    return organisation


def days_of(letters):
    return [(clock.today(one.created_at) - clock.today(NOW)).days for one in letters]


def test_one_letter_about_all_its_listings():
    organisation = with_address()
    services = [made(180, organisation=organisation, name=name) for name in ("Messy play", "Baby café", "Song time")]
    made(3, organisation=organisation, name="New group")
    assert morning() == 1
    [letter] = letters_to(organisation)
    assert set(letter.listings) == {one.pk for one in services}
    [email] = emails()
    assert email.recipient == "hello@bramble.example"
    for name in ("Messy play", "Baby café", "Song time"):
        assert name in email.body
        assert name not in email.subject
    assert "New group" not in email.body
    assert organisation.name not in email.subject


def test_it_goes_to_those_who_edit_its_listings_where_there_are_some():
    organisation = with_address()
    editors = [make_member("provider-editor", organisation), make_member("provider-manager", organisation)]
    make_member("practitioner", organisation)
    made(180, organisation=organisation)
    morning()
    [letter] = letters_to(organisation)
    assert (letter.reach, letter.emails) == (Reach.MEMBERS, 2)
    with as_owner():
        assert {one.recipient for one in emails()} == set(
            User.objects.filter(pk__in=[one.pk for one in editors]).values_list("email", flat=True)
        )


def test_without_an_address_of_its_own_each_listing_goes_to_the_listings_address():
    organisation = make_organisation()
    one = made(180, organisation=organisation, email="one@bramble.example")
    two = made(180, organisation=organisation, email="Two@bramble.example")
    none = made(180, organisation=organisation)
    assert morning() == 3
    found = {letter.reach: letter.listings for letter in letters_to(organisation) if letter.reach == Reach.NOBODY}
    assert found == {Reach.NOBODY: [none.pk]}
    assert {email.recipient for email in emails()} == {"one@bramble.example", "two@bramble.example"}
    assert steps_of(none)[-1] == "unreached"
    assert steps_of(one)[-1] == steps_of(two)[-1] == "asked"


@pytest.mark.slow
def test_the_ladders_days():
    """Asked 14 days before, reminded 7 and 21 days after, warned 7 days before it is hidden."""
    organisation = with_address()
    made(167, organisation=organisation)  # due on 16 March, which is in 14 days
    mornings(NOW, 150)
    assert days_of(letters_to(organisation)) == [0, 14 + 7, 14 + 21, 14 + 83]
    assert [one.number for one in letters_to(organisation)] == [1, 2, 3, 4]


def test_reminders_stop_when_it_is_confirmed():
    organisation = with_address()
    service = made(167, organisation=organisation)
    last = mornings(NOW, 20)
    confirm(service_ids=[service.pk], by=BY, now=last)
    mornings(last, 100, every=5)
    assert len(letters_to(organisation)) == 1


@pytest.mark.slow
def test_never_two_in_a_week():
    organisation = with_address()
    for days in range(160, 181, 2):  # one more listing is due every other day
        made(days, organisation=organisation)
    mornings(NOW, 60)
    days = days_of(letters_to(organisation))
    assert all(later - earlier >= 7 for earlier, later in pairwise(days))


def test_the_same_morning_twice_writes_nothing_the_second_time():
    organisation = with_address()
    made(180, organisation=organisation)
    assert morning() == 1
    assert morning() == 0
    assert morning(NOW + timedelta(hours=6)) == 0
    assert len(emails()) == 1


def test_an_organisation_without_anything_due_is_left_in_peace():
    organisation = with_address()
    made(10, organisation=organisation)
    assert morning() == 0
    assert letters_to(organisation) == []


def test_a_closed_organisation_is_not_written_to():
    organisation = with_address(is_active=False)
    made(180, organisation=organisation)
    assert morning() == 0


def test_a_letter_that_fails_midway_leaves_nothing_behind(monkeypatch):
    """Killed between the email and the note of it: everything of this organisation is undone, and done next time."""
    organisation = with_address()
    made(180, organisation=organisation)

    def die(**_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("hearth.directory.actions.steps.keep", die)
        with clock.standing_at(NOW), pytest.raises(KeyboardInterrupt):
            from hearth.directory.actions import standing

            policy = policies.current()
            standing.work_out(policy=policy, today=clock.today(NOW))
            reminding.remind_all(now=NOW, by=BY)
    assert emails() == []
    assert letters_to(organisation) == []
    assert morning() == 1


def test_what_became_of_the_emails_stands_with_the_letter():
    organisation = with_address()
    made(180, organisation=organisation)
    morning()
    [email] = emails()
    with acting_as(job="outbox"):
        OutboxMessage.objects.filter(pk=email.pk).update(status=MessageStatus.FAILED, last_error="bad-address")
    [letter] = letters_to(organisation)
    assert (letter.sent, letter.failed, letter.fault) == (0, 1, "bad-address")
    with acting_as(job="outbox"):
        OutboxMessage.objects.filter(pk=email.pk).update(status=MessageStatus.SENT)
    [letter] = letters_to(organisation)
    assert (letter.sent, letter.failed) == (1, 0)


def test_it_is_in_the_log_without_an_address():
    organisation = with_address()
    made(180, organisation=organisation)
    morning()
    [entry] = logged("directory.owner_asked")
    assert entry.organisation_id == organisation.pk
    assert "@" not in str(entry.detail)


def test_an_editor_sends_it_again_but_not_by_pressing_twice():
    organisation = with_address()
    made(180, organisation=organisation)
    morning()
    later = NOW + timedelta(hours=1)
    with clock.standing_at(later):
        assert len(reminding.ask_again(organisation_id=organisation.pk, now=later, by=BY)) == 1
        assert reminding.ask_again(organisation_id=organisation.pk, now=later, by=BY) == []


class Peace(TestCase):
    """Whatever is due when, and whatever is confirmed meanwhile: at most one letter in seven days, and none for
    nothing."""

    def setUp(self):
        with connection.cursor() as cursor:
            cursor.execute("set role hearth_app")

    @settings(max_examples=12, deadline=None)
    @given(
        ages=st.lists(st.integers(150, 260), min_size=1, max_size=4),
        days=st.lists(st.integers(1, 9), min_size=1, max_size=10),
        answers=st.lists(st.booleans(), min_size=10, max_size=10),
    )
    @pytest.mark.slow
    def test_a_week_of_peace(self, ages, days, answers):
        organisation = with_address()
        services = [made(age, organisation=organisation) for age in ages]
        now = NOW
        for gap, answer in zip(days, answers, strict=False):
            morning(now)
            if answer and services:
                confirm(service_ids=[services.pop().pk], by=BY, now=now)
            now += timedelta(days=gap)
        with as_owner():
            letters = list(Reminder.objects.filter(organisation=organisation).order_by("created_at"))
        found = days_of(letters)
        assert all(later - earlier >= 7 for earlier, later in pairwise(found))
        assert all(letter.listings for letter in letters)
