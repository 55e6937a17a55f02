"""The keys of every record that was there before keys were, in batches that hold no lock for long."""

from django.db import migrations

BATCH = """
    select s.id, s.given_name, s.family_name, coalesce(s.birth_date::text, ''), s.sex, s.postcode, s.address
    from families_sourcerecord s
    where s.id > %s and not exists (select 1 from families_matchkey k where k.id = s.id)
    order by s.id limit 2000
"""
COLUMNS = (
    "first", "first_key", "surname", "surname_key", "surname_a", "surname_z", "dob", "sex", "postcode", "postcode_key",
    "place", "house", "street", "town",
)  # fmt: skip


def keep(apps, schema_editor):
    # By the rules of this release; the nightly run makes them anew where the rules have changed since.
    from hearth.families.matching.records import FORM, Raw, comparable

    key = apps.get_model("families", "MatchKey")
    last = "00000000-0000-0000-0000-000000000000"
    while True:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(BATCH, [last])
            rows = cursor.fetchall()
        if not rows:
            return
        made = [(row[0], comparable(Raw(str(row[0]), "", *row[1:]))) for row in rows]
        key.objects.bulk_create(
            [
                key(source_record_id=record, form=FORM, **{name: getattr(one, name) or "" for name in COLUMNS})
                for record, one in made
            ]
        )
        last = rows[-1][0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("families", "0018_match_keys")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
