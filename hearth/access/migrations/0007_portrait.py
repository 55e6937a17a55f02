"""A member's picture of themself, and who sees it here: the member, and who looks after their account. Which families see
it, the app of referrals says."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hearth.core.clock

SQL = """
alter table access_portrait enable row level security;
create policy oneself on access_portrait using (user_id = hearth_user());
create policy managed on access_portrait for select using (user_id in (
    select m.user_id from access_membership m
    where m.is_active and m.organisation_id in (select hearth_organisations_where('access.manage'))));
create policy taken_away on access_portrait for delete using (user_id in (
    select m.user_id from access_membership m
    where m.is_active and m.organisation_id in (select hearth_organisations_where('access.manage'))));
revoke truncate on access_portrait from hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_agreements")]

    operations = [
        migrations.CreateModel(
            name="Portrait",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ("words", models.CharField(max_length=150)),
                ("content", models.BinaryField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="portrait",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
