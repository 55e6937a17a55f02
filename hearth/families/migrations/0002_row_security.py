"""Row security of families' records. They are written once; who may read one is for the apps above to say, each with
a policy of its own (referrals: whoever is party to the referral)."""

from django.db import migrations

SQL = """
alter table families_sourcerecord enable row level security;
create policy said on families_sourcerecord for insert
    with check (hearth_user() is not null or hearth_reference() <> '' or hearth_job() <> '');
revoke update, delete, truncate on families_sourcerecord from hearth_app;

alter table families_safecontact enable row level security;
create policy said on families_safecontact for insert
    with check (hearth_user() is not null or hearth_reference() <> '' or hearth_job() <> '');
create policy of_a_visible_record on families_safecontact for select
    using (exists (select 1 from families_sourcerecord s where s.id = source_record_id));
revoke update, delete, truncate on families_safecontact from hearth_app;

-- The owner may not rewrite what somebody said either; only delete it when its retention period is over.
create function families_refuse_change() returns trigger language plpgsql as
$$ begin raise exception 'A source record is never changed: add one that corrects it.'; end $$;
create trigger immutable before update on families_sourcerecord
    for each row execute function families_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0001_initial"), ("access", "0002_row_security")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
