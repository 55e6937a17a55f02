"""People of whom somebody decided that two records are one person's, and whose records bear two NHS numbers."""

from django.db import migrations

SQL = """
-- Ids alone, for whoever decides about links: they may not read the numbers. The model never brings two together.
create function families_two_numbers() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select l.person
    from (select distinct own.person from families_linkdecision d
          join families_personlink own on own.id = d.record_a_id
          where d.origin = 'person' and d.verdict = 'same' and d.revoked_at is null) tied
    join families_personlink l on l.person = tied.person
    join families_identifier i on i.source_record_id = l.id and i.scheme = 'nhs'
    where (hearth_network_where('families.link') or hearth_job() = 'matching')
      and not exists (select 1 from families_sourcerecord later where later.corrects_id = l.id)
    group by l.person
    having count(distinct i.value) > 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0019_keys_of_what_is_there"), ("access", "0004_network")]
    operations = [migrations.RunSQL(SQL, "drop function families_two_numbers();")]
