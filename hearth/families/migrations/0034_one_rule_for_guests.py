"""The referrals say already what a professional without an account may write of who belongs to whom: one rule is enough."""

from django.db import migrations

SQL = "drop policy said_by_a_guest on families_relationship;"


class Migration(migrations.Migration):
    dependencies = [("families", "0033_guests_say_who_belongs")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
