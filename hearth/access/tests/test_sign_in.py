"""Signing in: password, second step, limits, and what the log keeps of it."""

import pytest
from django.test import Client
from django.urls import reverse

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import code_now, enter, give_password, give_second_factor, logged
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db
CODE_PAGE = "/account/second-step/code/"


def test_the_right_password_opens_the_page_that_was_wanted(client):
    member = make_member("administrator")
    assert client.get("/staff/people/").url == "/account/login/?next=/staff/people/"
    answer = give_password(client, member, next="/staff/people/")
    assert answer.url == "/staff/people/"
    assert client.get("/staff/people/").status_code == 200
    assert [entry.actor_id for entry in logged("access.signed_in")] == [member.pk]


def test_an_address_is_the_same_in_capitals(client):
    member = make_member("administrator", email="grace.hopper@fernley.example")
    member.email = "Grace.Hopper@Fernley.EXAMPLE"
    assert give_password(client, member).status_code == 302


def test_a_wrong_password_says_so_without_saying_which_part_was_wrong(client):
    member = make_member("administrator")
    wrong = give_password(client, member, password="not the password")
    member.email = "nobody@fernley.example"
    unknown = give_password(client, member)
    for answer in (wrong, unknown):
        assert answer.status_code == 200
        assert "The email address or the password is not right" in answer.content.decode()
    failures = logged("access.sign_in_failed")
    assert [(entry.actor_id, entry.subject_id) for entry in failures] == [(None, member.pk), (None, None)]
    assert all("nobody" not in str(entry.detail) for entry in failures)


@pytest.mark.parametrize(
    ("left_out", "words"), [("login", "Enter your email address"), ("password", "Enter your password")]
)
def test_each_field_says_what_to_do_when_it_is_left_out(client, left_out, words):
    data = {"login": "sam@fernley.example", "password": "something"} | {left_out: ""}
    assert words in client.post(reverse("account_login"), data).content.decode()


def test_a_closed_account_does_not_come_in(client):
    member = make_member("administrator", is_active=False)
    answer = give_password(client, member, follow=True)
    assert "This account is closed" in answer.content.decode()
    assert client.get("/staff/").status_code == 302


def test_sign_in_never_goes_on_to_another_site(client):
    member = make_member("administrator")
    assert give_password(client, member, next="https://evil.example/").url == "/staff/"


class TestSecondStep:
    def test_a_role_that_sees_personal_data_must_set_it_up_first(self, client):
        member = make_member("practitioner")
        assert give_password(client, member).url == "/staff/"
        assert client.get("/staff/").url.startswith(reverse("mfa_activate_totp"))

    def test_setting_it_up_counts_in_this_very_session(self, client):
        member = make_member("hub-manager")
        give_password(client, member)
        page = client.get(reverse("mfa_activate_totp") + "?next=/staff/people/")
        assert "data:image/svg+xml;base64," in page.content.decode()
        assert '<code class="hearth-key">' in page.content.decode()
        secret = client.session["mfa.totp.secret"]
        assert client.get("/staff/people/").url.startswith(reverse("mfa_activate_totp"))
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
        assert answer.url == reverse("mfa_view_recovery_codes")
        codes = client.get(answer.url)
        assert codes.status_code == 200
        assert 'href="/staff/people/"' in codes.content.decode()
        assert client.get("/staff/people/").status_code == 200
        assert len(logged("access.second_factor_set_up")) == 1

    def test_a_wrong_code_sets_nothing_up(self, client):
        member = make_member("practitioner")
        give_password(client, member)
        client.get(reverse("mfa_activate_totp"))
        answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
        assert "That code is not right" in answer.content.decode()
        assert client.get("/staff/").status_code == 302

    def test_the_code_is_asked_after_the_password(self, client):
        member = make_member("practitioner")
        give_second_factor(member)
        assert give_password(client, member, next="/staff/account/").url.startswith(CODE_PAGE)
        assert client.get("/staff/").url.startswith("/account/login/")  # not in yet
        answer = client.post(CODE_PAGE, {"code": code_now()})
        assert answer.url == "/staff/account/"
        assert client.get("/staff/").status_code == 200

    def test_a_wrong_code_does_not_let_in_and_is_logged(self, client):
        member = make_member("practitioner")
        give_second_factor(member)
        give_password(client, member)
        answer = client.post(CODE_PAGE, {"code": "123 45"})
        assert "That code is not right" in answer.content.decode()
        assert client.get("/staff/").status_code == 302
        assert [entry.detail["why"] for entry in logged("access.sign_in_failed")] == ["code"]

    def test_the_same_code_does_not_work_twice(self, client):
        member = make_member("practitioner")
        give_second_factor(member)
        give_password(client, member)
        code = code_now()
        assert client.post(CODE_PAGE, {"code": code}).status_code == 302
        second = Client()
        give_password(second, member)
        assert "That code is not right" in second.post(CODE_PAGE, {"code": code}).content.decode()

    def test_a_recovery_code_works_once(self, client):
        member = make_member("practitioner")
        give_second_factor(member)
        with as_owner():
            codes = member.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
        give_password(client, member)
        assert client.post(CODE_PAGE, {"code": codes[0]}).status_code == 302
        assert client.get("/staff/").status_code == 200
        again = Client()
        give_password(again, member)
        assert again.post(CODE_PAGE, {"code": codes[0]}).status_code == 200

    def test_five_wrong_codes_are_enough(self, client):
        member = make_member("practitioner")
        give_second_factor(member)
        give_password(client, member)
        for _try in range(5):
            client.post(CODE_PAGE, {"code": "000000"})
        answer = client.post(CODE_PAGE, {"code": code_now()})
        assert "Wait 5 minutes" in answer.content.decode()
        assert client.get("/staff/").status_code == 302

    def test_a_role_that_needs_it_cannot_remove_it(self, client):
        member = make_member("practitioner")
        give_second_factor(member)
        enter(client, member)
        assert client.post(reverse("mfa_deactivate_totp")).url == reverse("access:account")
        with as_owner():
            assert member.authenticator_set.filter(type="totp").exists()


class TestLimits:
    def test_after_five_wrong_passwords_one_waits_and_is_told_how_long(self, client):
        member = make_member("administrator")
        for _try in range(5):
            give_password(client, member, password="wrong")
        answer = give_password(client, member)
        assert "You have tried too many times. Wait 5 minutes and try again." in answer.content.decode()
        assert client.get("/staff/").status_code == 302
        assert logged("access.sign_in_failed")[-1].detail == {"why": "throttled"}

    def test_a_colleague_in_the_same_office_is_not_locked_out(self, client):
        clumsy, colleague = make_member("administrator"), make_member("administrator")
        for _try in range(6):
            give_password(client, clumsy, password="wrong")
        assert give_password(client, colleague).status_code == 302

    def test_the_same_person_elsewhere_is_not_locked_out(self, client):
        member = make_member("administrator")
        for _try in range(6):
            give_password(client, member, password="wrong")
        elsewhere = Client(REMOTE_ADDR="198.51.100.7")
        assert give_password(elsewhere, member).status_code == 302

    def test_a_flood_from_one_address_is_slowed_down_on_a_page_of_ours(self, client, settings):
        settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
        member = make_member("administrator")
        give_password(client, member, password="wrong")
        answer = give_password(client, member)
        assert answer.status_code == 429
        assert "That was many times in a row" in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_set_password",
        "socialaccount_connections",
        "socialaccount_signup",
        "mfa_download_recovery_codes",
    ],
)
def test_pages_that_we_do_not_offer_do_not_exist(client, name):
    member = make_member("administrator")
    assert client.get(reverse(name)).status_code == 404
    enter(client, member)
    assert client.post(reverse(name), {"email": "x@y.example", "password1": "a long pass phrase"}).status_code == 404
