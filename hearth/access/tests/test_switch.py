"""Working for several organisations, one at a time; and one's own account page."""

import pytest
from django.urls import reverse

from hearth.access.models import Membership
from hearth.access.tests.factories import PASSWORD, make_member, make_organisation
from hearth.access.tests.support import enter, give_password, give_second_factor, logged
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    """Looks after accounts at one organisation, edits listings at another."""
    user = make_member("administrator", organisation=make_organisation(name="Alder House"), name="Olena Kovalenko")
    with as_owner():
        Membership.objects.create(
            user=user, organisation=make_organisation(name="Birch Trust"), role_id="provider-editor"
        )
    return user


def membership_at(user, name):
    with as_owner():
        return Membership.objects.get(user=user, organisation__name=name)


def test_switching_changes_what_one_may_do_everywhere(client, member):
    enter(client, member)
    assert client.get(reverse("access:members")).status_code == 200
    answer = client.post(reverse("access:switch"), {"membership": membership_at(member, "Birch Trust").pk})
    assert answer.url == "/staff/"
    assert client.get(reverse("access:members")).status_code == 403
    assert "Birch Trust" in client.get("/staff/").content.decode()
    (entry,) = logged("access.switched")
    assert entry.organisation_id == membership_at(member, "Birch Trust").organisation_id


def test_nobody_switches_into_what_is_not_theirs(client, member):
    enter(client, member)
    stranger = make_member("provider-manager")
    for wrong in (stranger.active_membership_id, "not-an-id", ""):
        assert client.post(reverse("access:switch"), {"membership": wrong}).status_code == 404
    with as_owner():
        member.refresh_from_db()
    assert member.active_membership_id == membership_at(member, "Alder House").pk


def test_an_ended_membership_is_not_offered(client, member):
    with as_owner():
        Membership.objects.filter(organisation__name="Birch Trust").update(is_active=False)
    enter(client, member)
    address = reverse("access:switch")
    assert client.post(address, {"membership": membership_at(member, "Birch Trust").pk}).status_code == 404
    assert "Birch Trust" not in client.get("/staff/").content.decode()


def test_when_the_one_before_ended_the_page_asks(client, member):
    with as_owner():
        Membership.objects.create(user=member, organisation=make_organisation(name="Cedar"), role_id="analyst")
        Membership.objects.filter(organisation__name="Alder House").update(is_active=False)
    enter(client, member)
    answer = client.get("/staff/people/")
    assert answer.url.startswith(reverse("access:choose"))
    page = client.get(answer.url).content.decode()
    assert "Who are you working for today?" in page
    assert "Alder House" not in page
    assert "Choose who you are working for" in client.post(answer.url, {}).content.decode()
    chosen = client.post(answer.url, {"membership": membership_at(member, "Cedar").pk})
    assert chosen.url == "/staff/people/"


def test_todays_page_says_what_the_role_can_do(client, member):
    enter(client, member)
    page = client.get("/staff/").content.decode()
    assert "Hello Olena" in page
    assert "Nothing waits for you" in page
    assert "Invite colleagues, change what they may do, and close accounts" in page
    assert client.get("/staff/").context is None  # Jinja: nothing of Django's own templates


class TestOwnAccount:
    def test_name_and_language(self, client, member):
        enter(client, member)
        client.post(reverse("access:change_name"), {"name": "Olena K"})
        answer = client.post(reverse("access:choose_language"), {"language": "uk"})
        assert answer.url == "/staff/account/?lang=uk"
        with as_owner():
            member.refresh_from_db()
        assert (member.name, member.language) == ("Olena K", "uk")
        assert len(logged("access.name_changed")) == len(logged("access.language_chosen")) == 1

    def test_the_chosen_language_comes_with_signing_in(self, client, member):
        with as_owner():
            member.language = "pl"
            member.save()
        assert give_password(client, member).cookies["hearth_language"].value == "pl"

    def test_the_password_is_changed_and_other_browsers_are_out(self, client, member, django_user_model):
        from django.test import Client

        other = Client()
        enter(other, member)
        enter(client, member)
        wrong = client.post(
            reverse("account_change_password"), {"oldpassword": "x", "password1": "seven tall lanterns"}
        )
        assert "That is not the password you have now" in wrong.content.decode()
        data = {"oldpassword": PASSWORD, "password1": "seven tall lanterns"}
        assert client.post(reverse("account_change_password"), data).url == reverse("access:account")
        assert client.get("/staff/").status_code == 200
        assert other.get("/staff/").status_code == 302
        assert len(logged("access.password_changed")) == 1

    def test_recovery_codes_are_shown_only_after_the_code_or_the_password_again(self, client):
        user = make_member("practitioner")
        give_second_factor(user)
        enter(client, user)
        session = client.session
        session["account_authentication_methods"][0]["at"] -= 3600
        session.save()
        answer = client.get(reverse("mfa_view_recovery_codes"))
        assert answer.url.startswith(reverse("account_reauthenticate"))
        page = client.post(answer.url, {"password": "wrong"}).content.decode()
        assert "That password is not right" in page
        assert client.post(answer.url, {"password": PASSWORD}).url == reverse("mfa_view_recovery_codes")
        assert "<li>" in client.get(reverse("mfa_view_recovery_codes")).content.decode()

    def test_the_page_holds_everything(self, client, member):
        enter(client, member)
        page = client.get(reverse("access:account")).content.decode()
        for words in (member.name, member.email, "Alder House", "Birch Trust", "Set up"):
            assert words in page
