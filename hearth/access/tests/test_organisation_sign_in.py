"""Members sign in by OpenID Connect, against a real provider."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from hearth.access import actions
from hearth.access.models import Membership, User
from hearth.access.tests.factories import make_member
from hearth.access.tests.provider import agree, known_there, running_provider
from hearth.access.tests.support import actor, give_second_factor, logged
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db
START = "/account/oidc/organisation/login/"
CALLBACK = "/account/oidc/organisation/callback/"


@pytest.fixture(scope="module")
def provider():
    """The address of a running provider; it ends with the module."""
    with running_provider() as address:
        yield address


@pytest.fixture
def organisation(provider, settings):
    """The network's settings name this provider."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "organisation",
                    "name": "Larkmere Council",
                    "client_id": "hearth",
                    "secret": "a secret between the two",
                    "settings": {"server_url": provider},
                }
            ],
        }
    }
    return provider


def to_provider(client, **data):
    """Press the button; the address at the provider."""
    answer = client.post(START, data)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def come_back(client, location):
    parts = urlsplit(location)
    assert parts.path == CALLBACK
    return client.get(f"{parts.path}?{parts.query}")


def sign_in_there(client, **data):
    return come_back(client, agree(to_provider(client, **data)))


def test_the_sign_in_page_offers_it_by_name(client, organisation):
    assert "Sign in with Larkmere Council" in client.get(reverse("account_login")).content.decode()


def test_a_member_comes_in_by_the_verified_address_and_needs_no_code_of_ours(client, organisation):
    member = make_member("practitioner")
    known_there(organisation, member.email.upper())
    answer = sign_in_there(client, next="/staff/account/")
    assert answer.url == "/staff/account/"
    assert client.get("/staff/").status_code == 200  # a role that needs a second factor: the provider's counts
    assert logged("access.signed_in")[-1].detail == {"methods": "socialaccount"}
    with as_owner():
        assert SocialAccount.objects.get(user=member).uid == "person-1"


def test_a_member_with_a_code_is_not_asked_for_it_as_well(client, organisation):
    member = make_member("practitioner")
    give_second_factor(member)
    known_there(organisation, member.email)
    assert sign_in_there(client).url == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_afterwards_they_are_known_by_the_provider_s_id_even_if_the_address_changed_there(client, organisation):
    member = make_member("administrator")
    known_there(organisation, member.email, sub="moved")
    come_back(client, agree(to_provider(client), sub="moved"))
    client.post(reverse("access:sign_out"))
    known_there(organisation, "new.name@elsewhere.example", sub="moved")
    assert come_back(client, agree(to_provider(client), sub="moved")).url == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_an_invited_person_accepts_by_signing_in(client, organisation):
    manager = make_member("provider-manager")
    with acting_as(user_id=manager.pk):
        actions.invite(
            email="new.colleague@fernley.example",
            name="New Colleague",
            role="referrer",
            by=actor(manager),
            now=clock.now(),
        )
    known_there(organisation, "new.colleague@fernley.example")
    assert sign_in_there(client).url == "/staff/"
    assert client.get("/staff/").status_code == 200
    with as_owner():
        user = User.objects.get(email="new.colleague@fernley.example")
        membership = Membership.objects.get(user=user)
        assert (user.name, user.has_usable_password()) == ("New Colleague", False)
        assert (membership.role_id, membership.organisation_id) == (
            "referrer",
            manager.active_membership.organisation_id,
        )
    assert client.get(reverse("account_change_password")).url == reverse("access:account")


def refused(client, answer, words):
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert client.get("/staff/").status_code == 302
    assert logged("access.signed_in") == []
    return True


def test_a_stranger_gets_a_kind_page_and_no_account(client, organisation):
    known_there(organisation, "stranger@elsewhere.example")
    assert refused(client, sign_in_there(client), "nobody has invited you here yet")
    with as_owner():
        assert not User.objects.exists()
        assert not SocialAccount.objects.exists()
    assert [entry.detail["why"] for entry in logged("access.sign_in_failed")] == ["stranger"]


def test_an_address_that_the_provider_did_not_verify_opens_nothing(client, organisation):
    member = make_member("administrator")
    known_there(organisation, member.email, verified=False)
    assert refused(client, sign_in_there(client), "did not confirm your email address")


def test_an_old_invitation_opens_nothing(client, organisation):
    manager = make_member("provider-manager")
    with acting_as(user_id=manager.pk):
        invitation = actions.invite(
            email="late@fernley.example", name="Late", role="referrer", by=actor(manager), now=clock.now()
        )
        actions.withdraw(invitation=invitation, by=actor(manager), now=clock.now())
    known_there(organisation, "late@fernley.example")
    assert refused(client, sign_in_there(client), "nobody has invited you here yet")


def test_a_closed_account_does_not_come_in_this_way_either(client, organisation):
    member = make_member("administrator", is_active=False)
    known_there(organisation, member.email)
    assert refused(client, sign_in_there(client), "This account is closed")


def test_the_provider_speaks_only_for_its_own_domains_where_they_are_named(client, organisation, settings):
    settings.OIDC_DOMAINS = ["larkmere-council.example"]
    member = make_member("administrator", email="ceo@fernley.example")
    known_there(organisation, member.email)
    assert refused(client, sign_in_there(client), "did not confirm your email address")


def test_an_answer_to_no_question_of_ours_is_refused(client, organisation):
    """Somebody else's answer pushed into this browser (wrong state), or our own answer in another browser."""
    from django.test import Client

    member = make_member("administrator")
    known_there(organisation, member.email)
    location = agree(to_provider(Client()))
    assert refused(client, come_back(client, location), "That sign-in did not work")
    query = parse_qs(urlsplit(agree(to_provider(client))).query)
    forged = urlencode({"code": query["code"][0], "state": "made-up"})
    assert refused(client, client.get(f"{CALLBACK}?{forged}"), "That sign-in did not work")


def test_an_answer_does_not_work_twice(client, organisation):
    member = make_member("administrator")
    known_there(organisation, member.email)
    location = agree(to_provider(client))
    assert come_back(client, location).url == "/staff/"
    client.post(reverse("access:sign_out"))
    assert come_back(client, location).status_code == 403
    assert client.get("/staff/").status_code == 302


def test_a_code_stolen_on_its_way_back_is_worth_nothing(client, organisation):
    """The question carries a challenge (PKCE) that only this session can answer."""
    query = parse_qs(urlsplit(to_provider(client)).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == [f"http://testserver{CALLBACK}"]


def test_stopping_there_leads_back_with_a_kind_word(client, organisation):
    location = agree(to_provider(client), action="deny")
    assert refused(client, come_back(client, location), "Go back to the sign-in page and try again")


def test_without_a_provider_there_is_no_such_page(client):
    assert client.get(START).status_code == 404
    assert client.get(CALLBACK).status_code == 404
