"""What a family agreed to later, or took back: said by itself on its own page, or written down at the hub's desk."""

from uuid import uuid4

import django.db.models.deletion
from django.db import migrations, models

from hearth.core import clock

SQL = """
alter table families_agreedlater add constraint families_agreedlater_of_registration
    foreign key (registration_id) references families_registration (id) on delete cascade;
alter table families_agreedlater enable row level security;
create policy of_a_visible_registration on families_agreedlater for select
    using (exists (select 1 from families_registration r where r.id = registration_id));
create policy said on families_agreedlater for insert with check (
    registration_id = hearth_family()
    or exists (select 1 from families_registration r
               where r.id = registration_id
                 and r.organisation_id in (select hearth_organisations_where('families.register'))));
revoke update, delete, truncate on families_agreedlater from hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0022_retention_rows")]

    operations = [
        migrations.CreateModel(
            name="AgreedLater",
            fields=[
                ("id", models.UUIDField(default=uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=clock.now, editable=False)),
                ("code", models.CharField(max_length=40)),
                ("is_agreed", models.BooleanField()),
                (
                    "registration",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="agreed_later",
                        to="families.registration",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
