"""The keeper of the register hears in time, once each, and sees it on Today."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from hearth.access import actions
from hearth.access.actions.reminding import remind_of_agreements
from hearth.access.models import Agreement
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter, mails
from hearth.core import clock
from hearth.core.rowcontext import acting_as

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
PURPOSE = "access.agreement_runs_out"


@pytest.fixture
def lead():
    return make_member("information-lead", make_organisation(kind="council", is_host=True))


def agreement(lead, ends_on, review_on=None) -> Agreement:
    terms = actions.Terms(
        title="Who is involved", purpose="One story", lawful_basis="public-task", special_basis="",
        starts_on=date(2026, 1, 1), ends_on=ends_on, review_on=review_on, document="",
    )  # fmt: skip
    with clock.standing_at(NOON), acting_as(user_id=lead.pk):
        return actions.agree(terms=terms, by=actor(lead), now=NOON)


def every_morning(days):
    for n in range(days):
        for hour in (6, 11):
            at = datetime(2026, 3, 10, hour, 40, tzinfo=UTC) + timedelta(days=n)
            with clock.standing_at(at):
                remind_of_agreements(now=at)


def test_sixty_thirty_and_seven_days_before_it_ends_once_each(lead):
    make_member("information-lead")  # of another organisation: hears nothing
    agreement(lead, date(2026, 3, 10) + timedelta(days=61))
    every_morning(70)
    found = mails(PURPOSE)
    assert [(one.created_at.date() - date(2026, 3, 10)).days for one in found] == [1, 31, 54]
    assert {one.recipient for one in found} == {lead.email}
    assert "ends in 7 days" in found[-1].body
    assert "Who is involved" not in found[0].subject


def test_a_morning_that_was_missed_is_made_up(lead):
    agreement(lead, date(2026, 3, 10) + timedelta(days=20))
    every_morning(1)
    assert len(mails(PURPOSE)) == 1


def test_on_the_day_of_review_and_not_again_until_there_is_a_new_one(lead):
    agreement(lead, date(2027, 3, 10), review_on=date(2026, 3, 12))
    every_morning(10)
    (one,) = mails(PURPOSE)
    assert one.created_at.date() == date(2026, 3, 12)


def test_one_that_was_ended_is_not_spoken_of(lead):
    made = agreement(lead, date(2026, 3, 15))
    with clock.standing_at(NOON), acting_as(user_id=lead.pk):
        actions.end_agreement(agreement_id=made.pk, why="Over", by=actor(lead), now=NOON)
    every_morning(3)
    assert mails(PURPOSE) == []


def test_today_shows_the_keeper_what_runs_out(client, lead):
    with clock.standing_at(NOON):
        agreement(lead, date(2026, 3, 15))
        agreement(lead, date(2026, 9, 15))
        enter(client, lead)
        page = client.get(reverse("access:today")).content.decode()
    assert page.count("Ends in") == 1
    assert "Ends in 5 days" in page
