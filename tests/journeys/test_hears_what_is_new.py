"""A father asks for emails about what is new, confirms, hears of a new group, and leaves with one press."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from hearth.core.models import OutboxMessage
from hearth.core.outbox.sending import send_message
from hearth.core.tests.support import as_owner
from hearth.directory.actions import new_nearby
from hearth.directory.models import EmailSubscription, ListingNews, Service
from tests.journeys.worlds import demo_area

pytestmark = pytest.mark.django_db(transaction=True)
POSTCODE = "ZZ1 1DL"
EMAIL = "kwame@home.example"


def the_email(purpose: str) -> str:
    """What the file gateway wrote: the worker does its job, then we look into the folder."""
    with as_owner():
        message = OutboxMessage.objects.get(purpose=purpose, recipient=EMAIL)
    send_message(str(message.pk))
    with as_owner():
        sent = OutboxMessage.objects.get(pk=message.pk)
    assert (sent.recipient, sent.body, sent.one_click) == ("", "", "")
    return (Path(settings.OUTBOX_FOLDER) / f"{message.pk}.eml").read_text(encoding="utf-8")


def link_in(letter: str, page: str) -> str:
    found = re.search(rf"^http://testserver(/emails/{page}/\S+)$", letter, re.M)
    assert found, letter
    return found[1]


def test_a_father_hears_what_is_new_and_leaves(visitor):
    # given the results of a search
    demo_area()
    father = visitor(phone=True, scripts=False)
    father.goes_to(f"/find/?postcode={POSTCODE.replace(' ', '+')}&age=1")
    father.follows("Get an email when something new starts near you")
    # when he asks without an address, and then with one
    father.presses("Ask for these emails")
    father.sees("Enter your email address")
    father.fills("Your email address", EMAIL)
    father.presses("Ask for these emails")
    father.sees_heading("Now look into your emails")
    # then the email's link leads to a page with one button, and only the button begins the emails
    letter = the_email("directory.emails_confirm")
    assert not re.search("baby|child", re.search("^Subject: .*$", letter, re.M)[0])
    father.goes_to(link_in(letter, "confirm"))
    father.sees_heading("Get emails about what is new?")
    with as_owner():
        assert EmailSubscription.objects.get().confirmed_at is None
    father.presses("Yes, send me these emails")
    father.sees_heading("Your emails are set up")
    # when a group near him is new a week later
    with as_owner():
        one = EmailSubscription.objects.get()
        assert one.confirmed_at is not None
        group = Service.objects.get(name__startswith="Nestling feeding drop-in, The Lantern")
        ListingNews.objects.create(
            service=group, organisation_id=group.organisation_id, kind="new",
            created_at=one.confirmed_at + timedelta(minutes=1),
        )  # fmt: skip
    assert new_nearby.send_due(now=one.confirmed_at + timedelta(days=7)) == 1
    letter = the_email("directory.emails_news")
    assert group.name in letter and f"/services/{group.pk}/" in letter
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in letter
    assert new_nearby.send_due(now=one.confirmed_at + timedelta(days=7)) == 0
    # then he leaves with one press, and nothing is kept
    father.goes_to(link_in(letter, "leave"))
    father.presses("Yes, no more emails")
    father.sees_heading("You get no more of these emails")
    with as_owner():
        assert not EmailSubscription.objects.exists()
    father.goes_to(link_in(letter, "leave"), status=404)
