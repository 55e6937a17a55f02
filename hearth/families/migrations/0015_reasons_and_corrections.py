"""What a record proves, and who may write one that proves something.

A registration is a reason to see what others hold only once somebody at the hub has met the family; a correction after
that has to be met again. Nobody writes a record, a number or a place in a registration that would join them to a record
of others.
"""

from django.db import migrations

SQL = """
-- Corrections are made by whoever said it, and by nobody else.
create function hearth_may_correct(record uuid, said_by uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_sourcerecord s
        where s.id = record and s.source_organisation_id is not distinct from said_by)
$$;
drop policy said on families_sourcerecord;
create policy said on families_sourcerecord for insert with check (
    (hearth_job() <> '' or hearth_reference() <> ''
     or (hearth_user() is not null and source_organisation_id = hearth_organisation()))
    and (corrects_id is null or hearth_may_correct(corrects_id, source_organisation_id)));

create function hearth_said_by_own(record uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_sourcerecord s
        where s.id = record and s.source_organisation_id = hearth_organisation())
$$;
drop policy said on families_identifier;
create policy said on families_identifier for insert
    with check (hearth_job() <> '' or hearth_said_by_own(source_record_id));
drop policy said on families_relationship;
create policy said on families_relationship for insert with check (
    hearth_job() <> '' or hearth_reference() <> ''
    or (hearth_said_by_own(record_id) and exists (select 1 from families_sourcerecord s where s.id = to_record_id)));

-- Who stands in a registration: the records that it made itself (their source_ref begins with its id).
create function families_made_by(record uuid, registration uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_sourcerecord s
        where s.id = record and s.kind = 'registration' and starts_with(s.source_ref, registration::text || '/'))
$$;
drop policy of_a_visible_registration on families_registeredperson;
create policy of_a_visible_registration on families_registeredperson for select
    using (exists (select 1 from families_registration r where r.id = registration_id));
create policy written_with_it on families_registeredperson for insert with check (
    exists (select 1 from families_registration r where r.id = registration_id)
    and families_made_by(source_record_id, registration_id));

-- Whether somebody met the family since it last said who the adult is.
create function families_is_met(registration uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_registration r where r.id = registration and r.met_at is not null
          and not exists (
              select 1 from families_registeredperson p
              join families_sourcerecord s on s.id = p.source_record_id
              where p.registration_id = r.id and p."order" = 0 and s.said_at > r.met_at))
$$;

create or replace function hearth_knows_person(whom uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_personlink l
        join families_sourcerecord s on s.id = l.id
        where l.person = whom and s.kind = 'feed'
          and s.source_organisation_id in (select hearth_organisations_where('families.view')))
    or exists (
        select 1 from families_personlink l
        join families_registeredperson p on p.source_record_id = l.id
        join families_registration r on r.id = p.registration_id
        where l.person = whom and families_is_met(r.id)
          and r.organisation_id in (select hearth_organisations_where('families.view')))
    or exists (
        select 1 from families_personlink l
        join families_involvement i on i.source_record_id = l.id
        where l.person = whom and (i.until is null or i.until >= hearth_today())
          and i.organisation_id in (select hearth_organisations_where('families.view')))
$$;

create or replace function families_family_records() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select p.source_record_id from families_registeredperson p where p.registration_id = hearth_family()
    union
    select l.id
    from families_registration r
    join families_registeredperson p on p.registration_id = r.id and p."order" = 0
    join families_personlink own on own.id = p.source_record_id
    join families_personlink l on l.person = own.person
    where r.id = hearth_family() and families_is_met(r.id)
      and not exists (
          select 1 from families_personlink k
          join families_restriction x on x.source_record_id = k.id and x.ended_at is null
          where k.person = own.person)
$$;

-- Whether a family may learn that an organisation looked: not of one that keeps sealed that it works with them, and of
-- others than its hub's only once somebody has met it.
create function families_may_learn_of(looker uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_registration r
        where r.id = hearth_family() and (r.organisation_id = looker or families_is_met(r.id))
          and not exists (
              select 1 from families_registeredperson p
              join families_personlink own on own.id = p.source_record_id
              join families_personlink l on l.person = own.person
              join families_involvement i on i.source_record_id = l.id
              where p.registration_id = r.id and i.is_sealed and i.organisation_id = looker))
$$;
drop policy read_by_the_family on audit_entry;
-- What was opened in an emergency or is sealed is told on asking, by the information lead: a phone lies on a table.
create policy read_by_the_family on audit_entry for select using (
    hearth_family() is not null and (kind = 'view' or kind = 'export' or kind = 'print') and actor_kind <> 'family'
    and action <> 'families.emergency_viewed' and action <> 'families.sealed_viewed'
    and (subject_id = hearth_family() or subject_id in (select families_family_records()))
    and families_may_learn_of(actor_organisation_id));

-- A guest is none of the named either.
create or replace function hearth_kept_from_reader(record uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select (hearth_user() is not null or hearth_guest() is not null)
    and exists (select 1 from families_restriction r where r.ended_at is null)
    and exists (
        select 1 from families_personlink own
        join families_personlink l on l.person = own.person
        join families_restriction r on r.source_record_id = l.id
        where own.id = record and r.kind = 'restricted' and r.ended_at is null
          and not exists (
              select 1 from families_restrictionreader n where n.restriction_id = r.id and n.user_id = hearth_user()))
$$;

-- That an address is protected must be known to whoever sees the person, though not why.
create function hearth_address_protected(record uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_personlink own
        join families_personlink l on l.person = own.person
        join families_restriction r on r.source_record_id = l.id and r.kind = 'address' and r.ended_at is null
        where own.id = record)
$$;

-- A sealed identity is every word of that source: what was corrected, and what corrects it.
create function families_corrections_of(record uuid) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    with recursive chain as (
        select record as id
        union
        select near.id from chain, lateral (
            select s.corrects_id as id from families_sourcerecord s where s.id = chain.id and s.corrects_id is not null
            union all
            select s.id from families_sourcerecord s where s.corrects_id = chain.id) near)
    select id from chain
$$;
create or replace function hearth_sealed_from_matching() returns table (record uuid, kind text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select held.id, r.kind from families_restriction r
    join families_personlink own on own.id = r.source_record_id
    join families_personlink held on held.person = own.person
    where r.ended_at is null and hearth_job() = 'matching'
      -- The person's other records go on being matched.
      and (r.kind <> 'identity' or held.id in (select families_corrections_of(r.source_record_id)))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0014_sealed"), ("access", "0005_guests")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
