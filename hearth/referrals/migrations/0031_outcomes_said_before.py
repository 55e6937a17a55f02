"""Requests that were completed before said one outcome of the whole. In batches that hold no lock for long."""

from django.db import migrations, transaction

BATCH = """
with next as (
    select id from referrals_statusrow where id > %s and move = 'complete' and outcome <> '' order by id limit 2000
), said as (
    update referrals_statusrow h set by_need = jsonb_build_object('whole', h.outcome)
    from next where h.id = next.id and h.by_need = '{}'
    returning h.referral_id, h.by_need
), counted as (
    update referrals_loopfact f set by_need = said.by_need
    from said where f.referral_id = said.referral_id and f.state = 'completed'
)
select max(id::text) from next
"""


def say(apps, schema_editor):
    last = "00000000-0000-0000-0000-000000000000"
    while last:
        with transaction.atomic(), schema_editor.connection.cursor() as cursor:
            cursor.execute(BATCH, [last])
            last = cursor.fetchone()[0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("referrals", "0030_after_a_no")]
    operations = [migrations.RunPython(say, migrations.RunPython.noop)]
