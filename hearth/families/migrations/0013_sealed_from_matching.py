"""What matching must not look at: restricted people, sealed identities, and protected addresses."""

from django.db import migrations

SQL = """
-- Ids and kinds only, to nobody but the matching job, which may not read why or for whom a record is restricted.
create function hearth_sealed_from_matching() returns table (record uuid, kind text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select held.id, r.kind from families_restriction r
    join families_personlink own on own.id = r.source_record_id
    join families_personlink held on held.person = own.person
    where r.ended_at is null and hearth_job() = 'matching'
      -- A sealed identity is that record's alone: the person's other records go on being matched.
      and (r.kind <> 'identity' or held.id = r.source_record_id)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0012_restricted_registrations")]
    operations = [migrations.RunSQL(SQL, "drop function hearth_sealed_from_matching()")]
