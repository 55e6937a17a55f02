"""The real waits again, with arguments that no column can be taken for: a story's rows have an `until` of their own."""

from django.db import migrations

SQL = """
drop function referrals_waits(uuid[], timestamptz, timestamptz, integer);
create function referrals_waits(of_services uuid[], from_moment timestamptz, to_moment timestamptz, fewest integer)
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
        where r.service_id = any(of_services)
          and s.move in ('start', 'start-from-waiting')
          and s.at >= from_moment and s.at < to_moment
          and r.state <> 'in-error'
    ) f
    group by f.service_id
    having count(*) >= greatest(fewest, 5)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0014_steps")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
