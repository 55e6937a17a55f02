"""Which members a family meets: whoever has its request, from the service's yes until its end, as long as they work
there. Their pictures, and nobody else's, are its to see."""

from django.db import migrations

SQL = """
create function hearth_met_by_family() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select r.allocated_to
    from referrals_referral r
    join access_user u on u.id = r.allocated_to and u.is_active
    join access_membership m on m.user_id = u.id and m.organisation_id = r.provider_id and m.is_active
    where r.reference = hearth_reference()
      and (r.state = 'accepted' or r.state = 'waiting' or r.state = 'in-progress' or r.state = 'on-hold')
$$;
create policy met_by_family on access_portrait for select using (user_id in (select hearth_met_by_family()));
"""
BACK = """
drop policy met_by_family on access_portrait;
drop function hearth_met_by_family();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0023_retention"), ("access", "0007_portrait")]
    operations = [migrations.RunSQL(SQL, BACK)]
