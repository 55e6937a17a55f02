"""Professionals without an account, who proved a work address; and whom the database believes to be one."""

import uuid

from django.db import migrations, models

import hearth.core.clock

SQL = """
create function hearth_guest() returns uuid language sql stable as
$$ select nullif(current_setting('hearth.guest', true), '')::uuid $$;

alter table access_guest enable row level security;
create policy oneself on access_guest for select using (id = hearth_guest());
create policy signing_in on access_guest
    using (hearth_purpose() = 'sign-in') with check (hearth_purpose() = 'sign-in');
create policy for_notices on access_guest for select using (hearth_job() = 'notices');
revoke delete, truncate on access_guest from hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_network")]

    operations = [
        migrations.CreateModel(
            name="Guest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("job", models.CharField(blank=True, max_length=120)),
                ("organisation", models.CharField(blank=True, max_length=160)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("verified_at", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(SQL, "drop function hearth_guest();"),
    ]
