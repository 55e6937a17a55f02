"""The second lock on accounts: raw SQL as the serving role sees and changes only what the reader may."""

from contextlib import nullcontext

import pytest
from django.db import DatabaseError, connection, transaction

from hearth.access.models import Invitation
from hearth.access.tests.factories import make_member
from hearth.access.tests.support import give_second_factor
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db


def ids(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {row[0] for row in cursor.fetchall()}


def touched(sql, *values):
    """How many rows a statement changed; 0 when it was refused altogether."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.rowcount
    except DatabaseError:
        return 0


@pytest.fixture
def people():
    manager = make_member("provider-manager")
    colleague = make_member("practitioner", organisation=manager.active_membership.organisation)
    stranger = make_member("provider-manager")
    return manager, colleague, stranger


def test_nobody_sees_anybody_without_saying_who_they_are(people):
    assert ids("select id from access_user") == set()
    assert ids("select id from access_membership") == set()
    assert ids("select id from access_invitation") == set()


def test_one_sees_oneself_and_with_the_permission_ones_colleagues(people):
    manager, colleague, stranger = people
    with acting_as(user_id=colleague.pk):
        assert ids("select id from access_user") == {colleague.pk}
    with acting_as(user_id=manager.pk):
        assert ids("select id from access_user") == {manager.pk, colleague.pk}
    with acting_as(user_id=stranger.pk):
        assert ids("select id from access_user") == {stranger.pk}


@pytest.mark.parametrize(
    "change",
    [
        "update access_user set password = 'x' where id = %s",
        "update access_user set email = 'x@y.example' where id = %s",
        "update access_user set is_active = false where id = %s",
        "update access_user set name = 'x' where id = %s",
    ],
)
def test_not_even_who_looks_after_accounts_touches_a_colleague_s_own_account(people, change):
    manager, colleague, _stranger = people
    with acting_as(user_id=manager.pk):
        assert touched(change, colleague.pk) == 0
        assert touched(change, manager.pk) == 1


def test_memberships_change_only_within_the_organisation(people):
    manager, colleague, stranger = people
    change = "update access_membership set role_id = 'hub-manager' where user_id = %s"
    with acting_as(user_id=colleague.pk):
        assert touched(change, colleague.pk) == 0  # nobody promotes themselves
    with acting_as(user_id=stranger.pk):
        assert touched(change, colleague.pk) == 0
    with acting_as(user_id=manager.pk):
        assert touched(change, colleague.pk) == 1
        move = "update access_membership set organisation_id = %s where user_id = %s"
        assert touched(move, stranger.active_membership.organisation_id, colleague.pk) == 0
        assert touched("delete from access_membership where user_id = %s", colleague.pk) == 0


def test_a_role_counts_only_while_it_is_the_active_one(people):
    manager, colleague, _stranger = people
    with as_owner():
        manager.active_membership.is_active = False
        manager.active_membership.save()
    with acting_as(user_id=manager.pk):
        assert ids("select id from access_user") == {manager.pk}
        assert touched("update access_membership set role_id = 'analyst' where user_id = %s", colleague.pk) == 0


def test_second_factors_are_their_owner_s_alone(people):
    manager, colleague, stranger = people
    give_second_factor(colleague)
    with acting_as(user_id=manager.pk):
        assert ids("select user_id from mfa_authenticator") == set()
        assert ids("select user_id from hearth_second_factors()") == {colleague.pk}
        assert touched("delete from mfa_authenticator where user_id = %s", colleague.pk) == 0
    with acting_as(user_id=stranger.pk):
        assert ids("select user_id from hearth_second_factors()") == set()
    with acting_as(user_id=colleague.pk):
        assert ids("select user_id from mfa_authenticator") == {colleague.pk}


def test_invitations_are_seen_and_made_within_the_organisation(people):
    manager, colleague, stranger = people
    with as_owner():
        invitation = Invitation.objects.create(
            email="a@b.example",
            name="A",
            organisation=manager.active_membership.organisation,
            role_id="referrer",
            token_hash="0" * 64,
            expires_at=clock.now(),
        )
    for reader, seen in ((manager, {invitation.pk}), (colleague, set()), (stranger, set())):
        with acting_as(user_id=reader.pk):
            assert ids("select id from access_invitation") == seen
    copy = (
        "insert into access_invitation (id, created_at, email, name, organisation_id, role_id, token_hash, expires_at)"
        " values (gen_random_uuid(), now(), 'c@d.example', 'C', %s, 'referrer', %s, now())"
    )
    with acting_as(user_id=stranger.pk):
        assert touched(copy, manager.active_membership.organisation_id, "1" * 64) == 0
        assert touched(copy, stranger.active_membership.organisation_id, "2" * 64) == 1


def test_roles_and_what_they_allow_cannot_be_rewritten_by_a_serving_process(people):
    for context in (acting_as(user_id=people[0].pk), acting_as(purpose="sign-in"), nullcontext()):
        with context:
            assert (
                touched("insert into access_rolepermission (role_id, permission) values ('analyst', 'audit.read')") == 0
            )
            assert touched("update access_role set sees_personal_data = false") == 0
            assert touched("delete from access_rolepermission") == 0


def test_the_log_is_added_to_and_never_rewritten(people):
    lead = make_member("information-lead", organisation=people[0].active_membership.organisation)
    with acting_as(user_id=lead.pk):
        assert touched("update audit_entry set actor_name = 'Nobody'") == 0
        assert touched("delete from audit_entry") == 0
        assert touched("truncate audit_entry") == 0
