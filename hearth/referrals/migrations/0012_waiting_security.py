"""What may be known across the rows of a service: a place in its waiting list, and who works there.

A family or a sender sees one request and not the others before it; these functions of the owner tell numbers and, to
colleagues, names of colleagues: nothing else of anybody.
"""

from django.db import migrations

SQL = """
-- Documents go along with what is passed on: whoever passes it on acts by the new one's reference, and reads the old.
create policy passed_on on referrals_attachment for insert with check (
    hearth_user() is not null
    and exists (select 1 from referrals_referral r where r.id = referral_id and r.reference = hearth_reference()));

-- The place of one waiting request among those of its service: those with a priority first, then who asked first.
-- `started` and `median_days` are of those who came off the list by being started in the last 90 days.
create function hearth_place_in_line(
    wanted uuid, moment timestamptz, out place int, out waiting int, out started int, out median_days int)
    returns setof record
    language sql stable security definer set search_path = pg_catalog, public as
$$
    with mine as (
        select r.* from referrals_referral r
        where r.id = wanted and r.state = 'waiting'
          and (r.reference = hearth_reference()
               or r.provider_id in (select hearth_organisations_where('referrals.view'))
               or r.sender_organisation_id in (select hearth_organisations_where('referrals.view_sent')))
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

-- Colleagues of the reader to whom a request can be given.
create function hearth_workers(out user_id uuid, out name text, out role_name text)
    returns setof record
    language sql stable security definer set search_path = pg_catalog, public as
$$
    select u.id, u.name::text, r.name::text
    from access_membership m
    join access_user u on u.id = m.user_id and u.is_active
    join access_organisation o on o.id = m.organisation_id and o.is_active
    join access_role r on r.code = m.role_id
    where m.is_active
      and m.organisation_id in (select hearth_organisations_where('referrals.view'))
      and exists (
          select 1 from access_rolepermission p where p.role_id = m.role_id and p.permission = 'referrals.start')
    order by u.name, u.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0011_waiting_and_workers"), ("access", "0002_row_security")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
