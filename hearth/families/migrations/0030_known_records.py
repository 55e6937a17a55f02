"""The reader's organisation is asked once for a statement, and not once more for each record of others."""

from django.db import migrations

SQL = """
-- Whether one of these organisations has a reason to know the person of a record. A policy says which: the reader's own.
create function hearth_knows_record(record uuid, own uuid[]) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
declare whom uuid;
begin
    if own = '{}' then
        return false;
    end if;
    select l.person into whom from families_personlink l where l.id = record;
    return exists (
        select 1 from families_personlink l
        join families_sourcerecord s on s.id = l.id
        where l.person = whom and s.kind = 'feed' and s.source_organisation_id = any(own))
    or exists (
        select 1 from families_personlink l
        join families_involvement i on i.source_record_id = l.id
        where l.person = whom and (i.until is null or i.until >= hearth_today()) and i.organisation_id = any(own))
    or exists (
        select 1 from families_personlink l
        join families_registeredperson p on p.source_record_id = l.id
        join families_registration r on r.id = p.registration_id
        where l.person = whom and r.organisation_id = any(own) and families_is_met(r.id));
end
$$;

drop policy shared_with_us on families_sourcerecord;
create policy shared_with_us on families_sourcerecord for select using (
    source_organisation_id in (select hearth_givers('summary'))
    and hearth_knows_record(id, array(select hearth_organisations_where('families.view'))));
drop policy shared_with_us on families_involvement;
create policy shared_with_us on families_involvement for select using (
    not is_sealed and organisation_id in (select hearth_givers('involvement'))
    and hearth_knows_record(source_record_id, array(select hearth_organisations_where('families.view'))));

drop policy worked_with on families_sourcerecord;
drop function hearth_works_with(uuid);
create function hearth_works_with(record uuid, own uuid[]) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
begin
    return own <> '{}' and exists (
        select 1 from families_involvement i
        where i.source_record_id = record and (i.until is null or i.until >= hearth_today())
          and i.organisation_id = any(own));
end
$$;
create policy worked_with on families_sourcerecord for select
    using (hearth_works_with(id, array(select hearth_organisations_where('families.view'))));
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0029_quick_policies")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
