"""A professional without an account says who belongs to whom in their own referral."""

from django.db import migrations

SQL = """
create policy said_by_a_guest on families_relationship for insert with check (
    hearth_guest() is not null
    and (select true from families_sourcerecord s where s.id = record_id)
    and (select true from families_sourcerecord s where s.id = to_record_id));
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0032_counted_sessions"), ("access", "0005_guests")]
    operations = [migrations.RunSQL(SQL, "drop policy said_by_a_guest on families_relationship;")]
