"""An invitation's life: sent, sent again, taken back, too old, accepted; and who may give which role."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hearth.access import actions, queries
from hearth.access.actions.invitations import token_hash
from hearth.access.models import Invitation, Membership, User
from hearth.access.tests.factories import PASSWORD, make_member, make_organisation
from hearth.access.tests.support import actor, code_now, enter, give_password, link_in, logged, mails
from hearth.core import clock
from hearth.core.models import StoredEvent
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db
INVITED = {"name": "Ayesha Khan", "email": "Ayesha.Khan@Fernley.example", "role": "practitioner"}


@pytest.fixture
def manager():
    return make_member("provider-manager", name="Hannah Whitlock")


def invited(client, manager, **changes):
    """An invitation sent from the page; its link."""
    enter(client, manager)
    answer = client.post(reverse("access:invite"), INVITED | changes)
    assert answer.status_code == 302, answer.content.decode()
    return link_in(mails("access.invited")[-1])


def the_invitation():
    with as_owner():
        return Invitation.objects.select_related("organisation", "role").latest("created_at")


def test_the_email_tells_what_it_is_and_its_subject_tells_nothing(client, manager):
    link = invited(client, manager)
    (mail,) = mails("access.invited")
    assert mail.recipient == "ayesha.khan@fernley.example"
    assert mail.subject == "Your invitation"
    assert "Practitioner" in mail.body
    invitation = the_invitation()
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert invitation.token_hash == token_hash(token)
    assert token not in str(invitation.__dict__)
    assert [entry.actor_id for entry in logged("access.invited")] == [manager.pk]
    with as_owner():
        assert StoredEvent.objects.filter(name="access.Invited").count() == 1


def test_a_colleague_accepts_sets_up_the_second_step_and_is_in(client, manager):
    link = invited(client, manager)
    colleague = Client()
    page = colleague.get(link).content.decode()
    assert "Practitioner" in page
    assert "ayesha.khan@fernley.example" in page
    answer = colleague.post(link, {"name": "Ayesha Khan", "password": "quiet lantern under stairs"})
    assert answer.url == "/staff/"
    assert colleague.get("/staff/").url.startswith(reverse("mfa_activate_totp"))
    colleague.get(reverse("mfa_activate_totp"))
    colleague.post(reverse("mfa_activate_totp"), {"code": code_now(colleague.session["mfa.totp.secret"])})
    assert colleague.get("/staff/").status_code == 200
    with as_owner():
        member = User.objects.get(email="ayesha.khan@fernley.example")
        assert member.active_membership.organisation_id == manager.active_membership.organisation_id
        assert member.active_membership.role_id == "practitioner"
    assert [entry.actor_id for entry in logged("access.joined")] == [member.pk]


def test_the_link_works_once(client, manager):
    link = invited(client, manager)
    Client().post(link, {"name": "Ayesha Khan", "password": "quiet lantern under stairs"})
    again = Client().post(link, {"name": "Mallory", "password": "quiet lantern under stairs"})
    assert again.status_code == 404
    assert "You have accepted it already" in again.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "", "password": "quiet lantern under stairs"}, "Enter your name"),
        ({"name": "Ayesha", "password": ""}, "Choose a password"),
        ({"name": "Ayesha", "password": "short"}, "Choose a longer password: at least 12 characters"),
        ({"name": "Ayesha", "password": "ayesha.khan@fernley"}, "not like your name or email address"),
        ({"name": "Ayesha", "password": "password1234"}, "easy to guess"),
    ],
)
def test_a_password_that_is_not_good_enough_says_why(client, manager, data, words):
    link = invited(client, manager)
    answer = Client().post(link, data)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    with as_owner():
        assert not User.objects.filter(email="ayesha.khan@fernley.example").exists()


def test_after_seven_days_the_link_is_too_old(client, manager):
    link = invited(client, manager)
    with clock.standing_at(clock.now() + timedelta(days=7, seconds=1)):
        answer = Client().get(link)
    assert answer.status_code == 404
    assert "no longer open" in answer.content.decode()


def test_sending_again_makes_a_new_link_and_stops_the_old_one(client, manager):
    old = invited(client, manager)
    client.post(reverse("access:send_again", args=[the_invitation().pk]))
    new = link_in(mails("access.invited")[-1])
    assert new != old
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_an_invitation_taken_back_opens_nothing(client, manager):
    link = invited(client, manager)
    address = reverse("access:withdraw", args=[the_invitation().pk])
    assert "Take back the invitation" in client.get(address).content.decode()
    assert Client().get(link).status_code == 200  # asking is not doing
    client.post(address)
    assert Client().get(link).status_code == 404
    assert client.post(reverse("access:send_again", args=[the_invitation().pk])).status_code == 409


def test_nobody_is_invited_twice(client, manager):
    invited(client, manager)
    answer = client.post(reverse("access:invite"), INVITED)
    assert "has been invited already" in answer.content.decode()
    member = make_member("referrer", organisation=manager.active_membership.organisation)
    answer = client.post(reverse("access:invite"), INVITED | {"email": member.email.upper()})
    assert "already has an account in your organisation" in answer.content.decode()
    assert len(mails("access.invited")) == 1


def test_another_organisations_account_is_not_given_away(client, manager):
    stranger = make_member("referrer")
    answer = client.post  # the page answers the same whether or not the address has an account elsewhere
    enter(client, manager)
    assert answer(reverse("access:invite"), INVITED | {"email": stranger.email}).url == reverse("access:members")


def test_somebody_with_an_account_signs_in_and_joins(client, manager):
    person = make_member("administrator")
    link = invited(client, manager, email=person.email, role="provider-editor")
    browser = Client()
    assert "You have an account already" in browser.get(link).content.decode()
    assert browser.post(link, {"name": "Mallory", "password": "quiet lantern under stairs"}).status_code == 200
    assert give_password(browser, person, next=link).url == link
    assert browser.post(link).url == "/staff/"
    with as_owner():
        person.refresh_from_db()
        assert person.active_membership.role_id == "provider-editor"
        assert Membership.objects.filter(user=person, is_active=True).count() == 2
        assert person.check_password(PASSWORD)


def test_an_invitation_for_somebody_else_is_not_taken_by_whoever_is_signed_in(client, manager):
    invitee, other = make_member("administrator"), make_member("administrator")
    link = invited(client, manager, email=invitee.email, role="provider-editor")
    browser = Client()
    enter(browser, other)
    assert "Somebody else is signed in" in browser.post(link).content.decode()
    with as_owner():
        assert Membership.objects.filter(user=other).count() == 1


def test_the_role_that_changes_the_whole_network_is_given_by_the_host_alone(client, manager):
    enter(client, manager)
    assert "administrator" not in client.get(reverse("access:invite")).content.decode().lower().split("radios")[1]
    answer = client.post(reverse("access:invite"), INVITED | {"role": "administrator"})
    assert "Choose one of the answers that are shown" in answer.content.decode()
    with acting_as(user_id=manager.pk), pytest.raises(actions.AccessRefused):
        actions.invite(**INVITED | {"role": "administrator"}, by=actor(manager), now=clock.now())
    host = make_member("administrator", organisation=make_organisation(name="Larkmere Council", is_host=True))
    with acting_as(user_id=host.pk):
        assert "administrator" in {role.code for role in queries.roles_to_give(actor(host))}


def test_who_may_not_manage_cannot_invite(client):
    enter(client, make_member("practitioner"))
    assert client.get(reverse("access:invite")).status_code == 403
    assert client.post(reverse("access:invite"), INVITED).status_code == 403
    assert mails("access.invited") == []


def test_what_was_typed_into_the_invitation_waits_after_a_time_out(client, manager):
    enter(client, manager)
    client.get(reverse("access:invite"))
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        answer = client.post(reverse("access:invite"), INVITED)
        assert answer.url == f"/account/login/?next={reverse('access:invite')}"
        assert mails("access.invited") == []
        enter(client, manager)
        page = client.get(reverse("access:invite")).content.decode()
    assert "Ayesha Khan" in page
    assert "Enter your" not in page
