"""Row security of problem reports: anybody tells, the owner's editors and the network's directory editors read, and
where to write to whoever told us is read by the job that writes. How many people told the same is public."""

from django.db import migrations

SQL = """
alter table directory_problemreport enable row level security;
create policy told on directory_problemreport for insert
    with check (state = 'open' and (by_user_id is null or by_user_id = hearth_user()));
create policy owner_reads on directory_problemreport for select
    using (organisation_id in (select hearth_organisations_where('directory.edit')));
create policy owner_answers on directory_problemreport for update
    using (organisation_id in (select hearth_organisations_where('directory.edit')));
create policy editor_reads on directory_problemreport for select using (hearth_network_where('directory.approve'));
create policy editor_answers on directory_problemreport for update using (hearth_network_where('directory.approve'));
create policy for_job on directory_problemreport
    using (hearth_job() = 'problems') with check (hearth_job() = 'problems');
revoke delete, truncate on directory_problemreport from hearth_app;

alter table directory_problemreporter enable row level security;
create policy told on directory_problemreporter for insert with check (email <> '');
create policy for_job on directory_problemreporter
    using (hearth_job() = 'problems') with check (hearth_job() = 'problems');
revoke update, truncate on directory_problemreporter from hearth_app;

-- How many different people told us one of these kinds of a listing since a moment, and wait for an answer.
create function directory_people_told(of_service uuid, of_site uuid, wanted text[], since timestamptz) returns bigint
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select count(distinct visitor) from directory_problemreport
    where state = 'open' and visitor <> '' and kind = any (wanted) and created_at >= since
      and (service_id = of_service or site_id = of_site)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0022_problem_reports"), ("access", "0004_network")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
