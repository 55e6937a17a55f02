"""Closing a colleague's account, opening it again, and removing a second step."""

import threading

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.urls import reverse

from hearth.access import actions
from hearth.access.models import Membership
from hearth.access.tests.factories import make_member
from hearth.access.tests.support import actor, enter, give_second_factor, logged, mails
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner


def pair(role="practitioner"):
    """Somebody who looks after accounts, and a colleague."""
    manager = make_member("provider-manager")
    return manager, make_member(role, organisation=manager.active_membership.organisation)


def address(name, member):
    return reverse(f"access:{name}", args=[member.active_membership_id])


@pytest.mark.django_db
class TestDeactivate:
    def test_they_are_out_at_the_next_click(self, client):
        manager, colleague = pair("hub-manager")
        enter(client, colleague)
        assert client.get(reverse("access:members")).status_code == 200
        with acting_as(user_id=manager.pk):
            actions.deactivate(membership=colleague.active_membership, by=actor(manager), now=clock.now())
        assert client.get(reverse("access:members")).url.startswith(reverse("access:choose"))
        page = client.get(reverse("access:choose")).content.decode()
        assert "No organisation has you on its list now" in page

    def test_the_page_asks_first_and_keeps_what_they_did(self, client):
        manager, colleague = pair()
        enter(client, manager)
        assert "Close the account of" in client.get(address("deactivate", colleague)).content.decode()
        with as_owner():
            assert Membership.objects.get(user=colleague).is_active
        client.post(address("deactivate", colleague))
        with as_owner():
            membership = Membership.objects.get(user=colleague)
        assert not membership.is_active
        assert membership.ended_at is not None
        assert colleague.name in client.get(reverse("access:members") + "?state=closed").content.decode()
        assert [entry.subject_id for entry in logged("access.deactivated")] == [colleague.pk]

    def test_twice_is_once(self, client):
        manager, colleague = pair()
        enter(client, manager)
        client.post(address("deactivate", colleague))
        client.post(address("deactivate", colleague))
        assert len(logged("access.deactivated")) == 1

    def test_another_organisation_of_theirs_is_not_touched(self, client):
        manager, colleague = pair("administrator")
        other = make_member("administrator").active_membership.organisation
        with as_owner():
            Membership.objects.create(user=colleague, organisation=other, role_id="analyst")
        with acting_as(user_id=manager.pk):
            actions.deactivate(membership=colleague.active_membership, by=actor(manager), now=clock.now())
        enter(client, colleague)
        assert client.get("/staff/", follow=True).status_code == 200  # the one that is left is chosen by itself
        with as_owner():
            colleague.refresh_from_db()
            assert colleague.active_membership.organisation_id == other.pk

    def test_opening_it_again_gives_the_same_role(self, client):
        manager, colleague = pair("referrer")
        enter(client, manager)
        client.post(address("deactivate", colleague))
        client.post(address("reactivate", colleague))
        with as_owner():
            membership = Membership.objects.get(user=colleague)
        assert (membership.is_active, membership.ended_at, membership.role_id) == (True, None, "referrer")

    def test_one_cannot_close_ones_own(self, client):
        manager, _colleague = pair("provider-manager")
        enter(client, manager)
        assert client.post(address("deactivate", manager)).status_code == 409
        with as_owner():
            assert Membership.objects.get(user=manager).is_active


@pytest.mark.django_db
class TestSecondFactor:
    def test_it_is_removed_with_the_recovery_codes_and_they_are_told(self, client):
        manager, colleague = pair()
        give_second_factor(colleague)
        enter(client, manager)
        assert "Set up" in client.get(address("member", colleague)).content.decode()
        client.post(address("reset_second_factor", colleague))
        with as_owner():
            assert not Authenticator.objects.filter(user=colleague).exists()
        assert [mail.recipient for mail in mails("access.second_factor_reset")] == [colleague.email]
        assert len(logged("access.second_factor_reset")) == 1

    def test_the_database_refuses_it_for_another_organisation(self):
        manager, _colleague = pair()
        stranger = make_member("practitioner")
        give_second_factor(stranger)
        with acting_as(user_id=manager.pk), connection.cursor() as cursor:
            cursor.execute("select hearth_reset_second_factor(%s)", [stranger.pk])
            assert cursor.fetchone() == (0,)
        with as_owner():
            assert Authenticator.objects.filter(user=stranger).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_remove_each_other_at_once_leave_one():
    """The organisation is locked, so the second one finds the first one gone."""
    first, second = pair("provider-manager")
    start = threading.Barrier(2)
    outcomes = []

    def remove(by, whom):
        try:
            with acting_as(user_id=by.pk):
                start.wait()
                actions.deactivate(membership=whom.active_membership, by=by_actor[by.pk], now=clock.now())
            outcomes.append("closed")
        except actions.AccessRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    by_actor = {first.pk: actor(first), second.pk: actor(second)}
    threads = [threading.Thread(target=remove, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["closed", "refused"]
    with as_owner():
        assert Membership.objects.filter(is_active=True, role_id="provider-manager").count() == 1
