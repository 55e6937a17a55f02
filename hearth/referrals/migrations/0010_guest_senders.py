"""Referrals of guests: a professional without an account sees what they sent, and writes nothing else; the service sees
who they are."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
create policy sent_by_guest on referrals_referral
    using (sender_guest_id = hearth_guest()) with check (sender_guest_id = hearth_guest());

create policy said_by_guest on families_sourcerecord for insert with check (hearth_guest() is not null);
create policy said_by_guest on families_safecontact for insert with check (hearth_guest() is not null);

create policy read_by_guest on referrals_attachment for select using (exists (
    select 1 from referrals_referral r where r.id = referral_id and r.sender_guest_id = hearth_guest()));
create policy added_by_guest on referrals_attachment for insert with check (exists (
    select 1 from referrals_referral r where r.id = referral_id and r.sender_guest_id = hearth_guest()));
create policy taken_away_by_guest on referrals_attachment for delete using (exists (
    select 1 from referrals_referral r where r.id = referral_id and r.sender_guest_id = hearth_guest()));

create policy sender_of_a_visible_referral on access_guest for select using (exists (
    select 1 from referrals_referral r where r.sender_guest_id = access_guest.id));
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0009_attachments"), ("access", "0005_guests")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="sender_guest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="referrals_sent",
                to="access.guest",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["sender_guest", "-sent_at"], name="referrals_by_guest"),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
