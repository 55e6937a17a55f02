"""Whoever was met stays met until they say another name or birth date: a move, or another language, makes nobody else."""

from django.db import migrations

SQL = """
-- Whether somebody met the family since it last said who the adult is. The record in force when they met is the newest
-- that had been said by then.
create or replace function families_is_met(registration uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_registration r where r.id = registration and r.met_at is not null
          and not exists (
              select 1 from families_registeredperson p
              join families_sourcerecord s on s.id = p.source_record_id
              where p.registration_id = r.id and p."order" = 0 and s.said_at > r.met_at
                and not coalesce((
                    select (m.given_name, m.family_name, m.birth_date)
                           is not distinct from (s.given_name, s.family_name, s.birth_date)
                    from families_registeredperson q
                    join families_sourcerecord m on m.id = q.source_record_id
                    where q.registration_id = r.id and q."order" = 0 and m.said_at <= r.met_at
                    order by m.said_at desc, q.created_at desc limit 1), false)))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0032_counted_sessions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
