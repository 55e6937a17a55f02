"""Row security stands under every table that holds something of a person, and the serving role cannot go around it."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from hearth.core import definers
from hearth.core.tests.support import as_owner
from tests.architecture.support import our_models

pytestmark = pytest.mark.django_db

# Third parties' tables that hold something of a person.
THEIRS_PERSONAL = {
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "socialaccount_socialaccount",
    "socialaccount_socialtoken",
}
# … and those that do not: why.
THEIRS_NEUTRAL = {
    "auth_group": "Django's own groups are not used; no rows",
    "auth_group_permissions": "Django's own groups are not used; no rows",
    "auth_permission": "names of permissions that Django makes",
    "django_content_type": "names of models",
    "django_migrations": "names of migrations",
    "socialaccount_socialapp": "providers of sign-in, set up by the operator; no rows of people",
    "procrastinate_jobs": "a job's arguments are ids and codes only (hearth.core.deferring)",
    "procrastinate_events": "when a job began and ended",
    "procrastinate_periodic_defers": "when periodic jobs ran",
    "procrastinate_workers": "heartbeats of workers",
}
# Tables with something of a person and no row security: why.
EXEMPT = {
    "django_session": (
        "read before anybody is known, by a random key that only the browser has; it keeps ids, and after a request is "
        "sent its reference and code until the family leaves or the session ends"
    ),
    "core_cache": "counts of attempts under hashed keys; read before anybody is known",
}
# What every source says of every person: in a network many hundred thousand rows.
PER_RECORD = [
    "families_sourcerecord",
    "families_personlink",
    "families_identifier",
    "families_safecontact",
    "families_accessneeds",
    "families_householdplace",
    "families_relationship",
    "families_involvement",
    "families_linkdecision",
    "families_linkcandidate",
]
# Who serves can add to these and never rewrite them.
APPEND_ONLY = [
    "audit_entry",
    "referrals_statusrow",
    "families_sourcerecord",
    "families_safecontact",
    "families_identifier",
    "families_accessneeds",
    "directory_listingversion",
    "directory_changestep",
    "access_agreementversion",
    "families_opening",
    "families_sealedpart",
    "families_sealedreader",
    "families_openingreview",
    "families_copysignoff",
    "families_copyhandover",
    "families_retentionperiod",
    "families_destruction",
]


def personal_tables():
    ours = {
        model._meta.db_table for model in our_models() if getattr(model, "personal", ()) or model_is_sensitive(model)
    }
    return ours | THEIRS_PERSONAL


def model_is_sensitive(model):
    return bool(getattr(model, "sensitive", ()))


def query(sql, *parameters):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def test_every_table_is_known():
    """A table that nobody thought about may hold anything."""
    present = {row[0] for row in query("select tablename from pg_tables where schemaname = 'public'")}
    ours = {model._meta.db_table for model in our_models()}
    known = ours | THEIRS_PERSONAL | set(THEIRS_NEUTRAL) | set(EXEMPT)
    assert present - known == set(), "say whether these hold something of a person"
    assert known - present == set(), "these are gone"
    assert set(EXEMPT) & (ours | THEIRS_PERSONAL) == set(), "exempt and protected at once"


def test_every_personal_table_has_row_security():
    protected = {
        row[0]
        for row in query(
            "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where n.nspname = 'public' and c.relkind = 'r' and c.relrowsecurity "
            "and exists (select 1 from pg_policy p where p.polrelid = c.oid)"
        )
    }
    assert personal_tables() - protected == set()
    without_policy = query(
        "select c.relname from pg_class c where c.relrowsecurity "
        "and not exists (select 1 from pg_policy p where p.polrelid = c.oid)"
    )
    assert without_policy == []


def test_the_serving_role_owns_nothing_and_steps_around_nothing():
    assert query(
        "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication from pg_roles "
        "where rolname = 'hearth_app'"
    ) == [(False, False, False, False, False)]
    assert query("select relname from pg_class where relowner = 'hearth_app'::regrole") == []
    assert query("select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid "
                 "where m.member = 'hearth_app'::regrole") == []  # fmt: skip


def test_functions_that_look_past_row_security_fix_their_path():
    """A security definer function without a fixed search_path could be made to call somebody else's code."""
    loose = query(
        "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
        "where n.nspname = 'public' and p.prosecdef "
        "and not exists (select 1 from unnest(coalesce(p.proconfig, '{}')) c where c like 'search_path=%%')"
    )
    assert loose == []


def test_views_do_not_open_what_row_security_closes():
    """A view runs as its owner unless it says security_invoker."""
    loose = query(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where n.nspname = 'public' and c.relkind in ('v', 'm') "
        "and not coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on'], false)"
    )
    names = {row[0] for row in loose}
    personal = personal_tables()
    for name in names:
        used = query(
            "select distinct d.refobjid::regclass::text from pg_rewrite r join pg_depend d on d.objid = r.oid "
            "where r.ev_class = %s::regclass and d.refclassid = 'pg_class'::regclass",
            name,
        )
        assert {row[0] for row in used} & personal == set(), name


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement", ["update {} set created_at = created_at", "delete from {}", "truncate {} cascade"]
)
def test_what_is_written_once_cannot_be_rewritten(table, statement):
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    "model", [model for model in our_models() if not model._meta.auto_created], ids=lambda m: m.__name__
)
def test_the_serving_role_cannot_empty_a_table(model):
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"truncate {model._meta.db_table} cascade")


def test_third_parties_are_all_listed():
    theirs = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - {
        model._meta.db_table for model in our_models()
    }
    assert theirs - THEIRS_PERSONAL - set(THEIRS_NEUTRAL) - set(EXEMPT) == set()


def test_a_temporary_table_cannot_answer_for_one_of_ours():
    """Whoever can send SQL as the serving role cannot make up a membership in a temporary table."""
    with connection.cursor() as cursor:
        cursor.execute("""
            set local hearth.user_id = '00000000-0000-0000-0000-000000000001';
            create temporary table access_user on commit drop as
                select '00000000-0000-0000-0000-000000000001'::uuid as id, true as is_active,
                       '00000000-0000-0000-0000-000000000002'::uuid as active_membership_id;
            create temporary table access_membership on commit drop as
                select '00000000-0000-0000-0000-000000000002'::uuid as id,
                       '00000000-0000-0000-0000-000000000001'::uuid as user_id, true as is_active,
                       '00000000-0000-0000-0000-000000000003'::uuid as organisation_id, 'practitioner' as role_id;
            create temporary table access_organisation on commit drop as
                select '00000000-0000-0000-0000-000000000003'::uuid as id, true as is_active;
        """)
        cursor.execute("select * from public.hearth_organisations_where('referrals.view')")
        assert cursor.fetchall() == []


def test_every_function_with_the_owners_rights_looks_in_the_temporary_schema_last():
    with as_owner():
        assert definers.loose() == []


def test_no_policy_on_records_of_people_reads_a_whole_table():
    """`exists` may be answered by reading all of the other table at once: see ADR 0039 for what to write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, policyname from pg_policies where qual ~* 'exists *\\(' and cmd <> 'UPDATE'"
            " and tablename = any(%s)",
            [PER_RECORD],
        )
        assert cursor.fetchall() == []
