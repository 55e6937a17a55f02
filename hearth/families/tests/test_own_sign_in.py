"""A family opens its own page with a sign-in elsewhere that it tied to the page itself; against a real provider."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from hearth.access.models import User
from hearth.access.openid import Subject
from hearth.access.tests.factories import make_member
from hearth.access.tests.provider import agree, known_there, running_provider
from hearth.access.tests.support import logged
from hearth.core import clock
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.families.actions import Contact, registering
from hearth.families.actions.sign_in import OpensAnother, tie
from hearth.families.models import FamilySignIn
from hearth.families.own import OPEN_SECONDS
from hearth.families.tests.cast import browser, make_desk, make_hub, registered
from hearth.families.tests.test_own_page import opens

pytestmark = pytest.mark.django_db
BACK = "/your-family/sign-in/back/"
NEXT_TIME = "Next time, sign in with Larkmere Sign-in"
USE_THE_CODE = "opens no family’s page here yet. Open your page with a code first"


@pytest.fixture(scope="module")
def running():
    with running_provider() as address:
        yield address


@pytest.fixture
def provider(running, settings):
    """The network's sign-in for families."""
    settings.FAMILY_OIDC = {"name": "Larkmere Sign-in", "url": running, "client": "hearth", "secret": "between us"}
    return running


def ask(window, path="/your-family/sign-in/", **data):
    """Press the button; the question at the provider."""
    answer = window.post(path, data)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def come_back(window, location):
    parts = urlsplit(location)
    assert parts.path == BACK
    return window.get(f"{BACK}?{parts.query}", follow=True)


def signs_in(window, sub="marek"):
    return come_back(window, agree(ask(window), sub=sub)).content.decode()


def adds(window, sub="marek"):
    return come_back(window, agree(ask(window, "/your-family/sign-in/add/"), sub=sub)).content.decode()


def make_family():
    done, window = registered(make_hub()), Client()
    opens(window)
    return done, window


def test_it_is_added_from_inside_the_page_and_opens_the_same_page_next_time(provider):
    done, window = make_family()
    assert NEXT_TIME in window.get("/your-family/held/").content.decode()
    page = adds(window)
    assert "Next time you can also sign in with Larkmere Sign-in." in page
    assert "Take back this sign-in" in page
    other = Client()
    assert "Marek Kowalski" in signs_in(other)
    assert other.get("/your-family/looked/").status_code == 200
    assert [entry.detail["way"] for entry in logged("families.own_opened")] == ["code", "sign-in"]
    with as_owner():
        assert FamilySignIn.objects.get().registration_id == done.registration.pk


def test_it_closes_like_a_page_that_a_code_opened(provider):
    _done, window = make_family()
    adds(window)
    other = Client()
    signs_in(other)
    with clock.standing_at(clock.now() + timedelta(seconds=OPEN_SECONDS + 1)):
        assert other.get("/your-family/held/").url == "/your-family/"


def test_the_provider_is_asked_for_the_subject_alone_and_bound_to_this_browser(provider):
    question = parse_qs(urlsplit(ask(Client())).query)
    assert question["scope"] == ["openid"]  # no name, no address
    assert question["code_challenge_method"] == ["S256"]
    assert question["redirect_uri"] == [f"http://testserver{BACK}"]
    assert question["prompt"] == ["login"]  # a device that many use remembers nobody there
    assert len(question["nonce"][0]) > 30
    assert question["state"]


def test_what_is_tied_to_nothing_opens_nothing_whatever_its_address_says(provider):
    """Never matched by a name or an address: not with the safe contact, and not with a member's account."""
    member = make_member("administrator", email="marek@home.example")
    contact = Contact(channels=["email"], email="marek@home.example")
    registered(make_hub(), contact=contact)
    known_there(provider, "marek@home.example", sub="stranger")
    window = Client()
    assert USE_THE_CODE in signs_in(window, "stranger")
    assert window.get("/your-family/held/").url == "/your-family/"
    assert window.get("/staff/").status_code == 302
    assert logged("families.own_refused")[-1].subject_id is None
    with as_owner():
        assert User.objects.get(pk=member.pk).last_login is None


def test_members_cannot_come_in_by_the_families_provider(provider):
    client = Client()
    assert "Larkmere Sign-in" not in client.get("/account/login/").content.decode()
    assert client.post("/account/oidc/family/login/").status_code == 404
    question = urlsplit(agree(ask(client), sub="marek")).query
    assert client.get(f"/account/oidc/family/callback/?{question}").status_code == 404


def test_it_is_taken_back_on_the_page(provider):
    _done, window = make_family()
    adds(window)
    page = window.post("/your-family/sign-in/take-back/", follow=True).content.decode()
    assert NEXT_TIME in page
    assert USE_THE_CODE in signs_in(Client())
    assert logged("families.sign_in_untied")[0].detail == {"why": "taken-back"}
    with as_owner():
        assert not FamilySignIn.objects.exists()


def test_the_family_is_told_in_words_that_say_nothing_of_it(provider):
    done, window = make_family()
    adds(window)
    with as_owner():
        message = OutboxMessage.objects.get(purpose="families.sign_in_tied")
    assert (message.status, message.recipient) == ("queued", "+447700900417")
    assert "/your-family/" in message.body
    for word in ("Kowalski", "sign", "Larkmere Sign-in", done.registration.reference):
        assert word not in message.body
    assert logged("families.sign_in_tied")[0].subject_id == done.registration.pk


def test_who_wants_no_messages_gets_none(provider):
    done = registered(make_hub(), contact=Contact(do_not_contact=True))
    window = Client()
    window.post("/your-family/reference/", {"reference": done.registration.reference, "code": done.code})
    adds(window)
    with as_owner():
        message = OutboxMessage.objects.get(purpose="families.sign_in_tied")
    assert (message.status, message.recipient, message.body) == ("held", "", "")


def test_a_page_that_was_closed_meanwhile_ties_nothing(provider):
    _done, window = make_family()
    answer = agree(ask(window, "/your-family/sign-in/add/"), sub="marek")
    window.post("/your-family/leave/")
    assert "was closed meanwhile" in come_back(window, answer).content.decode()
    with as_owner():
        assert not FamilySignIn.objects.exists()


def test_an_answer_to_another_browser_s_question_or_to_none_opens_nothing(provider):
    _done, window = make_family()
    adds(window)
    thief, victim = Client(), Client()
    stolen = agree(ask(victim), sub="marek")
    assert come_back(thief, stolen).status_code == 403  # its state is not this browser's
    query = parse_qs(urlsplit(stolen).query)
    mine = parse_qs(urlsplit(agree(ask(thief), sub="nobody")).query)
    mixed = urlencode({"code": query["code"][0], "state": mine["state"][0]})
    assert thief.get(f"{BACK}?{mixed}").status_code == 403  # PKCE: the code answers the other browser's question
    assert thief.get(BACK).status_code == 403
    assert thief.get("/your-family/held/").url == "/your-family/"


def test_an_answer_does_not_work_twice(provider):
    _done, window = make_family()
    adds(window)
    other = Client()
    answer = agree(ask(other), sub="marek")
    assert come_back(other, answer).status_code == 200
    other.post("/your-family/leave/")
    assert come_back(other, answer).status_code == 403


def test_an_id_token_for_another_question_is_refused(provider):
    """The nonce of the question must come back in the token: here the session remembers another one."""
    _done, window = make_family()
    adds(window)
    other = Client()
    answer = agree(ask(other), sub="marek")
    session = other.session
    states = session["socialaccount_states"]
    (key,) = states
    states[key][0]["data"]["nonce"] = "another"
    session["socialaccount_states"] = states
    session.save()
    assert "was stopped, or took too long" in come_back(other, answer).content.decode()
    assert other.get("/your-family/held/").url == "/your-family/"


def test_stopping_there_leads_back_with_a_kind_word(provider):
    window = Client()
    page = come_back(window, agree(ask(window), action="deny"))
    assert page.status_code == 403
    assert "Open your page with a code" in page.content.decode()


def test_stopping_while_adding_leads_back_to_the_page_that_is_open_still(provider):
    _done, window = make_family()
    page = come_back(window, agree(ask(window, "/your-family/sign-in/add/"), action="deny"))
    assert "Back to your family" in page.content.decode()
    assert window.get("/your-family/held/").status_code == 200


def test_a_provider_that_does_not_answer_breaks_nothing(provider, settings):
    settings.FAMILY_OIDC = settings.FAMILY_OIDC | {"url": "http://127.0.0.1:9"}
    answer = Client().post("/your-family/sign-in/")
    assert answer.status_code == 403
    assert "was stopped, or took too long" in answer.content.decode()


def later(**ago):
    return clock.standing_at(clock.now() + timedelta(**ago))


def test_a_changed_contact_ends_what_was_tied_while_the_old_one_counted(provider):
    """Whoever is to be kept out may have tied theirs while they could still read the old phone."""
    _done, window = make_family()
    adds(window)
    with later(minutes=1):
        window.post("/your-family/contact/", {"how": "email", "email": "marek@home.example", "when": "any"})
        assert USE_THE_CODE in signs_in(Client())
        assert NEXT_TIME in window.get("/your-family/held/").content.decode()
    assert logged("families.sign_in_untied")[0].detail == {"why": "contact"}


def test_what_was_tied_before_somebody_met_the_family_opens_nothing_afterwards(provider):
    """What is typed proves nothing: whoever registered in another's name must not stay behind the other's back."""
    hub = make_hub()
    done, window = registered(hub), Client()
    opens(window)
    adds(window)
    with later(minutes=1):
        browser(make_desk(hub)).post(f"/families/register/{done.registration.pk}/met/")
        assert USE_THE_CODE in signs_in(Client())
        assert "Take back this sign-in" in adds(window)
        assert "Marek Kowalski" in signs_in(Client())


def test_saying_anew_who_one_is_ends_it(provider):
    _done, window = make_family()
    adds(window)
    with later(minutes=1):
        window.post(
            "/your-family/correct/1/",
            {"given_name": "Ewa", "family_name": "Nowak", "birth_date-day": "1", "birth_date-month": "2",
             "birth_date-year": "1990"},
        )  # fmt: skip
        assert USE_THE_CODE in signs_in(Client())


def test_one_sign_in_opens_one_registration(provider):
    _done, window = make_family()
    adds(window)
    second = Client()
    done = registered(make_hub(), contact=Contact(do_not_contact=True))
    second.post("/your-family/reference/", {"reference": done.registration.reference, "code": done.code})
    assert "page of another registration" in adds(second)
    window.post("/your-family/sign-in/take-back/")
    assert "Take back this sign-in" in adds(second)


def test_another_sign_in_takes_the_place_of_the_first(provider):
    _done, window = make_family()
    adds(window, "marek")
    adds(window, "marek-again")
    assert USE_THE_CODE in signs_in(Client(), "marek")
    assert "Marek Kowalski" in signs_in(Client(), "marek-again")


def test_two_providers_may_call_two_people_the_same(provider):
    one, other = registered(make_hub()), registered(make_hub())
    for done, issuer in ((one, "https://a.example"), (other, "https://b.example")):
        with registering.as_family(done.registration.pk):
            tie(registration=done.registration, subject=Subject(issuer, "7"), provider="X", now=clock.now())
    with as_owner():
        assert FamilySignIn.objects.count() == 2
    with pytest.raises(OpensAnother), registering.as_family(other.registration.pk):
        tie(registration=other.registration, subject=Subject("https://a.example", "7"), provider="X", now=clock.now())


def test_a_family_sees_and_takes_back_its_own_alone(provider):
    mine, other = registered(make_hub()), registered(make_hub())
    with registering.as_family(mine.registration.pk):
        tie(registration=mine.registration, subject=Subject("https://a.example", "7"), provider="X", now=clock.now())
    with registering.as_family(other.registration.pk):
        assert FamilySignIn.objects.count() == 0
        assert FamilySignIn.objects.all().delete()[0] == 0
    with as_owner():
        assert FamilySignIn.objects.count() == 1


@pytest.mark.parametrize("path", ["", "back/", "add/", "take-back/"])
def test_without_a_provider_there_is_no_such_page(path):
    _done, window = make_family()
    for ask_by in (window.get, window.post):
        assert ask_by(f"/your-family/sign-in/{path}").status_code in {404, 405}
    assert "sign in" not in window.get("/your-family/held/").content.decode().lower()
    assert "Sign in with" not in Client().get("/your-family/").content.decode()
