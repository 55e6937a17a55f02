"""A guest writes what a professional says of somebody, and corrects nobody's record."""

from django.db import migrations

SQL = """
drop policy said_by_guest on families_sourcerecord;
create policy said_by_guest on families_sourcerecord for insert with check (
    hearth_guest() is not null and source_organisation_id is null and corrects_id is null and kind = 'referral');
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0019_trust"), ("families", "0015_reasons_and_corrections")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
