"""Documents with a referral, and who may read them: those who may read it whole."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import hearth.core.clock

SQL = """
alter table referrals_attachment enable row level security;
create policy read_when_opened on referrals_attachment for select using (exists (
    select 1 from referrals_referral r
    where r.id = referral_id and r.acknowledged_at is not null
      and r.provider_id in (select hearth_organisations_where('referrals.view'))));
create policy read_by_sender on referrals_attachment for select using (exists (
    select 1 from referrals_referral r
    where r.id = referral_id and r.sender_organisation_id in (select hearth_organisations_where('referrals.view_sent'))));
create policy added_by_sender on referrals_attachment for insert with check (exists (
    select 1 from referrals_referral r
    where r.id = referral_id and r.sender_organisation_id in (select hearth_organisations_where('referrals.send'))));
create policy taken_away_by_sender on referrals_attachment for delete using (exists (
    select 1 from referrals_referral r
    where r.id = referral_id and r.sender_organisation_id in (select hearth_organisations_where('referrals.send'))));
revoke update, truncate on referrals_attachment from hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0008_numbers")]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ("name", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("by_id", models.UUIDField(blank=True, null=True)),
                ("by_name", models.CharField(blank=True, max_length=120)),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={"ordering": ["created_at"]},
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(fields=("referral", "digest"), name="referrals_attachment_once"),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
