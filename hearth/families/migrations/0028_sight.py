"""How many people an organisation sees of what another gives it, in a number: for whoever reads their agreement."""

from django.db import migrations

SQL = """
-- The people whom an organisation has a reason to know (as known_people in queries/people.py), whoever asks.
create function families_people_of(taker uuid) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select l.person from families_sourcerecord s join families_personlink l on l.id = s.id
    where s.kind = 'feed' and s.source_organisation_id = taker
    union
    select l.person from families_registration r
    join families_registeredperson p on p.registration_id = r.id
    join families_personlink l on l.id = p.source_record_id
    where r.organisation_id = taker and families_is_met(r.id)
    union
    select l.person from families_involvement i join families_personlink l on l.id = i.source_record_id
    where i.organisation_id = taker and (i.until is null or i.until >= hearth_today())
$$;
revoke execute on function families_people_of(uuid) from public, hearth_app;

-- Whether anything of a person is kept for named people.
create function families_is_kept(whom uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_personlink l
        join families_restriction r on r.source_record_id = l.id and r.ended_at is null and r.kind <> 'address'
        where l.person = whom)
$$;
revoke execute on function families_is_kept(uuid) from public, hearth_app;

-- Of how many people a category goes from one organisation to another, for whoever keeps the register and for the two
-- themselves; null for everybody else and for what nothing here holds yet. Nobody is counted who is kept for named
-- people, nor what is sealed.
create function families_sight(giver uuid, taker uuid, category text) returns integer
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select case when hearth_network_where('access.agreements')
        or (hearth_organisation() in (giver, taker)
            and exists (select hearth_organisations_where('access.own_agreements')))
    then case category
        when 'involvement' then (
            select count(distinct l.person)::integer from families_involvement i
            join families_personlink l on l.id = i.source_record_id
            where i.organisation_id = giver and not i.is_sealed
              and l.person in (select families_people_of(taker)) and not families_is_kept(l.person))
        when 'summary' then (
            select count(distinct l.person)::integer from families_sourcerecord s
            join families_personlink l on l.id = s.id
            where s.source_organisation_id = giver
              and l.person in (select families_people_of(taker)) and not families_is_kept(l.person))
        when 'matching' then (
            select count(distinct l.person)::integer from families_sourcerecord s
            join families_personlink l on l.id = s.id
            where s.source_organisation_id = giver and not families_is_kept(l.person)
              and exists (select 1 from access_organisation o where o.id = taker and o.is_host))
        end
    end
$$;

-- The members of an organisation who would see it, by role; the same readers.
create function hearth_members_who(giver uuid, taker uuid, wanted text) returns table (role text, members integer)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select r.name, count(*)::integer
    from access_membership m
    join access_user u on u.id = m.user_id and u.is_active
    join access_role r on r.code = m.role_id
    join access_rolepermission p on p.role_id = r.code and p.permission = wanted
    where m.organisation_id = taker and m.is_active
      and (hearth_network_where('access.agreements')
           or (hearth_organisation() in (giver, taker)
               and exists (select hearth_organisations_where('access.own_agreements'))))
    group by r.code, r.name, r."order" order by r."order"
$$;
"""
BACK = """
drop function hearth_members_who(uuid, uuid, text);
drop function families_sight(uuid, uuid, text);
drop function families_is_kept(uuid);
drop function families_people_of(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0027_session_posters")]
    operations = [migrations.RunSQL(SQL, BACK)]
