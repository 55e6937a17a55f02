"""A sender's own reminder: a day, an email on its morning, a line on Today, and nobody else's business."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.actions import guests
from hearth.access.models import Guest
from hearth.access.tests.factories import make_member
from hearth.access.tests.support import enter
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.models import OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.referrals import actions
from hearth.referrals.actions import NotAllowed, own_reminders
from hearth.referrals.models import Referral, Reminder
from hearth.referrals.tests.factories import send_referral, working
from hearth.referrals.tests.test_guest import ADDRESS, comes_in, refers

PURPOSE = own_reminders.PURPOSE


@pytest.fixture
def sent(cast) -> Referral:
    return send_referral(cast.service, cast.referrer).referral


def chosen_day(days: int) -> dict[str, int]:
    day = clock.today() + timedelta(days=days)
    return {"on-day": day.day, "on-month": day.month, "on-year": day.year}


def test_a_day_is_chosen_changed_and_ended_by_page(cast, sent, client):
    enter(client, cast.referrer)
    page, here = (
        reverse("referrals:sent_record", args=[sent.reference]),
        reverse("referrals:remind_me", args=[sent.reference]),
    )
    assert "Remind me of this on a day" in client.get(page).content.decode()
    for wrong in ({}, chosen_day(0), chosen_day(-3), chosen_day(800)):
        assert client.post(here, wrong).status_code == 200
    assert "You are reminded on" in client.post(here, chosen_day(7), follow=True).content.decode()
    client.post(here, chosen_day(9))
    with as_owner():
        assert Reminder.objects.get().on == clock.today() + timedelta(days=9)
        assert Entry.objects.filter(action="referrals.reminder_set").count() == 2
    assert "Choose another day" in client.get(page).content.decode()
    no_more = reverse("referrals:remind_no_more", args=[sent.reference])
    assert "not reminded of it any more" in client.post(no_more, follow=True).content.decode()
    with as_owner():
        assert not Reminder.objects.exists()


def test_on_the_day_an_email_goes_once_and_it_stands_on_today_until_it_is_ended(cast, sent, client):
    today = clock.today()
    with working(cast.referrer) as by:
        actions.set_reminder(referral=sent, by=by, on=today + timedelta(days=1))
    own_reminders.tell_of_the_day(now=clock.now())
    enter(client, cast.referrer)
    assert "You asked to be reminded" not in client.get(reverse("access:today")).content.decode()
    with as_owner():
        assert not OutboxMessage.objects.filter(purpose=PURPOSE).exists()
        Reminder.objects.update(on=today)
    assert [own_reminders.tell_of_the_day(now=clock.now()) for _n in range(2)] == [1, 0]
    with as_owner():
        message = OutboxMessage.objects.get(purpose=PURPOSE)
    assert message.recipient == cast.referrer.email
    assert sent.reference in message.body
    assert cast.service.name not in message.body
    page = client.get(reverse("access:today")).content.decode()
    assert "You asked to be reminded" in page
    assert sent.reference in page


def test_a_reminder_is_nobody_elses(cast, sent, client):
    colleague = make_member("referrer", sent.sender_organisation)
    with working(cast.referrer) as by:
        actions.set_reminder(referral=sent, by=by, on=clock.today())
    with working(colleague):
        assert not Reminder.objects.exists()
    enter(client, colleague)
    assert "You asked to be reminded" not in client.get(reverse("access:today")).content.decode()
    with working(cast.worker) as by, pytest.raises(NotAllowed):
        actions.set_reminder(referral=sent, by=by, on=clock.today())


def test_it_goes_with_the_referral(cast, sent):
    """Where a referral is destroyed, by the database itself."""
    from django.db import connection

    with working(cast.referrer) as by:
        actions.set_reminder(referral=sent, by=by, on=clock.today())
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select confdeltype from pg_constraint where conname = 'referrals_reminder_of_referral'")
        assert cursor.fetchone() == ("c",)


def test_a_guest_is_reminded_as_others_are(cast, client):
    comes_in(client)
    refers(client, cast.service)
    with as_owner():
        sent, guest = Referral.objects.get(), Guest.objects.get()
    here = reverse("referrals:guest_remind_me", args=[sent.reference])
    assert here in client.get(reverse("referrals:guest_record", args=[sent.reference])).content.decode()
    assert client.post(here, {}).status_code == 200
    assert "You are reminded on" in client.post(here, chosen_day(7), follow=True).content.decode()
    assert "You asked to be reminded" not in client.get(reverse("referrals:guest_sent")).content.decode()
    with as_owner():
        assert Reminder.objects.get().user_id == guest.pk
        Reminder.objects.update(on=clock.today())
    assert [own_reminders.tell_of_the_day(now=clock.now()) for _n in range(2)] == [1, 0]
    with as_owner():
        message = OutboxMessage.objects.get(purpose=PURPOSE)
    assert message.recipient == ADDRESS
    assert reverse("referrals:guest_record", args=[sent.reference]) in message.body
    assert "You asked to be reminded" in client.get(reverse("referrals:guest_sent")).content.decode()
    no_more = reverse("referrals:guest_remind_no_more", args=[sent.reference])
    assert "not reminded of it any more" in client.post(no_more, follow=True).content.decode()
    with as_owner():
        assert not Reminder.objects.exists()


def test_a_guest_is_not_reminded_of_what_others_sent(cast, sent, client):
    comes_in(client)
    assert client.post(reverse("referrals:guest_remind_me", args=[sent.reference]), chosen_day(7)).status_code == 404
    with as_owner():
        guest = Guest.objects.get()
    with acting_as(guest=guest.pk), pytest.raises(NotAllowed):
        actions.set_reminder(referral=sent, by=guests.actor_of(guest), on=clock.today())
