"""Data sharing agreements: their tables, who may read and change them, and the functions that carry them out."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import hearth.core.clock

SQL = """
-- The moment, and London's date at it. The application passes its own (core.rowcontext), so that both locks stand on
-- the same day.
create function hearth_now() returns timestamptz language sql stable as
$$ select coalesce(nullif(current_setting('hearth.now', true), '')::timestamptz, now()) $$;
create function hearth_today() returns date language sql stable as
$$ select (hearth_now() at time zone 'Europe/London')::date $$;

-- Whether one organisation gives another a category of data under an agreement that is in force today. An organisation
-- needs no agreement with itself, so this says no where giver and taker are the same.
create function hearth_agreed(giver uuid, taker uuid, category text) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1
        from access_agreement a
        join access_agreementparty gives on gives.agreement_id = a.id
        join access_agreementparty gets on gets.agreement_id = a.id
        join access_organisation og on og.id = gives.organisation_id and og.is_active
        join access_organisation ot on ot.id = gets.organisation_id and ot.is_active
        where a.ended_at is null and hearth_today() between a.starts_on and a.ends_on
        and gives.organisation_id = giver and gets.organisation_id = taker and giver <> taker
        and gives.gives @> array[category]::varchar[] and gets.gets @> array[category]::varchar[]
        and category <> 'sealed')
$$;

-- All organisations that give the reader's organisation a category today: for policies, which plan it once.
create function hearth_givers(category text) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select distinct gives.organisation_id
    from access_agreement a
    join access_agreementparty gives on gives.agreement_id = a.id
    join access_agreementparty gets on gets.agreement_id = a.id
    join access_organisation og on og.id = gives.organisation_id and og.is_active
    where a.ended_at is null and hearth_today() between a.starts_on and a.ends_on
    and gets.organisation_id = hearth_organisation() and gives.organisation_id <> gets.organisation_id
    and gives.gives @> array[category]::varchar[] and gets.gets @> array[category]::varchar[]
    and category <> 'sealed'
$$;

-- Agreements to which the reader's organisation is a party, in force or not.
create function hearth_agreements() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select p.agreement_id from access_agreementparty p where p.organisation_id = hearth_organisation()
$$;

alter table access_agreement enable row level security;
create policy parties on access_agreement for select using (id in (select hearth_agreements()));
create policy keeper on access_agreement
    using ((select hearth_network_where('access.agreements')))
    with check ((select hearth_network_where('access.agreements')));
create policy for_reminders on access_agreement for select using (hearth_job() = 'agreements');
revoke delete, truncate on access_agreement from hearth_app;

alter table access_agreementparty enable row level security;
create policy parties on access_agreementparty for select using (agreement_id in (select hearth_agreements()));
create policy keeper on access_agreementparty
    using ((select hearth_network_where('access.agreements')))
    with check ((select hearth_network_where('access.agreements')));
create policy for_reminders on access_agreementparty for select using (hearth_job() = 'agreements');
revoke truncate on access_agreementparty from hearth_app;

alter table access_agreementversion enable row level security;
create policy parties on access_agreementversion for select using (agreement_id in (select hearth_agreements()));
create policy keeper_reads on access_agreementversion for select
    using ((select hearth_network_where('access.agreements')));
create policy keeper_adds on access_agreementversion for insert
    with check ((select hearth_network_where('access.agreements')));
revoke update, delete, truncate on access_agreementversion from hearth_app;
"""
BACK = """
drop policy parties on access_agreement; drop policy parties on access_agreementparty;
drop policy parties on access_agreementversion;
drop function hearth_agreements(); drop function hearth_givers(text); drop function hearth_agreed(uuid, uuid, text);
drop function hearth_today(); drop function hearth_now();
"""


def code_list():
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
    )


def record():
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("created_at", models.DateTimeField(default=hearth.core.clock.now, editable=False)),
    ]


class Migration(migrations.Migration):
    dependencies = [("access", "0005_guests")]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                *record(),
                ("title", models.CharField(max_length=160)),
                ("purpose", models.TextField()),
                ("lawful_basis", models.CharField(max_length=40)),
                ("special_basis", models.CharField(blank=True, max_length=40)),
                ("rules_version", models.PositiveSmallIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("review_on", models.DateField(blank=True, null=True)),
                ("document", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                "ordering": ["title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="access_agreement_days_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementParty",
            fields=[
                *record(),
                ("gives", code_list()),
                ("gets", code_list()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="access.agreement"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement_parties",
                        to="access.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "organisation"), name="access_agreement_party_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gives__contains", ["sealed"]), _negated=True),
                            models.Q(("gets__contains", ["sealed"]), _negated=True),
                        ),
                        name="access_agreement_never_sealed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                *record(),
                ("number", models.PositiveSmallIntegerField()),
                ("words", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("by_user_id", models.UUIDField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=120)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="access.agreement"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "number"), name="access_agreement_version_once")
                ],
            },
        ),
        migrations.RunSQL(SQL, BACK),
    ]
