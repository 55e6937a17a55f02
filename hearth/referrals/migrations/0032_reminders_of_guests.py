"""A guest's reminders are the guest's own, of what they sent."""

from django.db import migrations

SQL = """
create policy own_of_a_guest on referrals_reminder
    using (user_id = hearth_guest() and exists (
        select 1 from referrals_referral r where r.id = referral_id and r.sender_guest_id = hearth_guest()))
    with check (user_id = hearth_guest() and exists (
        select 1 from referrals_referral r where r.id = referral_id and r.sender_guest_id = hearth_guest()));
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0031_outcomes_said_before")]
    operations = [migrations.RunSQL(SQL, "drop policy own_of_a_guest on referrals_reminder;")]
