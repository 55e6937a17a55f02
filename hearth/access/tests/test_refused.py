"""What the actions on accounts refuse, and that doing the same twice is doing it once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from hearth.access import actions, queries
from hearth.access.actions.errors import AccessRefused
from hearth.access.actions.own import change_name, choose_language, switch
from hearth.access.models import Invitation, User
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, logged
from hearth.audit import queries as log
from hearth.core import clock
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_member("provider-manager")


def colleague_of(manager, role="practitioner"):
    return make_member(role, organisation=manager.active_membership.organisation)


def invited(manager, **values):
    with as_owner():
        return Invitation.objects.create(
            **{
                "email": "kim@fernley.example",
                "name": "Kim Lau",
                "organisation": manager.active_membership.organisation,
                "role_id": "practitioner",
                "token_hash": uuid4().hex,
                "expires_at": clock.now() + timedelta(days=7),
            }
            | values
        )


class TestRoles:
    def test_nobody_changes_their_own_role(self, manager):
        with acting_as(user_id=manager.pk), pytest.raises(AccessRefused, match="your own role"):
            actions.change_role(membership=manager.active_membership, role="practitioner", by=actor(manager))

    def test_a_closed_account_has_no_role_to_change(self, manager):
        membership = colleague_of(manager).active_membership
        with acting_as(user_id=manager.pk):
            actions.deactivate(membership=membership, by=actor(manager), now=clock.now())
            actions.deactivate(membership=membership, by=actor(manager), now=clock.now())
            with pytest.raises(AccessRefused, match="closed"):
                actions.change_role(membership=membership, role="referrer", by=actor(manager))
            with pytest.raises(AccessRefused, match="closed"):
                actions.reset_second_factor(membership=membership, by=actor(manager))
        assert len(logged("access.deactivated")) == 1

    def test_a_role_that_the_organisation_cannot_give_is_refused(self, manager):
        membership = colleague_of(manager).active_membership
        with acting_as(user_id=manager.pk), pytest.raises(AccessRefused, match="roles that are shown"):
            actions.change_role(membership=membership, role="king", by=actor(manager))

    def test_the_same_role_again_changes_nothing(self, manager):
        membership = colleague_of(manager).active_membership
        with acting_as(user_id=manager.pk):
            actions.change_role(membership=membership, role="practitioner", by=actor(manager))
        assert logged("access.role_changed") == []

    def test_opening_an_open_account_changes_nothing(self, manager):
        membership = colleague_of(manager).active_membership
        with acting_as(user_id=manager.pk):
            actions.reactivate(membership=membership, by=actor(manager))
        assert logged("access.reactivated") == []

    def test_the_last_who_looks_after_accounts_stays(self, manager):
        # Another's manager cannot be asked: the organisation's only other one has left.
        other = colleague_of(manager, "provider-manager")
        with acting_as(user_id=manager.pk):
            actions.deactivate(membership=other.active_membership, by=actor(manager), now=clock.now())
        with acting_as(user_id=other.pk), pytest.raises(AccessRefused):
            actions.deactivate(membership=manager.active_membership, by=actor(other), now=clock.now())


class TestInvitations:
    def test_one_that_was_accepted_is_neither_sent_again_nor_taken_back(self, manager):
        invitation = invited(manager, accepted_at=clock.now())
        with acting_as(user_id=manager.pk):
            with pytest.raises(AccessRefused, match="no longer open"):
                actions.send_again(invitation=invitation, by=actor(manager), now=clock.now())
            with pytest.raises(AccessRefused, match="accepted"):
                actions.withdraw(invitation=invitation, by=actor(manager), now=clock.now())

    def test_taking_one_back_twice_is_taking_it_back_once(self, manager):
        invitation = invited(manager)
        with acting_as(user_id=manager.pk):
            actions.withdraw(invitation=invitation, by=actor(manager), now=clock.now())
            actions.withdraw(invitation=invitation, by=actor(manager), now=clock.now())
        assert len(logged("access.withdrew")) == 1

    def test_an_old_one_opens_nothing(self, manager):
        invitation = invited(manager, expires_at=clock.now() - timedelta(seconds=1))
        with acting_as(purpose="sign-in"), pytest.raises(AccessRefused, match="no longer open"):
            actions.accept(invitation=invitation, name="Kim", password="x" * 20, now=clock.now())

    def test_whoever_has_an_account_signs_in_to_join(self, manager):
        holder = make_member("referrer")
        invitation = invited(manager, email=holder.email.upper())
        with acting_as(purpose="sign-in"), pytest.raises(AccessRefused, match="already"):
            actions.accept(invitation=invitation, name="Kim", password="x" * 20, now=clock.now())

    def test_nobody_joins_by_somebody_elses_invitation(self, manager):
        stranger = make_member("referrer")
        invitation = invited(manager)
        with acting_as(user_id=stranger.pk, purpose="sign-in"), pytest.raises(AccessRefused, match="another email"):
            actions.join(invitation=invitation, user=stranger, now=clock.now())

    def test_joining_where_one_is_already_is_refused(self, manager):
        colleague = colleague_of(manager)
        invitation = invited(manager, email=colleague.email)
        with acting_as(user_id=colleague.pk, purpose="sign-in"), pytest.raises(AccessRefused, match="already"):
            actions.join(invitation=invitation, user=colleague, now=clock.now())


class TestOwnAccount:
    def test_nobody_works_for_an_organisation_that_is_not_theirs(self, manager):
        other = make_member("practitioner")
        with acting_as(user_id=manager.pk), pytest.raises(AccessRefused, match="no longer belong"):
            switch(user=manager, membership=other.active_membership, by=actor(manager))

    def test_switching_to_where_one_is_writes_nothing(self, manager):
        with acting_as(user_id=manager.pk):
            switch(user=manager, membership=manager.active_membership, by=actor(manager))
        assert logged("access.switched") == []

    def test_the_same_name_and_language_again_write_nothing(self, manager):
        with acting_as(user_id=manager.pk):
            change_name(user=manager, name=manager.name, by=actor(manager))
            choose_language(user=manager, language=manager.language, by=actor(manager))
        assert logged("access.name_changed") == logged("access.language_chosen") == []

    def test_a_language_that_we_do_not_have_is_refused(self, manager):
        with acting_as(user_id=manager.pk), pytest.raises(AccessRefused, match="languages"):
            choose_language(user=manager, language="tlh", by=actor(manager))


class TestReading:
    def test_without_an_organisation_there_is_nothing_to_read(self):
        nobody = Actor(ActorKind.STAFF, uuid4(), None, "Nobody")
        assert not log.entries_visible_to(nobody).exists()

    def test_the_story_of_one_record(self, manager):
        lead = colleague_of(manager, "information-lead")
        with acting_as(user_id=manager.pk):
            change_name(user=manager, name="Noor Haddad", by=actor(manager))
        with acting_as(user_id=lead.pk):
            actions_seen = [entry.action for entry in log.entries_about(actor(lead), manager.pk)]
        assert actions_seen == ["access.name_changed"]

    def test_closed_organisations_are_on_no_list(self):
        closed = make_organisation(is_active=False)
        assert closed not in queries.organisations()
        assert User.objects.count() == 0  # and row security shows nobody to nobody
