"""What members opened in an emergency: the tables, who may read them, and the function that carries it out."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import hearth.core.clock

SQL = """
alter table families_opening enable row level security;
-- A member opens for themselves, in the organisation they work for, and for a few hours at most.
create policy opened on families_opening for insert with check (
    user_id = hearth_user() and organisation_id in (select hearth_organisations_where('families.open_in_emergency'))
    and created_at <= hearth_now() + interval '1 minute' and until <= created_at + interval '3 hours');
create policy own on families_opening for select using (user_id = hearth_user());
create policy of_our_people on families_opening for select
    using (organisation_id in (select hearth_organisations_where('families.answer_access')));
create policy of_the_network on families_opening for select
    using ((select hearth_network_where('families.answer_access')));
revoke update, delete, truncate on families_opening from hearth_app;

alter table families_openingreview enable row level security;
create policy of_a_visible_opening on families_openingreview for select
    using (exists (select 1 from families_opening o where o.id = opening_id));
-- Nobody reviews what they opened themselves.
create policy reviewed on families_openingreview for insert with check (
    by_user_id = hearth_user() and exists (
        select 1 from families_opening o where o.id = opening_id and o.user_id <> hearth_user()
          and (o.organisation_id in (select hearth_organisations_where('families.answer_access'))
               or hearth_network_where('families.answer_access'))));
revoke update, delete, truncate on families_openingreview from hearth_app;

-- Whether the reader has opened this tier of a person's record just now: in the organisation for which they did, and
-- only while nobody keeps the person from them. Notes hold the summary besides.
create function hearth_opened(record uuid, wanted text) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select not hearth_kept_from_reader(record) and exists (
        select 1 from families_opening o
        join families_personlink was on was.id = o.source_record_id
        join families_personlink now_is on now_is.person = was.person
        where now_is.id = record and o.user_id = hearth_user() and o.organisation_id = hearth_organisation()
          and o.created_at <= hearth_now() and hearth_now() < o.until
          and (o.tier = wanted or (o.tier = 'notes' and wanted = 'summary'))
          and o.organisation_id in (select hearth_organisations_where('families.open_in_emergency')))
$$;
"""
BACK = "drop function hearth_opened(uuid, text);"


def record():
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("created_at", models.DateTimeField(default=hearth.core.clock.now, editable=False)),
    ]


class Migration(migrations.Migration):
    dependencies = [("families", "0008_own_rows"), ("access", "0006_agreements")]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                *record(),
                ("user_id", models.UUIDField()),
                ("user_name", models.CharField(max_length=120)),
                ("tier", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=30)),
                ("words", models.TextField()),
                ("until", models.DateTimeField()),
                ("rules_version", models.PositiveSmallIntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.organisation"
                    ),
                ),
                (
                    "source_record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="families.sourcerecord",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user_id", "until"], name="families_opening_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tier", "summary"), ("tier", "notes"), _connector="OR"), name="families_opening_never_sealed"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningReview",
            fields=[
                *record(),
                ("outcome", models.CharField(max_length=20)),
                ("words", models.TextField()),
                ("by_user_id", models.UUIDField()),
                ("by_name", models.CharField(max_length=120)),
                (
                    "opening",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review", to="families.opening"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(SQL, BACK),
    ]
