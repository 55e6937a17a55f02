"""A forgotten password: a link by email, once, for a day; the second step stays."""

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import give_password, give_second_factor, link_in, logged, mails

pytestmark = pytest.mark.django_db
NEW = "seven tall lanterns"


def ask(client, email):
    answer = client.post(reverse("account_reset_password"), {"email": email})
    assert answer.url == reverse("account_reset_password_done")
    assert client.get(answer.url).status_code == 200


def test_the_link_lets_one_choose_a_new_password_and_asks_for_the_code_all_the_same(client):
    member = make_member("practitioner")
    give_second_factor(member)
    ask(client, member.email)
    (mail,) = mails("access.password_link")
    assert mail.subject == "Your account"
    link = link_in(mail)
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.content.decode()
    address = form.redirect_chain[-1][0]
    assert "longer password" in client.post(address, {"password1": "short"}).content.decode()
    assert client.post(address, {"password1": NEW}).status_code == 302
    assert len(logged("access.password_changed")) == 1
    assert give_password(client, member, password=NEW).url.startswith("/account/second-step/code/")
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_the_link_is_built_from_our_own_address(client):
    member = make_member("administrator")
    client.post(reverse("account_reset_password"), {"email": member.email}, headers={"host": "evil.example"})
    (mail,) = mails("access.password_link")
    assert "http://testserver/" in mail.body
    assert "evil" not in mail.body


def test_the_page_does_not_tell_who_has_an_account(client):
    ask(client, "nobody@fernley.example")
    assert mails("access.password_link") == []


def test_a_wrong_address_says_how_it_should_look(client):
    answer = client.post(reverse("account_reset_password"), {"email": "sam at fernley"})
    assert "like name@example.com" in answer.content.decode()
