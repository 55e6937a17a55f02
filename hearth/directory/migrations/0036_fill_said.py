"""Until now a feed's words meant nothing here, so what its records were given is what they named."""

from django.db import migrations

BATCH = 5000
FILL = """
update directory_sourcerow r
set said = (select coalesce(array_agg(t::uuid), '{}') from jsonb_array_elements_text(r.terms) t
            where not exists (select 1 from directory_feeddefaultterm d join directory_feed f on f.id = d.feed_id
                              where r.source = 'feed-' || f.code and d.term_id = t::uuid))
where r.id > %s and r.id <= %s and r.source like 'feed-%%' and r.terms <> '[]' and r.said = '{}'
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from directory_sourcerow")
        for start in range(0, cursor.fetchone()[0], BATCH):
            cursor.execute(FILL, [start, start + BATCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("directory", "0035_looked_after_feeds")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
