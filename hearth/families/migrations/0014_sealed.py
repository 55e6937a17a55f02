"""Sealed parts: for the people they name, while these work for the organisation that sealed them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hearth.core.clock

SQL = """
create function hearth_reads_sealed(which uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_sealedpart p
        join families_sealedreader r on r.part_id = p.id and r.user_id = hearth_user()
        where p.id = which and p.organisation_id in (select hearth_organisations_where('families.view')))
$$;
-- Whoever wrote a part names its first readers; whoever reads it may name more. They work for the same organisation.
create function hearth_names_sealed(which uuid, reader uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_sealedpart p
        join access_membership m on m.organisation_id = p.organisation_id and m.user_id = reader and m.is_active
        where p.id = which and p.organisation_id in (select hearth_organisations_where('families.view'))
          and (p.by_user_id = hearth_user() or hearth_reads_sealed(which)))
$$;

-- Whom the reader may name: those of the same organisation who see families there.
create function hearth_seal_colleagues() returns table (user_id uuid, name text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select u.id, u.name::text
    from access_membership m
    join access_user u on u.id = m.user_id and u.is_active
    join access_rolepermission p on p.role_id = m.role_id and p.permission = 'families.view'
    where m.is_active and m.organisation_id in (select hearth_organisations_where('families.view'))
$$;

alter table families_sealedpart enable row level security;
create policy named on families_sealedpart for select using (hearth_reads_sealed(id));
create policy sealed on families_sealedpart for insert with check (
    by_user_id = hearth_user() and organisation_id in (select hearth_organisations_where('families.view')));
revoke update, delete, truncate on families_sealedpart from hearth_app;

alter table families_sealedreader enable row level security;
create policy named on families_sealedreader for select using (hearth_reads_sealed(part_id));
create policy names on families_sealedreader for insert with check (hearth_names_sealed(part_id, user_id));
revoke update, delete, truncate on families_sealedreader from hearth_app;
"""
BACK = """
drop policy named on families_sealedpart; drop policy named on families_sealedreader;
drop policy names on families_sealedreader;
drop function hearth_seal_colleagues(); drop function hearth_names_sealed(uuid, uuid); drop function hearth_reads_sealed(uuid);
"""


def record():
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("created_at", models.DateTimeField(default=hearth.core.clock.now, editable=False)),
    ]


def protected(to, related_name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0013_sealed_from_matching"),
        ("access", "0006_agreements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedPart",
            fields=[
                *record(),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("address", "A safe address"),
                            ("third-party", "What somebody else said"),
                            ("abuse", "Domestic abuse"),
                            ("other", "Something else that must not get about"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField()),
                ("by_user_id", models.UUIDField()),
                ("by_name", models.CharField(max_length=120)),
                ("organisation", protected("access.organisation")),
                ("source_record", protected("families.sourcerecord", "sealed_parts")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="SealedReader",
            fields=[
                *record(),
                ("part", protected("families.sealedpart", "readers")),
                ("user", protected(settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("part", "user"), name="families_sealed_reader_once")
                ],
            },
        ),
        migrations.RunSQL(SQL, BACK),
    ]
