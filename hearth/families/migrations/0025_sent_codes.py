"""Codes that somebody asked for; what checks codes alone reads whether one reached anybody."""

from uuid import uuid4

import django.db.models.deletion
from django.db import migrations, models

from hearth.core import clock

SQL = """
alter table families_sentcode add constraint families_sentcode_of_registration
    foreign key (registration_id) references families_registration (id) on delete cascade;
alter table families_sentcode enable row level security;
create policy for_codes on families_sentcode
    using (hearth_job() = 'families.codes') with check (hearth_job() = 'families.codes');
revoke truncate on families_sentcode from hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0024_ways_in")]

    operations = [
        migrations.CreateModel(
            name="SentCode",
            fields=[
                ("id", models.UUIDField(default=uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=clock.now, editable=False)),
                ("contact", models.CharField(blank=True, max_length=254)),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("until", models.DateTimeField()),
                (
                    "registration",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="families.registration",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
