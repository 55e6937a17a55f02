"""A guest, too, sees where what they sent stands in its waiting list."""

from django.db import migrations

SQL = """
create or replace function hearth_place_in_line(
    wanted uuid, moment timestamptz, out place int, out waiting int, out started int, out median_days int)
    returns setof record
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    with mine as (
        select r.* from referrals_referral r
        where r.id = wanted and r.state = 'waiting'
          and (r.reference = hearth_reference()
               or r.provider_id in (select hearth_organisations_where('referrals.view'))
               or r.sender_organisation_id in (select hearth_organisations_where('referrals.view_sent'))
               or r.sender_guest_id = hearth_guest())
    ), line as (
        select o.id, row_number() over (order by (o.priority = ''), o.sent_at, o.id)::int as place
        from referrals_referral o, mine where o.service_id = mine.service_id and o.state = 'waiting'
    ), ended as (
        select extract(epoch from s.at - o.waiting_since) / 86400 as days
        from referrals_statusrow s join referrals_referral o on o.id = s.referral_id, mine
        where o.service_id = mine.service_id and s.move = 'start-from-waiting'
          and s.at > moment - interval '90 days' and s.at <= moment
    )
    select l.place, (select count(*)::int from line), (select count(*)::int from ended),
           (select coalesce(percentile_cont(0.5) within group (order by days), 0)::int from ended)
    from line l join mine on mine.id = l.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0017_api_keys_security")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
