"""Row security of who gets emails about what is new: anybody asks, one job reads, staff get numbers by area."""

from django.db import migrations

SQL = """
alter table directory_emailsubscription enable row level security;
create policy asked_for on directory_emailsubscription for insert with check (email <> '' and confirmed_at is null);
create policy for_job on directory_emailsubscription
    using (hearth_job() = 'new-nearby') with check (hearth_job() = 'new-nearby');
revoke truncate on directory_emailsubscription from hearth_app;

-- How many get them, by area. Numbers below five are not said, not even to whoever asks the database itself.
create function directory_subscribers() returns table(name text, subscribers bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select area_name::text, case when count(*) >= 5 then count(*) end
    from directory_emailsubscription
    where confirmed_at is not null and exists (select 1 from hearth_organisations_where('directory.oversee'))
    group by area_name
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0039_email_subscription"), ("access", "0004_network")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
