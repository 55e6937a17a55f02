"""Roles are changed within one's own organisation, never one's own, and one person who looks after accounts stays."""

import pytest
from django.urls import reverse

from hearth.access import actions
from hearth.access.models import Membership, Role, RolePermission
from hearth.access.roles import shipped
from hearth.access.tests.factories import make_member
from hearth.access.tests.support import actor, enter, logged
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_member("provider-manager")


def colleague_of(member, role="referrer"):
    return make_member(role, organisation=member.active_membership.organisation)


def address(name, member):
    return reverse(f"access:{name}", args=[member.active_membership_id])


def role_of(member):
    with as_owner():
        return Membership.objects.get(pk=member.active_membership_id).role_id


def test_a_new_role_counts_at_the_next_click(client, manager):
    colleague = colleague_of(manager)
    enter(client, colleague)
    assert client.get(reverse("access:members")).status_code == 403
    with acting_as(user_id=manager.pk):
        actions.change_role(membership=colleague.active_membership, role="hub-manager", by=actor(manager))
    assert client.get(reverse("access:members")).status_code == 200
    (entry,) = logged("access.role_changed")
    assert entry.detail == {"before": "referrer", "after": "hub-manager"}


def test_the_page_says_what_each_role_can_do_and_changes_it(client, manager):
    colleague = colleague_of(manager)
    enter(client, manager)
    page = client.get(address("change_role", colleague)).content.decode()
    assert "Works with families. Takes, decides and completes requests" in page
    assert client.post(address("change_role", colleague), {"role": "practitioner"}).url == address("member", colleague)
    assert role_of(colleague) == "practitioner"


def test_nobody_changes_their_own_role(client, manager):
    colleague_of(manager, "provider-manager")
    enter(client, manager)
    answer = client.post(address("change_role", manager), {"role": "information-lead"})
    assert "You cannot change your own role" in answer.content.decode()
    assert role_of(manager) == "provider-manager"


def test_the_last_one_who_looks_after_accounts_stays(manager):
    """Whoever acts looks after accounts too, so the rule bites when the actor's own account is closed as a whole."""
    second = colleague_of(manager, "provider-manager")
    with as_owner():
        type(manager).objects.filter(pk=manager.pk).update(is_active=False)
    with acting_as(user_id=manager.pk), pytest.raises(actions.AccessRefused):
        actions.change_role(membership=second.active_membership, role="referrer", by=actor(manager))
    assert role_of(second) == "provider-manager"


def test_another_organisations_member_does_not_exist_here(client, manager):
    stranger = make_member("referrer")
    enter(client, manager)
    for name in ("member", "change_role", "deactivate", "reset_second_factor"):
        assert client.get(address(name, stranger)).status_code == 404
    for name in ("change_role", "deactivate", "reactivate", "reset_second_factor"):
        assert client.post(address(name, stranger), {"role": "practitioner"}).status_code == 404
    assert stranger.name not in client.get(reverse("access:members")).content.decode()
    assert role_of(stranger) == "referrer"


def test_an_action_refuses_an_actor_of_another_organisation(manager):
    stranger = make_member("referrer")
    with acting_as(user_id=manager.pk), pytest.raises(actions.AccessRefused):
        actions.change_role(membership=stranger.active_membership, role="practitioner", by=actor(manager))


def test_who_only_sees_accounts_cannot_change_them(client):
    lead = make_member("information-lead")
    colleague = colleague_of(lead)
    enter(client, lead)
    assert client.get(address("member", colleague)).status_code == 200
    for name in ("change_role", "deactivate", "reset_second_factor"):
        assert client.get(address(name, colleague)).status_code == 403


def test_roles_are_data_in_plain_words():
    with as_owner():
        rows = {role.code: role for role in Role.objects.all()}
        for role in shipped()["roles"]:
            assert rows[role["code"]].description.endswith(".")
            granted = RolePermission.objects.filter(role_id=role["code"]).values_list("permission", flat=True)
            assert set(granted) == set(role["permissions"])


def test_administrators_cannot_read_families_records():
    (administrator,) = [role for role in shipped()["roles"] if role["code"] == "administrator"]
    theirs = {p for p in administrator["permissions"] if p.startswith(("referrals.", "families."))}
    # A connected system hears a reference and a state; a key does no more than who made it.
    assert theirs == {"referrals.connect"}
    assert administrator["sees_personal_data"] is False
