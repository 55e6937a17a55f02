"""Makes the search rows of what is already there anew, as 0011 did: a thousand at a time, and it may be begun again."""

from django.db import migrations

BATCH = 1000


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select id from directory_service order by id")
        ids = [row[0] for row in cursor.fetchall()]
        for start in range(0, len(ids), BATCH):
            cursor.execute("select directory_refresh_search(%s)", [ids[start : start + BATCH]])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("directory", "0020_refresh_unstated")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
