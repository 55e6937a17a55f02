"""The same rules, asked one row at a time through an index, and the people of an organisation at once.

What is the same for every row of a statement is asked once. `exists` in a policy may be answered by reading the whole
other table; a sub-select with `limit 1` never is. What is asked row by row is planned once in a session, perhaps while
the tables are still empty: it is told to go by the indexes.
"""

from django.db import migrations

SQL = """
create or replace function hearth_kept_from_reader(record uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as
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

-- Whether one of these organisations has a reason to know a person. Who asks says which: the reader's own.
create function hearth_known_to(whom uuid, own uuid[]) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as
$$
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
create or replace function hearth_knows_person(whom uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$ select hearth_known_to(whom, array(select hearth_organisations_where('families.view'))) $$;

-- Whether one of them works with somebody through this very record.
create function hearth_works_with(record uuid, own uuid[]) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as
$$
begin
    return own <> '{}' and exists (
        select 1 from families_involvement i
        where i.source_record_id = record and (i.until is null or i.until >= hearth_today())
          and i.organisation_id = any(own));
end
$$;

drop policy worked_with on families_sourcerecord;
create policy worked_with on families_sourcerecord for select
    using (hearth_works_with(id, array(select hearth_organisations_where('families.view'))));
drop function hearth_worked_with();
drop policy shared_with_us on families_sourcerecord;
create policy shared_with_us on families_sourcerecord for select using (
    source_organisation_id in (select hearth_givers('summary'))
    and hearth_known_to(hearth_person_of(id), array(select hearth_organisations_where('families.view'))));
drop policy shared_with_us on families_involvement;
create policy shared_with_us on families_involvement for select using (
    not is_sealed and organisation_id in (select hearth_givers('involvement'))
    and hearth_known_to(
        hearth_person_of(source_record_id), array(select hearth_organisations_where('families.view'))));
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
drop policy of_a_visible_record on families_safecontact;
create policy of_a_visible_record on families_safecontact for select
    using ((select true from families_sourcerecord s where s.id = source_record_id limit 1));
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
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
-- A value and not a sub-select, so that the plan is made for this organisation: for few rows or for very many.
declare own uuid := (select hearth_organisations_where('families.view'));
begin
    if own is null then
        return;
    end if;
    return query
    with kept as materialized (
        select r.source_record_id, r.kind, of.person
        from families_restriction r
        join families_personlink of on of.id = r.source_record_id
        where r.ended_at is null and (r.kind = 'restricted' or r.kind = 'identity')
          and not exists (
              select 1 from families_restrictionreader n where n.restriction_id = r.id and n.user_id = hearth_user())),
    sealed as materialized (
        select c as id from kept, families_corrections_of(kept.source_record_id) c where kept.kind = 'identity')
    select l.person, l.id
    from (
        select s.id from families_sourcerecord s where s.source_organisation_id = own
        union
        select i.source_record_id from families_involvement i
        where i.organisation_id = own and (i.until is null or i.until >= hearth_today())) here
    join families_personlink l on l.id = here.id
    where not exists (select 1 from kept where kept.kind = 'restricted' and kept.person = l.person)
      and not exists (select 1 from sealed where sealed.id = l.id);
end
$$;

-- Those people, whoever was spoken of last first; and how many there are.
create function families_newest_here(most integer) returns table (person uuid, number bigint)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select h.person, count(*) over () from families_people_here() h
    join families_sourcerecord s on s.id = h.record
    group by h.person order by max(s.said_at) desc, h.person limit most
$$;

-- Of those people, the ones of whom one record that the reader sees has every pattern (of LIKE, in small letters) in its
-- name: what others say of them counts where an agreement shares it and the organisation has a reason to know them.
create function families_named_here(patterns text[], born date, most integer)
    returns table (person uuid, number bigint)
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
declare givers uuid[] := array(select hearth_givers('summary'));
begin
    return query
    with here as materialized (select * from families_people_here()),
    ours as (
        select h.person, s.family_name, s.given_name from here h join families_sourcerecord s on s.id = h.record
        where (born is null or s.birth_date = born)
          and lower(s.given_name || chr(10) || s.family_name) like all (patterns)),
    theirs as materialized (
        select l.person, s.id, s.family_name, s.given_name from (select distinct here.person from here) h
        join families_personlink l on l.person = h.person
        join families_sourcerecord s on s.id = l.id
        where s.source_organisation_id = any (givers) and (born is null or s.birth_date = born)
          and lower(s.given_name || chr(10) || s.family_name) like all (patterns)),
    found as (
        select * from ours
        union all
        select t.person, t.family_name, t.given_name from theirs t
        where hearth_knows_person(t.person) and not hearth_kept_from_reader(t.id))
    select f.person, count(*) over () from found f
    group by f.person order by min(lower(f.family_name)), min(lower(f.given_name)), f.person limit most;
end
$$;
revoke execute on function families_people_here() from public, hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0028_sight"), ("access", "0006_agreements"), ("core", "0001_roles")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
