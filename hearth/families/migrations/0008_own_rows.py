"""What a family sees on its own page, and what it asks for there.

A registration that nobody has met proves nothing of who typed it: until then its family sees only what it said itself
and who looked at that. Once met, the adult who registered also sees who works with them and who looked at their record
wherever it is held; never of a restricted person, never what is sealed, and of the children only what was said here:
where a child's other parent takes it for help is not told by this page.
"""

from django.db import migrations

SQL = """
create function families_family_records() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select p.source_record_id from families_registeredperson p where p.registration_id = hearth_family()
    union
    select l.id
    from families_registration r
    join families_registeredperson p on p.registration_id = r.id and p."order" = 0
    join families_personlink own on own.id = p.source_record_id
    join families_personlink l on l.person = own.person
    where r.id = hearth_family() and r.met_at is not null
      and not exists (
          select 1 from families_personlink k
          join families_restriction x on x.source_record_id = k.id and x.ended_at is null
          where k.person = own.person)
$$;

create policy of_the_family on families_involvement for select using (
    hearth_family() is not null and not is_sealed and source_record_id in (select families_family_records()));
create policy read_by_the_family on audit_entry for select using (
    hearth_family() is not null and (kind = 'view' or kind = 'export' or kind = 'print') and actor_kind <> 'family'
    and (subject_id = hearth_family() or subject_id in (select families_family_records())));

alter table families_familyask enable row level security;
create policy own on families_familyask
    using (registration_id = hearth_family()) with check (registration_id = hearth_family() and answered_at is null);
create policy of_a_visible_registration on families_familyask for select
    using (exists (select 1 from families_registration r where r.id = registration_id));
create policy answered on families_familyask for update using (
    exists (select 1 from families_registration r
            where r.id = registration_id
              and r.organisation_id in (select hearth_organisations_where('families.register'))));
revoke update, delete, truncate on families_familyask from hearth_app;
grant update (answered_at, answered_by) on families_familyask to hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0007_registration_rows"), ("audit", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
