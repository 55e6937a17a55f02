"""Other ways into a family's own page: a sign-in elsewhere that it tied to it, and a code on paper from the desk.

The job that checks codes finds whose they are. A family ties and takes back its own; the desk hands codes over for the
registrations of its own hub, and a code is only ever used once.
"""

from uuid import uuid4

import django.db.models.deletion
from django.db import migrations, models

from hearth.core import clock

SQL = """
alter table families_familysignin add constraint families_familysignin_of_registration
    foreign key (registration_id) references families_registration (id) on delete cascade;
alter table families_familysignin enable row level security;
create policy own on families_familysignin
    using (registration_id = hearth_family()) with check (registration_id = hearth_family());
create policy for_codes on families_familysignin
    using (hearth_job() = 'families.codes') with check (false);
create policy of_a_visible_registration on families_familysignin for select
    using (exists (select 1 from families_registration r where r.id = registration_id));
revoke update, truncate on families_familysignin from hearth_app;

alter table families_papercode add constraint families_papercode_of_registration
    foreign key (registration_id) references families_registration (id) on delete cascade;
alter table families_papercode enable row level security;
create policy of_a_visible_registration on families_papercode for select
    using (exists (select 1 from families_registration r where r.id = registration_id));
create policy handed_over on families_papercode for insert with check (
    by_user = hearth_user() and used_at is null
    and exists (select 1 from families_registration r
                where r.id = registration_id
                  and r.organisation_id in (select hearth_organisations_where('families.register'))));
create policy used on families_papercode for update
    using (hearth_job() = 'families.codes' and used_at is null) with check (hearth_job() = 'families.codes');
revoke update, delete, truncate on families_papercode from hearth_app;
grant update (used_at) on families_papercode to hearth_app;
"""


def base() -> list:
    return [
        ("id", models.UUIDField(default=uuid4, editable=False, primary_key=True, serialize=False)),
        ("created_at", models.DateTimeField(default=clock.now, editable=False)),
    ]


class Migration(migrations.Migration):
    dependencies = [("families", "0023_agreed_later")]

    operations = [
        migrations.CreateModel(
            name="FamilySignIn",
            fields=[
                *base(),
                ("subject_hash", models.CharField(max_length=64, unique=True)),
                ("provider", models.CharField(max_length=80)),
                (
                    "registration",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="sign_in",
                        to="families.registration",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="PaperCode",
            fields=[
                *base(),
                ("code_hash", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("by_user", models.UUIDField()),
                (
                    "registration",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="paper_codes",
                        to="families.registration",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
