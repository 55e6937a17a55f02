"""Emails about what is new: asked for, confirmed, sent once and only when there is news, left with one click."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter
from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.outbox.gateways.base import Outgoing
from hearth.core.outbox.gateways.envelope import envelope
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import email_links
from hearth.directory.actions import new_nearby, subscribing
from hearth.directory.email_links import May
from hearth.directory.email_rules import AGES, coarse, next_day
from hearth.directory.models import EmailSubscription, HowOften, ListingNews
from hearth.directory.queries import find_place
from hearth.directory.queries.new_nearby import subscribers_by_area
from hearth.directory.tests.factories import make_area, make_postcode, make_service, north

pytestmark = pytest.mark.django_db

EMAIL = "sam@home.example"
WARD = "E05099001"


@pytest.fixture(autouse=True)
def town():
    make_area(WARD, kind="ward", name="Fernley Green", latitude=north(300), longitude=-2.16)
    make_postcode("ZZ1 1AA", ward_code=WARD, council_code="E08099001")


def wish(**changes):
    place = coarse(find_place("ZZ1 1AA").spot)
    usual = {"place": place, "miles": 5, "ages": [], "every": HowOften.WEEKLY, "language": "en"}
    return subscribing.Wish(**usual | changes)


def subscribed(email=EMAIL, now=None, **changes):
    """Asked for and confirmed."""
    now = now or clock.now()
    pk = subscribing.ask(email=email, wish=wish(**changes), by=FAMILY, now=now)
    subscribing.confirm(token=email_links.token_for(pk, May.CONFIRM), by=FAMILY, now=now)
    with as_owner():
        OutboxMessage.objects.all().delete()
    return kept(pk)


def kept(pk):
    with as_owner():
        return EmailSubscription.objects.filter(pk=pk).first()


def news(service, at, kind="new"):
    with as_owner():
        ListingNews.objects.create(service=service, organisation_id=service.organisation_id, kind=kind, created_at=at)


def mails(purpose="directory.emails_news"):
    with as_owner():
        return list(OutboxMessage.objects.filter(purpose=purpose).order_by("created_at"))


def a_week_on(one):
    return one.confirmed_at + timedelta(days=7)


def typed(**changes):
    return {"place": "ZZ1 1AA", "miles": "5", "ages": ["0"], "every": "weekly", "lang": "en", "email": EMAIL} | changes


# Asking -------------------------------------------------------------------------------------------------------------
def test_asking_sends_one_email_with_a_link_and_nothing_else_before_it_is_confirmed(client):
    client.post(reverse("directory:emails"), typed())
    (mail,) = mails("directory.emails_confirm")
    assert mail.recipient == EMAIL and mail.forgets
    assert "/emails/confirm/" in mail.body
    news(make_service(north_metres=100), clock.now())
    assert new_nearby.send_due(now=clock.now() + timedelta(days=8)) == 0


def test_neither_the_postcode_nor_its_point_is_kept(client):
    client.post(reverse("directory:emails"), typed())
    with as_owner():
        one = EmailSubscription.objects.get()
    said = " ".join(str(value) for value in vars(one).values())
    assert "ZZ1" not in said and "1AA" not in said
    assert (one.area_name, one.area_code) == ("Fernley Green", WARD)
    assert (one.latitude, one.longitude) == (round(one.latitude, 2), round(one.longitude, 2))


def test_without_a_known_ward_the_first_half_of_the_postcode_and_a_rounded_point_are_kept():
    make_postcode("ZZ2 3BB", north_metres=1234)
    found = coarse(find_place("ZZ2 3BB").spot)
    assert found.name == "ZZ2" and found.area_code == ""
    assert found.latitude == round(found.latitude, 2)


def test_what_is_said_does_not_tell_whether_the_address_is_known(client):
    first = client.post(reverse("directory:emails"), typed()).content.decode()
    subscribed()
    for _again in range(5):  # beyond what is sent to one address in a day, too
        assert strip(client.post(reverse("directory:emails"), typed()).content.decode()) == strip(first)


def strip(page):
    return re.sub(r"csrfmiddlewaretoken\" value=\"[^\"]+", "", page)


def test_one_address_gets_three_questions_a_day_at_most(client):
    for _again in range(6):
        client.post(reverse("directory:emails"), typed())
    assert len(mails("directory.emails_confirm")) == 3


def test_one_connection_asks_so_often_and_no_more(client):
    answers = [client.post(reverse("directory:emails"), typed(email=f"a{n}@home.example")) for n in range(21)]
    assert answers[19].status_code == 200
    assert answers[20].status_code == 429
    assert "Try again in an hour" in answers[20].content.decode()


def test_a_program_that_fills_every_box_reaches_nobody(client):
    client.post(reverse("directory:emails"), typed(website="https://spam.example"))
    assert mails("directory.emails_confirm") == []


def test_an_unknown_place_is_said_beside_the_field_and_nothing_is_lost(client):
    page = client.post(reverse("directory:emails"), typed(place="ZZ9 9ZZ")).content.decode()
    assert "We do not know this place" in page
    assert EMAIL in page


# Confirming ---------------------------------------------------------------------------------------------------------
def test_opening_the_link_changes_nothing_and_the_button_does(client):
    pk = subscribing.ask(email=EMAIL, wish=wish(), by=FAMILY, now=clock.now())
    address = reverse("directory:emails_confirm", args=[email_links.token_for(pk, May.CONFIRM)])
    client.get(address)
    client.head(address)
    assert kept(pk).confirmed_at is None
    client.post(address)
    assert kept(pk).confirmed_at is not None
    assert "Your emails are set up" in client.get(address).content.decode()


def test_confirming_replaces_what_the_address_had_before():
    before = subscribed()
    other = subscribed(email="SAM@home.example", miles=10)
    assert kept(before.pk) is None
    assert kept(other.pk).miles == 10


def test_a_link_does_what_it_is_for_and_nothing_else():
    one = subscribed()
    for token in (
        email_links.token_for(one.pk, May.CONFIRM),
        email_links.token_for(one.pk, May.GO_ON),
        email_links.token_for(one.pk, May.LEAVE)[:-1] + "x",
        one.pk.hex,
    ):
        assert not subscribing.leave(token=token, by=FAMILY)
    assert kept(one.pk)


def test_no_link_holds_an_address():
    one = subscribed()
    for may in May:
        assert "sam" not in email_links.address_of(one.pk, may).lower()


def test_what_is_not_confirmed_in_seven_days_is_forgotten():
    at = clock.now()
    pk = subscribing.ask(email=EMAIL, wish=wish(), by=FAMILY, now=at)
    new_nearby.forget(now=at + timedelta(days=6))
    assert kept(pk)
    assert new_nearby.forget(now=at + timedelta(days=8)) == 1
    assert kept(pk) is None


# The emails ---------------------------------------------------------------------------------------------------------
def test_a_new_service_near_is_told_once_with_its_link():
    one = subscribed()
    service = make_service(name="Bramble Babies", north_metres=500)
    news(service, one.confirmed_at + timedelta(days=1))
    assert new_nearby.send_due(now=a_week_on(one)) == 1
    (mail,) = mails()
    assert "Bramble Babies" in mail.body and f"/services/{service.pk}/" in mail.body
    assert new_nearby.send_due(now=a_week_on(one)) == 0
    assert new_nearby.send_due(now=a_week_on(one) + timedelta(days=7)) == 0
    assert len(mails()) == 1


def test_nothing_is_sent_when_nothing_is_new():
    one = subscribed()
    make_service(north_metres=500)
    assert new_nearby.send_due(now=a_week_on(one)) == 0
    assert kept(one.pk).next_on == clock.today(a_week_on(one)) + timedelta(days=7)


def test_what_opens_again_is_told_and_what_only_changed_is_not():
    one = subscribed()
    news(make_service(name="Back again", north_metres=1), a_week_on(one) - timedelta(days=1), kind="reopened")
    news(make_service(name="Only changed", north_metres=1), a_week_on(one) - timedelta(days=1), kind="changed")
    new_nearby.send_due(now=a_week_on(one))
    (mail,) = mails()
    assert "Back again" in mail.body and "Only changed" not in mail.body


@pytest.mark.parametrize(
    ("values", "is_told"),
    [
        ({"north_metres": 1500}, True),
        ({"north_metres": 9000}, False),  # beyond 5 miles
        ({}, True),  # by phone or online
        ({"north_metres": 100, "min_age_months": 0, "max_age_months": 11}, True),
        ({"north_metres": 100, "min_age_months": 60, "max_age_months": 131}, False),
        ({"north_metres": 100, "is_sensitive": True}, False),
        ({"north_metres": 100, "terms": ["domestic-abuse"]}, False),
        ({"north_metres": 100, "area_codes": [WARD]}, True),
        ({"north_metres": 100, "area_codes": ["E05099999"]}, False),
        ({"north_metres": 100, "standing": "hidden"}, False),
        ({"north_metres": 100, "status": "closed"}, False),
    ],
)
def test_what_fits_is_told(values, is_told):
    one = subscribed(ages=["0"])
    news(make_service(**values), a_week_on(one) - timedelta(days=1))
    assert new_nearby.send_due(now=a_week_on(one)) == is_told


def test_ages_move_on_with_the_child():
    one = subscribed(ages=["unborn"])
    toddlers = make_service(name="Toddler time", north_metres=100, min_age_months=24, max_age_months=47)
    news(toddlers, one.confirmed_at + timedelta(days=1))
    assert new_nearby.send_due(now=a_week_on(one)) == 0
    with as_owner():  # three years earlier, and gone on with ever since
        EmailSubscription.objects.update(ages_on=one.ages_on - timedelta(days=3 * 365), next_on=one.ages_on,
                                         since=one.confirmed_at)  # fmt: skip
    assert new_nearby.send_due(now=a_week_on(one)) == 1


def test_the_subject_says_nothing_and_the_language_is_the_subscribers():
    one = subscribed(language="pl")
    news(make_service(name="Bramble Babies", north_metres=500), a_week_on(one) - timedelta(days=1))
    new_nearby.send_due(now=a_week_on(one))
    (mail,) = mails()
    assert mail.language == "pl" and "?lang=pl" in mail.body
    assert not re.search("Bramble|Fernley|bab", mail.subject, re.I)


def test_many_new_services_are_ten_and_a_number():
    one = subscribed()
    for number in range(13):
        news(make_service(name=f"Club {number}", north_metres=100 * number), a_week_on(one) - timedelta(days=1))
    new_nearby.send_due(now=a_week_on(one))
    (mail,) = mails()
    assert mail.body.count("/services/") == 10
    assert "13 services" in mail.body and "3 more" in mail.body
    assert mail.body.index("Club 0") < mail.body.index("Club 9")


def test_half_way_killed_the_rest_is_written_and_nobody_twice(monkeypatch):
    ones = [subscribed(email=f"p{number}@home.example") for number in range(6)]
    at = a_week_on(ones[-1])
    news(make_service(north_metres=100), at - timedelta(days=1))
    monkeypatch.setattr(new_nearby, "AT_A_TIME", 2)
    real, count = new_nearby.write_to_subscriber, iter(range(100))

    def dies(**values):
        if next(count) == 3:
            raise RuntimeError("killed")
        real(**values)

    monkeypatch.setattr(new_nearby, "write_to_subscriber", dies)
    with pytest.raises(RuntimeError):
        new_nearby.send_due(now=at)
    assert len(mails()) == 2  # the first batch stands whole, the second not at all
    monkeypatch.setattr(new_nearby, "write_to_subscriber", real)
    new_nearby.send_due(now=at)
    new_nearby.send_due(now=at)
    assert sorted(mail.recipient for mail in mails()) == [f"p{number}@home.example" for number in range(6)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is slow, not wrong
@given(st.sampled_from(list(HowOften)), st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_the_next_day_is_the_first_of_its_days_that_is_still_to_come(every, first, later):
    after = first + timedelta(days=later)
    found = next_day(every, after=after, from_day=first)
    assert after < found <= after + timedelta(days=7 if every == HowOften.WEEKLY else 31)
    if every == HowOften.WEEKLY:
        assert found.weekday() == first.weekday()
    else:
        assert found.day == first.day or found.day >= 28


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is slow, not wrong
@given(st.sampled_from(list(AGES)))
def test_ages_follow_one_another_without_a_gap(code):
    codes = list(AGES)
    place = codes.index(code)
    if place:
        assert AGES[codes[place - 1]][1] + 1 == AGES[code][0]


# Leaving ------------------------------------------------------------------------------------------------------------
def test_one_press_leaves_and_nothing_is_kept(client):
    one = subscribed()
    address = reverse("directory:emails_leave", args=[email_links.token_for(one.pk, May.LEAVE)])
    client.get(address)
    assert kept(one.pk)
    client.post(address)
    assert kept(one.pk) is None
    assert client.get(address).status_code == 404


def test_a_mail_programs_own_button_leaves_without_cookies():
    one = subscribed()
    program = Client(enforce_csrf_checks=True)
    address = reverse("directory:emails_leave", args=[email_links.token_for(one.pk, May.LEAVE)])
    answer = program.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert kept(one.pk) is None


def test_the_email_carries_the_headers_of_one_click():
    one = subscribed()
    news(make_service(north_metres=500), a_week_on(one) - timedelta(days=1))
    new_nearby.send_due(now=a_week_on(one))
    (mail,) = mails()
    leave = email_links.address_of(one.pk, May.LEAVE)
    assert mail.one_click == leave
    out = Outgoing(mail.pk, mail.channel, mail.recipient, mail.subject, mail.body, "en", again=False, one_click=leave)
    headers = envelope(out).message()
    assert headers["List-Unsubscribe"] == f"<{leave}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = envelope(Outgoing(mail.pk, mail.channel, "x@y.example", "s", "b", "en", again=False)).message()
    assert "List-Unsubscribe" not in plain


# The end ------------------------------------------------------------------------------------------------------------
def test_it_ends_after_a_year_unless_it_is_to_go_on():
    one, other = subscribed(), subscribed(email="other@home.example")
    soon = one.confirmed_at + timedelta(days=355)
    assert new_nearby.ask_before_end(now=soon) == 2
    assert new_nearby.ask_before_end(now=soon) == 0
    assert len(mails("directory.emails_ending")) == 2
    subscribing.go_on(token=email_links.token_for(other.pk, May.GO_ON), by=FAMILY, now=soon)
    new_nearby.forget(now=one.confirmed_at + timedelta(days=367))
    assert kept(one.pk) is None
    assert kept(other.pk).ends_on == clock.today(soon) + timedelta(days=365)


# Who sees what ------------------------------------------------------------------------------------------------------
def test_staff_see_numbers_by_area_and_small_ones_not_at_all(client):
    for number in range(5):
        subscribed(email=f"p{number}@home.example")
    with as_owner():
        EmailSubscription.objects.create(
            email="alone@home.example", area_name="Oxen End", latitude=1, longitude=1, miles=1,
            ages_on=clock.today(), confirmed_at=clock.now(),
        )  # fmt: skip
    analyst = make_member("analyst", make_organisation(name="Fernshire Council", is_host=True))
    with acting_as(user_id=analyst.pk):
        assert [(area.name, area.count) for area in subscribers_by_area()] == [("Fernley Green", 5), ("Oxen End", None)]
    enter(client, analyst)
    page = client.get(reverse("directory:subscribers")).content.decode()
    assert "Fernley Green" in page and "fewer than 5" in page and "@home.example" not in page


def test_a_stranger_gets_not_even_numbers_and_no_role_reads_an_address():
    subscribed()
    assert subscribers_by_area() == []
    editor = make_member("directory-editor", make_organisation(name="Fernshire Council", is_host=True))
    for context in ({}, {"user_id": editor.pk}, {"job": "alerts"}):
        with acting_as(**context), connection.cursor() as cursor:
            cursor.execute("select count(*) from directory_emailsubscription")
            assert cursor.fetchone() == (0,)
