"""What providers say of how they are referred to; and the real waits, counted past row security."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import hearth.core.clock

# Sums only, never fewer than `fewest` families, and nothing of any of them: anybody may ask. An own index, because it
# is asked on public pages.
SQL = """
create function referrals_waits(services uuid[], since timestamptz, until timestamptz, fewest integer)
    returns table (service_id uuid, days integer, base integer)
    language sql stable security definer set search_path = pg_catalog, public as
$$
    select f.service_id,
           percentile_disc(0.5) within group (order by f.waited)::integer,
           count(*)::integer
    from (
        select r.service_id, ((s.at at time zone 'Europe/London')::date
                              - (r.sent_at at time zone 'Europe/London')::date) as waited
        from referrals_statusrow s
        join referrals_referral r on r.id = s.referral_id
        where r.service_id = any(services)
          and s.move in ('start', 'start-from-waiting')
          and s.at >= since and s.at < until
          and r.state <> 'in-error'
    ) f
    group by f.service_id
    having count(*) >= greatest(fewest, 5)
$$;
"""
UNDO = "drop function referrals_waits(uuid[], timestamptz, timestamptz, integer);"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0005_enquiries_security"), ("directory", "0040_email_subscription_security")]

    operations = [
        migrations.CreateModel(
            name="Pathway",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=hearth.core.clock.now, editable=False)),
                ("who", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ("who_words", models.CharField(blank=True, max_length=255)),
                ("needed", models.TextField(blank=True)),
                ("happens", models.TextField(blank=True)),
                ("how_long", models.CharField(blank=True, max_length=255)),
                ("needs_consent", models.BooleanField(default=False)),
                ("takes_guests", models.BooleanField(default=True)),
                ("is_front_door", models.BooleanField(default=False)),
                ("edited_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("service", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="pathway", to="directory.service")),
            ],
            options={"abstract": False},
        ),
        migrations.AddIndex(
            model_name="statusrow",
            index=models.Index(
                condition=models.Q(("move__in", ["start", "start-from-waiting"])),
                fields=["at"],
                name="referrals_started_at",
            ),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
