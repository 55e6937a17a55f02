"""A guest says who is what to whom among the people of what they send."""

from django.db import migrations

SQL = """
create policy said_by_guest on families_relationship for insert with check (
    hearth_guest() is not null
    and exists (select 1 from families_sourcerecord s where s.id = record_id)
    and exists (select 1 from families_sourcerecord s where s.id = to_record_id));
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0032_reminders_of_guests"), ("families", "0029_quick_policies")]
    operations = [migrations.RunSQL(SQL, "drop policy said_by_guest on families_relationship;")]
