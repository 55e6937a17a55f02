"""Row security of registrations: the hub's own people, and the family that opened its page.

A family is the registration whose id stands in `hearth.reference` as `family:<id>`: the application sets it once a code
was right, or while the registration is being sent. What it registered, it sees; nothing goes from there to anybody's
other records.
"""

from django.db import migrations

SQL = """
-- The registration whose family reads now; null for everybody else.
create function hearth_family() returns uuid language sql stable as
$$ select case when hearth_reference() ~ '^family:[0-9a-f-]{36}$' then substr(hearth_reference(), 8)::uuid end $$;

alter table families_registration enable row level security;
create policy at_the_hub on families_registration for select using (
    organisation_id in (select hearth_organisations_where('families.register'))
    or organisation_id in (select hearth_organisations_where('families.view')));
create policy own on families_registration for select using (id = hearth_family());
create policy sent on families_registration for insert with check (
    id = hearth_family() or organisation_id in (select hearth_organisations_where('families.register')));
create policy met on families_registration for update
    using (organisation_id in (select hearth_organisations_where('families.register')));
create policy for_codes on families_registration for select using (hearth_job() = 'families.codes');
-- A registration is written once; only who met the family is added.
revoke update, delete, truncate on families_registration from hearth_app;
grant update (met_at, met_by, met_by_name) on families_registration to hearth_app;

alter table families_registeredperson enable row level security;
create policy of_a_visible_registration on families_registeredperson
    using (exists (select 1 from families_registration r where r.id = registration_id));
revoke update, delete, truncate on families_registeredperson from hearth_app;

-- Staff see a registration's records as those that their organisation was told (of_our_own).
create policy registered on families_sourcerecord for select using (
    (hearth_family() is not null or hearth_job() = 'families.codes')
    and exists (select 1 from families_registeredperson p where p.source_record_id = families_sourcerecord.id));

alter table families_countedvisit enable row level security;
create policy at_the_hub on families_countedvisit
    using (organisation_id in (select hearth_organisations_where('families.register')))
    with check (organisation_id in (select hearth_organisations_where('families.register')));
revoke update, delete, truncate on families_countedvisit from hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0006_registration"), ("access", "0002_row_security")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
