"""Makes the search rows of what is already there anew: a thousand at a time, each in a transaction of its own, so that
the directory can be searched and edited meanwhile. Begun again, it does no harm."""

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
    dependencies = [("directory", "0010_search_times")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
