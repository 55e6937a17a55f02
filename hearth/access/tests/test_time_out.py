"""Time-outs and the quick lock: out at once, nothing typed lost, back to the same page."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import enter, give_password, logged
from hearth.core import clock

pytestmark = pytest.mark.django_db
IDLE = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
PAGE = "/staff/people/?state=open"


def test_after_a_while_without_a_click_one_signs_in_again_and_is_back_on_the_page(client):
    member = make_member("administrator")
    give_password(client, member)
    assert client.get(PAGE).status_code == 200
    with clock.standing_at(clock.now() + IDLE + timedelta(seconds=1)):
        answer = client.get(PAGE)
        assert answer.url == "/account/login/?next=/staff/people/%3Fstate%3Dopen"
        page = client.get(answer.url).content.decode()
        assert "nothing happened for a while" in page
        assert 'name="next" value="/staff/people/?state=open"' in page
        assert give_password(client, member, next=PAGE).url == PAGE
        assert client.get(PAGE).status_code == 200
    assert [entry.actor_id for entry in logged("access.timed_out")] == [member.pk]


def test_clicks_keep_the_session_alive_until_the_absolute_end(client):
    member = make_member("administrator")
    start = clock.now()
    with clock.standing_at(start):
        give_password(client, member)
        client.get(PAGE)
    step = IDLE - timedelta(minutes=1)
    moment, refused = start, None
    while refused is None:
        moment += step
        with clock.standing_at(moment):
            if client.get(PAGE).status_code != 200:
                refused = moment - start
    assert refused > timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
    assert refused <= timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS) + step


def test_a_button_pressed_too_late_does_nothing_and_leads_back_to_its_page(client):
    member = make_member("provider-manager")
    colleague = make_member("referrer", organisation=member.active_membership.organisation)
    enter(client, member)
    page = reverse("access:member", args=[colleague.active_membership_id])
    client.get(page)
    with clock.standing_at(clock.now() + IDLE + timedelta(seconds=1)):
        answer = client.post(
            reverse("access:reactivate", args=[colleague.active_membership_id]),
            headers={"referer": f"http://testserver{page}"},
        )
    assert answer.url == f"/account/login/?next={page}"


def test_a_referer_from_elsewhere_is_not_followed(client):
    member = make_member("administrator")
    enter(client, member)
    client.get(PAGE)
    with clock.standing_at(clock.now() + IDLE + timedelta(seconds=1)):
        answer = client.post(reverse("access:lock"), headers={"referer": "https://evil.example/staff/"})
    assert answer.url == "/account/login/?next=/staff/"


def test_the_lock_signs_out_at_once_and_leads_back(client):
    member = make_member("administrator")
    enter(client, member)
    answer = client.post(reverse("access:lock"), headers={"referer": "http://testserver/staff/people/?q=sam"})
    assert answer.url == "/account/login/?next=%2Fstaff%2Fpeople%2F%3Fq%3Dsam"
    assert client.get("/staff/people/").status_code == 302
    assert "Locked. Sign in to go on where you were." in client.get(answer.url).content.decode()
    assert give_password(client, member, next="/staff/people/?q=sam").url == "/staff/people/?q=sam"
    assert len(logged("access.locked")) == 1
    assert logged("access.signed_out") == []


def test_signing_out_is_logged_and_a_link_cannot_do_it(client):
    member = make_member("administrator")
    enter(client, member)
    assert client.get(reverse("access:sign_out")).status_code == 405
    assert client.get("/staff/").status_code == 200
    client.post(reverse("access:sign_out"))
    assert client.get("/staff/").status_code == 302
    assert [entry.actor_id for entry in logged("access.signed_out")] == [member.pk]


def test_pages_of_members_stay_out_of_every_cache(client):
    enter(client, make_member("administrator"))
    assert "no-store" in client.get("/staff/").headers["Cache-Control"]
