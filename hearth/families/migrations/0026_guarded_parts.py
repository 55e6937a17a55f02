"""An earlier identity that is sealed does not exist for anybody but the named; and a hub's desk protects an address."""

from django.db import migrations

SQL = """
-- A restriction keeps the whole person; a sealed identity keeps every word of that source alone, and the person's other
-- records stay.
create or replace function hearth_kept_from_reader(record uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select (hearth_user() is not null or hearth_guest() is not null)
    and exists (select 1 from families_restriction r where r.ended_at is null)
    and exists (
        select 1 from families_personlink own
        join families_personlink l on l.person = own.person
        join families_restriction r on r.source_record_id = l.id
        where own.id = record and r.ended_at is null
          and case r.kind
              when 'restricted' then true
              when 'identity' then record in (select families_corrections_of(r.source_record_id))
              else false end
          and not exists (
              select 1 from families_restrictionreader n where n.restriction_id = r.id and n.user_id = hearth_user()))
$$;

-- A family tells the desk that nobody may know where it lives. The desk protects what it was told itself, and takes no
-- protection away.
create policy protected_at_the_desk on families_restriction for insert with check (
    kind = 'address' and by_user = hearth_user() and ended_at is null
    and organisation_id in (select hearth_organisations_where('families.register'))
    and hearth_said_by_own(source_record_id));
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0025_sent_codes")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
