"""Every record that was there before links were is its own person, in batches that hold no lock for long."""

from django.db import migrations

BATCH = """
    insert into families_personlink (id, person, changed_at)
    select s.id, coalesce(s.corrects_id, s.id), s.created_at from families_sourcerecord s
    where not exists (select 1 from families_personlink l where l.id = s.id)
    order by s.created_at limit 5000
"""


def link(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(BATCH)
        while cursor.rowcount:
            cursor.execute(BATCH)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("families", "0004_links_and_rows")]
    operations = [migrations.RunPython(link, migrations.RunPython.noop)]
