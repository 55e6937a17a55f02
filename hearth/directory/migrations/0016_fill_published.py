"""What is there already was last changed, as far as anybody knows, when it was last edited. Begun again, it does no
harm."""

from django.db import migrations

BATCH = 1000
DATE = """
update directory_published p set modified_at = date_trunc('milliseconds', greatest(s.edited_at, s.created_at))
from directory_service s where s.id = p.service_id and s.id = any (%s)
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select id from directory_service order by id")
        ids = [row[0] for row in cursor.fetchall()]
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            cursor.execute("select directory_publish(%s)", [batch])
            cursor.execute(DATE, [batch])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("directory", "0015_publish")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
