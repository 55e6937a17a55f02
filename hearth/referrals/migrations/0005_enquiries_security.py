"""Row security of the front desk: the people of its organisation's desk, and whoever was asked to take somebody over.

An organisation's name and its people who take somebody over are shown to desks by a function of the owner: names, and
nothing else of an account.
"""

from django.db import migrations

SQL = """
alter table referrals_handover enable row level security;
create policy of_the_desk on referrals_handover
    using (organisation_id in (select hearth_organisations_where('enquiries.log')));
create policy asked on referrals_handover for select using (
    hearth_user() = any(asked_of)
    and exists (select 1 from hearth_organisations_where('enquiries.take') o where o = any(parties)));
create policy answered on referrals_handover for update
    using (to_user_id = hearth_user() and to_organisation_id in (select hearth_organisations_where('enquiries.take')))
    with check (
        hearth_user() = any(asked_of)
        and exists (select 1 from hearth_organisations_where('enquiries.take') o where o = any(parties)));
create policy for_jobs on referrals_handover
    using (hearth_job() in ('enquiries.late', 'enquiries.forget'))
    with check (hearth_job() in ('enquiries.late', 'enquiries.forget'));
revoke delete, truncate on referrals_handover from hearth_app;

alter table referrals_handoverstep enable row level security;
create policy of_a_visible_handover on referrals_handoverstep for select
    using (exists (select 1 from referrals_handover h where h.id = handover_id));
create policy added on referrals_handoverstep for insert
    with check (exists (select 1 from referrals_handover h where h.id = handover_id));
create policy forgotten on referrals_handoverstep for update using (hearth_job() = 'enquiries.forget');
revoke delete, truncate on referrals_handoverstep from hearth_app;

alter table referrals_enquiry enable row level security;
create policy of_the_desk on referrals_enquiry
    using (organisation_id in (select hearth_organisations_where('enquiries.log')));
create policy handed_over on referrals_enquiry for select
    using (exists (select 1 from referrals_handover h where h.enquiry_id = referrals_enquiry.id));
create policy for_jobs on referrals_enquiry
    using (hearth_job() in ('enquiries.late', 'enquiries.forget'))
    with check (hearth_job() in ('enquiries.late', 'enquiries.forget'));
revoke delete, truncate on referrals_enquiry from hearth_app;

alter table referrals_enquiryoffer enable row level security;
create policy of_a_visible_enquiry on referrals_enquiryoffer
    using (exists (select 1 from referrals_enquiry e where e.id = enquiry_id));
revoke update, delete, truncate on referrals_enquiryoffer from hearth_app;

-- To whom the reader may hand somebody over: colleagues, and for these topics the people of other organisations.
create function hearth_takers(
    wanted text[],
    out user_id uuid, out name text, out role_name text,
    out organisation_id uuid, out organisation_name text, out topics text[], out is_own boolean)
    returns setof record
    language sql stable security definer set search_path = pg_catalog, public as
$$
    with mine as (
        select hearth_organisations_where('enquiries.log') as id
        union
        select hearth_organisations_where('enquiries.take'))
    select u.id, u.name::text, r.name::text, o.id, o.name::text, t.topics, o.id in (select id from mine)
    from access_membership m
    join access_user u on u.id = m.user_id and u.is_active
    join access_organisation o on o.id = m.organisation_id and o.is_active
    join access_role r on r.code = m.role_id
    cross join lateral (
        select coalesce(array_agg(h.topic::text), '{}') as topics
        from referrals_handovertopic h where h.organisation_id = o.id) t
    where m.is_active
      and exists (select 1 from mine)
      and u.id is distinct from hearth_user()
      and exists (select 1 from access_rolepermission p where p.role_id = m.role_id and p.permission = 'enquiries.take')
      and (o.id in (select id from mine) or t.topics && wanted)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_enquiries"), ("access", "0002_row_security")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
