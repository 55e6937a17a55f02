"""Row security of accounts and of the log, and the functions that say for which organisations a reader may do what.

The functions run as the owner (security definer), so that a policy which asks about memberships is not itself subject
to the policy on memberships. They trust only `hearth.user_id`.
"""

from django.db import migrations

SQL = """
-- The organisation for which the reader works at this moment.
create function hearth_organisation() returns uuid
    language sql stable security definer set search_path = pg_catalog, public as
$$
    select m.organisation_id
    from access_user u
    join access_membership m on m.id = u.active_membership_id and m.user_id = u.id and m.is_active
    join access_organisation o on o.id = m.organisation_id and o.is_active
    where u.id = hearth_user() and u.is_active
$$;

-- The same organisation, if the reader's role there has the permission; no row otherwise.
create function hearth_organisations_where(wanted text) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public as
$$
    select m.organisation_id
    from access_user u
    join access_membership m on m.id = u.active_membership_id and m.user_id = u.id and m.is_active
    join access_organisation o on o.id = m.organisation_id and o.is_active
    join access_rolepermission p on p.role_id = m.role_id and p.permission = wanted
    where u.id = hearth_user() and u.is_active
$$;

-- Members, present and past, of the reader's organisation, if the reader may see accounts there.
create function hearth_colleagues(wanted text) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public as
$$
    select m.user_id from access_membership m
    where m.organisation_id in (select hearth_organisations_where(wanted))
$$;

alter table access_user enable row level security;
create policy oneself on access_user using (id = hearth_user());
create policy signing_in on access_user
    using (hearth_purpose() = 'sign-in') with check (hearth_purpose() = 'sign-in');
create policy colleagues_seen on access_user for select using (id in (select hearth_colleagues('access.view')));
create policy colleagues_managed on access_user for update using (id in (select hearth_colleagues('access.manage')));
revoke delete on access_user from hearth_app;

alter table access_membership enable row level security;
create policy own on access_membership for select using (user_id = hearth_user());
create policy signing_in on access_membership
    using (hearth_purpose() = 'sign-in') with check (hearth_purpose() = 'sign-in');
create policy colleagues_seen on access_membership for select
    using (organisation_id in (select hearth_organisations_where('access.view')));
create policy colleagues_managed on access_membership
    using (organisation_id in (select hearth_organisations_where('access.manage')))
    with check (organisation_id in (select hearth_organisations_where('access.manage')));
revoke delete on access_membership from hearth_app;

alter table access_invitation enable row level security;
create policy signing_in on access_invitation using (hearth_purpose() = 'sign-in');
create policy seen on access_invitation for select
    using (organisation_id in (select hearth_organisations_where('access.view')));
create policy managed on access_invitation
    using (organisation_id in (select hearth_organisations_where('access.manage')))
    with check (organisation_id in (select hearth_organisations_where('access.manage')));
revoke delete on access_invitation from hearth_app;

-- What allauth keeps of a member: their own, or while signing in.
alter table account_emailaddress enable row level security;
create policy own on account_emailaddress using (user_id = hearth_user() or hearth_purpose() = 'sign-in');
alter table account_emailconfirmation enable row level security;
create policy own on account_emailconfirmation using (
    hearth_purpose() = 'sign-in'
    or exists (select 1 from account_emailaddress a where a.id = email_address_id and a.user_id = hearth_user()));
alter table mfa_authenticator enable row level security;
create policy own on mfa_authenticator using (user_id = hearth_user() or hearth_purpose() = 'sign-in');
alter table socialaccount_socialaccount enable row level security;
create policy own on socialaccount_socialaccount using (user_id = hearth_user() or hearth_purpose() = 'sign-in');
alter table socialaccount_socialtoken enable row level security;
create policy own on socialaccount_socialtoken using (
    hearth_purpose() = 'sign-in'
    or exists (select 1 from socialaccount_socialaccount s where s.id = account_id and s.user_id = hearth_user()));

-- Which members have a second factor: a yes or no for those who look after accounts, never its secret.
create function hearth_second_factors(out user_id uuid) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public as
$$
    select a.user_id from mfa_authenticator a
    where a.type = 'totp' and a.user_id in (select hearth_colleagues('access.view'))
$$;

-- The log: anybody's deeds are added; only information leads read; nobody who serves rewrites.
alter table audit_entry enable row level security;
create policy added on audit_entry for insert with check (true);
create policy read_by_lead on audit_entry for select using (
    organisation_id in (select hearth_organisations_where('audit.read'))
    or actor_organisation_id in (select hearth_organisations_where('audit.read')));
revoke update, delete, truncate on audit_entry from hearth_app;

-- Messages: who looks after an organisation sees whether its messages went out (pages leave out whom and what).
create policy seen_by_owner on core_outbox for select
    using (organisation_id in (select hearth_organisations_where('outbox.read')));
create policy retried_by_owner on core_outbox for update
    using (organisation_id in (select hearth_organisations_where('outbox.read')));

-- Roles are data that ships; the serving role only reads them.
revoke insert, update, delete on access_role, access_rolepermission from hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("audit", "0001_initial"),
        ("core", "0003_row_security"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
