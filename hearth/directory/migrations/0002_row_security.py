"""Row security of the directory: a confidential address (a refuge) is for its own organisation's editors only."""

from django.db import migrations

SQL = """
alter table directory_serviceplace enable row level security;
create policy not_confidential on directory_serviceplace for select using (not is_confidential);
create policy own on directory_serviceplace using (
    service_id in (
        select s.id from directory_service s
        where s.organisation_id in (select hearth_organisations_where('directory.edit'))));
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("access", "0002_row_security")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
