"""The same rules, asked one row at a time through an index, and the people of an organisation at once.

What is the same for every row of a statement is asked once. `exists` in a policy may be answered by reading the whole
other table; a sub-select with `limit 1` never is.
"""

from django.db import migrations

SQL = """
create or replace function hearth_kept_from_reader(record uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
begin
    return (hearth_user() is not null or hearth_guest() is not null) and exists (
        select 1 from families_personlink own
        join families_personlink l on l.person = own.person
        join families_restriction r on r.source_record_id = l.id
        where own.id = record and r.ended_at is null
          and case r.kind
              when 'restricted' then true
              when 'identity' then record in (select families_corrections_of(r.source_record_id))
              else false end
          and not exists (
              select 1 from families_restrictionreader n where n.restriction_id = r.id and n.user_id = hearth_user()));
end
$$;

create or replace function hearth_knows_person(whom uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
declare own uuid[] := array(select hearth_organisations_where('families.view'));
begin
    return own <> '{}' and (exists (
        select 1 from families_personlink l
        join families_sourcerecord s on s.id = l.id
        where l.person = whom and s.kind = 'feed' and s.source_organisation_id = any(own))
    or exists (
        select 1 from families_personlink l
        join families_involvement i on i.source_record_id = l.id
        where l.person = whom and (i.until is null or i.until >= hearth_today()) and i.organisation_id = any(own))
    or exists (
        select 1 from families_personlink l
        join families_registeredperson p on p.source_record_id = l.id
        join families_registration r on r.id = p.registration_id
        where l.person = whom and r.organisation_id = any(own) and families_is_met(r.id)));
end
$$;

-- Whether the reader's organisation works with somebody through this very record.
create function hearth_works_with(record uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
begin
    return exists (
        select 1 from families_involvement i
        where i.source_record_id = record and (i.until is null or i.until >= hearth_today())
          and i.organisation_id in (select hearth_organisations_where('families.view')));
end
$$;

drop policy worked_with on families_sourcerecord;
create policy worked_with on families_sourcerecord for select
    using ((select hearth_user() is not null) and hearth_works_with(id));
drop function hearth_worked_with();
drop policy for_linking on families_sourcerecord;
create policy for_linking on families_sourcerecord for select using (
    (select hearth_network_where('families.link'))
    and (source_organisation_id is null
         or source_organisation_id = (select hearth_organisation())
         or source_organisation_id in (select hearth_givers('matching'))));
drop policy registered on families_sourcerecord;
create policy registered on families_sourcerecord for select using (
    (select hearth_family() is not null or hearth_job() = 'families.codes')
    and (select true from families_registeredperson p where p.source_record_id = families_sourcerecord.id limit 1));

drop policy of_a_visible_record on families_personlink;
create policy of_a_visible_record on families_personlink for select using (
    (select true from families_sourcerecord s where s.id = families_personlink.id limit 1)
    or (select true from families_involvement i where i.source_record_id = families_personlink.id limit 1));
drop policy of_a_visible_record on families_accessneeds;
create policy of_a_visible_record on families_accessneeds for select
    using ((select true from families_sourcerecord s where s.id = source_record_id limit 1));
drop policy of_a_visible_record on families_householdplace;
create policy of_a_visible_record on families_householdplace for select
    using ((select true from families_sourcerecord s where s.id = source_record_id limit 1));
drop policy of_visible_records on families_relationship;
create policy of_visible_records on families_relationship for select using (
    (select true from families_sourcerecord s where s.id = record_id limit 1)
    and (select true from families_sourcerecord s where s.id = to_record_id limit 1));
drop policy of_a_visible_record on families_identifier;
create policy of_a_visible_record on families_identifier for select using (
    (select true from families_sourcerecord s where s.id = source_record_id
        and (s.source_organisation_id = (select hearth_organisation())
             or (select true from access_organisation o where o.id = (select hearth_organisation())
                   and case scheme when 'nhs' then o.kind = 'nhs' when 'upn' then (o.kind = 'school' or o.kind = 'council')
                       else o.kind = 'council' end)
             or hearth_job() in ('matching', 'demo', 'feeds'))
     limit 1));
drop policy for_linking on families_linkdecision;
create policy for_linking on families_linkdecision for select using (
    (select hearth_network_where('families.link'))
    and (select true from families_sourcerecord s where s.id = record_a_id limit 1)
    and (select true from families_sourcerecord s where s.id = record_b_id limit 1));
drop policy for_linking on families_linkcandidate;
create policy for_linking on families_linkcandidate for select using (
    (select hearth_network_where('families.link'))
    and (select true from families_sourcerecord s where s.id = record_a_id limit 1)
    and (select true from families_sourcerecord s where s.id = record_b_id limit 1));

-- The people whom the reader's organisation has something of its own about, or works with: through which records.
-- Nobody who is kept from the reader, and no identity that is sealed from them.
create function families_people_here() returns table (person uuid, record uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    with kept as materialized (
        select r.source_record_id, r.kind, own.person
        from families_restriction r
        join families_personlink own on own.id = r.source_record_id
        where r.ended_at is null and (r.kind = 'restricted' or r.kind = 'identity')
          and not exists (
              select 1 from families_restrictionreader n where n.restriction_id = r.id and n.user_id = hearth_user())),
    sealed as materialized (
        select c as id from kept, families_corrections_of(kept.source_record_id) c where kept.kind = 'identity')
    select l.person, l.id
    from (
        select s.id from families_sourcerecord s
        where s.source_organisation_id in (select hearth_organisations_where('families.view'))
        union
        select i.source_record_id from families_involvement i
        where (i.until is null or i.until >= hearth_today())
          and i.organisation_id in (select hearth_organisations_where('families.view'))) here
    join families_personlink l on l.id = here.id
    where l.person not in (select kept.person from kept where kept.kind = 'restricted')
      and l.id not in (select sealed.id from sealed)
$$;

-- Those people, whoever was spoken of last first; and how many there are.
create function families_newest_here(most integer) returns table (person uuid, number bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select h.person, count(*) over () from families_people_here() h
    join families_sourcerecord s on s.id = h.record
    group by h.person order by max(s.said_at) desc, h.person limit most
$$;

-- Of those people, the ones of whom one record that the reader sees has every word in its name.
create function families_named_here(words text[], born date, most integer) returns table (person uuid, number bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    with here as materialized (select * from families_people_here()),
    seen as (
        select h.person, h.record from here h
        union
        -- What others say of them, where an agreement shares that and the organisation has a reason to know them.
        select l.person, l.id
        from families_people_of((select hearth_organisations_where('families.view'))) known(person)
        join families_personlink l on l.person = known.person
        join families_sourcerecord s on s.id = l.id
        where s.source_organisation_id in (select hearth_givers('summary'))
          and l.person in (select here.person from here)),
    found as (
        select seen.person, min(lower(s.family_name)) as family_name, min(lower(s.given_name)) as given_name
        from seen join families_sourcerecord s on s.id = seen.record
        where (born is null or s.birth_date = born)
          and not exists (
              select 1 from unnest(words) word
              where position(word in lower(s.given_name)) = 0 and position(word in lower(s.family_name)) = 0)
          and not hearth_kept_from_reader(seen.record)
        group by seen.person)
    select found.person, count(*) over () from found
    order by found.family_name, found.given_name, found.person limit most
$$;
revoke execute on function families_people_here() from public, hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0028_sight"), ("access", "0006_agreements"), ("core", "0001_roles")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
