"""Whoever must hear of a referral can be written to: a job of that name may read who they are, and nobody else."""

from django.db import migrations

SQL = """
create policy for_notices on access_user for select using (hearth_job() = 'notices');
create policy for_notices on access_membership for select using (hearth_job() = 'notices');
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_row_security"), ("access", "0002_row_security")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
