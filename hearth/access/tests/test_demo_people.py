"""The demo's people: loaded once however often, offered on the demo's sign-in page and nowhere else."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hearth.access.demo import cast
from hearth.access.demo.load import load_people
from hearth.access.models import Membership, Organisation, User
from hearth.access.roles import shipped
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Everybody, at organisations made for the test."""
    with as_owner():
        keys = {key for one in cast.cast() for key in (one.organisation, *(key for key, _role in one.also))}
        ids = {key: Organisation.objects.create(id=uuid4(), name=key).pk for key in sorted(keys)}
        load_people(organisations=ids)
        return ids


def test_loading_again_changes_nothing_but_repairs_what_was_tried_out(people):
    with as_owner():
        before = sorted(User.objects.values_list("id", "email"))
        one = User.objects.get(pk=before[0][0])
        one.set_password("tried out something")
        one.save()
        Membership.objects.filter(user=one).update(is_active=False)
        again = load_people(organisations=people)
        assert again.new == 0
        assert sorted(User.objects.values_list("id", "email")) == before
        one.refresh_from_db()
        assert one.check_password(cast.password())
        assert (
            Membership.objects.filter(user=one, is_active=True).count() == Membership.objects.filter(user=one).count()
        )


def test_there_is_one_to_try_for_every_role(people):
    offered = {person.role for person in cast.people()}
    assert offered == {role["name"] for role in shipped()["roles"]}


@pytest.mark.slow
def test_each_of_them_gets_in_with_what_the_pages_show(people):
    for person in cast.people():
        client = Client()
        page = client.get(reverse("account_login") + f"?as={person.code}").content.decode()
        assert f'value="{person.email}"' in page
        assert cast.password() in page
        answer = client.post(reverse("account_login"), {"login": person.email, "password": cast.password()})
        if answer.url.startswith(reverse("mfa_authenticate")):
            one = cast.person(person.email)
            code = cast.current_code(one)
            assert "Show the current code" in client.get(answer.url).content.decode()
            assert code in client.get(answer.url + "?show-code=1").content.decode()
            answer = client.post(reverse("mfa_authenticate"), {"code": code})
        assert answer.url == "/staff/", person.email
        assert client.get("/staff/").status_code == 200, person.email


def test_outside_the_demo_nothing_of_it_is_shown(people, settings, client):
    settings.DEMO = False
    page = client.get(reverse("account_login") + "?as=administrator").content.decode()
    assert cast.password() not in page
    assert "priya.raman" not in page
    person = next(one for one in cast.cast() if one.role == "practitioner")
    client.post(reverse("account_login"), {"login": person.email, "password": cast.password()})
    page = client.get(reverse("mfa_authenticate") + "?show-code=1").content.decode()
    assert "Enter the code from your phone" in page
    assert cast.current_code(person) not in page
    assert "demo" not in page.split("<main")[1]
