"""A registration with somebody who is kept for named members does not exist for others, at the hub's own desk either."""

from django.db import migrations

SQL = """
create function hearth_registration_kept(registration uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_registeredperson p
        where p.registration_id = registration and hearth_kept_from_reader(p.source_record_id))
$$;
create policy not_kept_from_reader on families_registration as restrictive for select
    using (hearth_user() is null or not hearth_registration_kept(id));
"""
BACK = """
drop policy not_kept_from_reader on families_registration; drop function hearth_registration_kept(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0011_extracts")]
    operations = [migrations.RunSQL(SQL, BACK)]
