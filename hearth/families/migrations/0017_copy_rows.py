"""Row security of the copies that families asked for, and what is held about a family for whoever puts one together.

The information leads of the organisation where a family registered, and of the host, prepare it: not of somebody who is
kept from them. What is sealed is not gathered at all, so that nobody learns here that it is there.
"""

from django.db import migrations

SQL = """
-- Whether the reader answers for what this family asked for.
create function families_answers_for(registration uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_registration r
        join families_familyask a on a.registration_id = r.id and a.kind = 'copy'
        where r.id = registration and not hearth_registration_kept(r.id)
          and (r.organisation_id in (select hearth_organisations_where('families.answer_access'))
               or hearth_network_where('families.answer_access')))
$$;
create function families_answers_anywhere() returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$ select exists (select 1 from hearth_organisations_where('families.answer_access')) $$;

create policy asked_for_a_copy on families_registration for select
    using ((select families_answers_anywhere()) and families_answers_for(id));
create policy answered_with_a_copy on families_familyask for update
    using (kind = 'copy' and (select families_answers_anywhere()) and families_answers_for(registration_id));

create function families_copy_of(file uuid) returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$ select f.registration_id from families_copyfile f where f.id = file $$;
-- Only until it is put before somebody to sign off; what is signed stays as it is.
create function families_prepares(file uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_copyfile f
        where f.id = file and f.ready_at is null and families_answers_for(f.registration_id)
          and not exists (select 1 from families_copysignoff s where s.file_id = f.id))
$$;
-- Nobody signs off what they began, or of which they decided a part; and not before every part is decided.
create function families_may_sign(file uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_copyfile f
        where f.id = file and f.ready_at is not null and f.begun_by <> hearth_user()
          and families_answers_for(f.registration_id)
          and not exists (
              select 1 from families_copypart p
              where p.file_id = f.id and (p.decided_at is null or p.decided_by = hearth_user())))
$$;
-- How many others could: whoever answers for it too, and has not prepared it.
create function families_could_sign(file uuid) returns integer
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select count(distinct m.user_id)::integer
    from families_copyfile f
    join access_organisation o on o.id = f.organisation_id or o.is_host
    join access_membership m on m.organisation_id = o.id and m.is_active
    join access_user u on u.id = m.user_id and u.is_active
    join access_rolepermission p on p.role_id = m.role_id and p.permission = 'families.answer_access'
    where f.id = file and families_answers_for(f.registration_id) and o.is_active and m.user_id <> f.begun_by
      and not exists (
          select 1 from families_copypart d where d.file_id = f.id and d.decided_by = m.user_id)
      -- Whom a restriction leaves out cannot sign either.
      and not exists (
          select 1 from families_registeredperson rp
          join families_personlink own on own.id = rp.source_record_id
          join families_personlink l on l.person = own.person
          join families_restriction r on r.source_record_id = l.id and r.kind = 'restricted' and r.ended_at is null
          where rp.registration_id = f.registration_id
            and not exists (
                select 1 from families_restrictionreader n where n.restriction_id = r.id and n.user_id = m.user_id))
$$;
-- What the family itself may take on its own page, for some days after it was offered there.
create function families_copy_open(file uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_copyfile f
        join families_copyhandover h on h.file_id = f.id and h.how = 'own-page' and hearth_now() < h.open_until
        where f.id = file and f.registration_id = hearth_family())
$$;

alter table families_copyfile enable row level security;
create policy answers on families_copyfile for select
    using ((select families_answers_anywhere()) and families_answers_for(registration_id));
create policy begins on families_copyfile for insert with check (
    begun_by = hearth_user() and families_answers_for(registration_id));
create policy prepares on families_copyfile for update
    using ((select families_answers_anywhere()) and families_answers_for(registration_id));
create policy own on families_copyfile for select using (hearth_family() is not null and families_copy_open(id));
revoke update, delete, truncate on families_copyfile from hearth_app;
grant update (gathered_at, is_met, ready_at, returned_by_name, returned_words, rules_version)
    on families_copyfile to hearth_app;

alter table families_copypart enable row level security;
create policy answers on families_copypart for select
    using ((select families_answers_anywhere()) and families_answers_for(families_copy_of(file_id)));
create policy gathers on families_copypart for insert with check (families_prepares(file_id));
create policy gathers_anew on families_copypart for delete using (families_prepares(file_id));
create policy decides on families_copypart for update using (families_prepares(file_id))
    with check (families_prepares(file_id) and (decided_by is null or decided_at is not null));
revoke update, truncate on families_copypart from hearth_app;
grant update (decision, reason, note, pieces, passages, decided_by, decided_by_name, decided_at)
    on families_copypart to hearth_app;

alter table families_copysignoff enable row level security;
create policy answers on families_copysignoff for select
    using ((select families_answers_anywhere()) and families_answers_for(families_copy_of(file_id)));
create policy signs on families_copysignoff for insert
    with check (by_user_id = hearth_user() and families_may_sign(file_id));
create policy own on families_copysignoff for select
    using (hearth_family() is not null and families_copy_open(file_id));
revoke update, delete, truncate on families_copysignoff from hearth_app;

alter table families_copyhandover enable row level security;
create policy answers on families_copyhandover for select
    using ((select families_answers_anywhere()) and families_answers_for(families_copy_of(file_id)));
create policy hands_over on families_copyhandover for insert with check (
    by_user_id = hearth_user() and families_answers_for(families_copy_of(file_id))
    and (open_until is null or open_until <= hearth_now() + interval '31 days')
    and exists (select 1 from families_copysignoff s where s.file_id = families_copyhandover.file_id));
create policy own on families_copyhandover for select
    using (hearth_family() is not null and families_copy_open(file_id));
revoke update, delete, truncate on families_copyhandover from hearth_app;

-- The records that a copy is about: of the adult who registered and of the children of that registration, wherever they
-- are held, once somebody has met the family; before that only what it said itself. Not what an earlier identity that
-- is sealed said, and not what a service said that keeps sealed that it works with somebody.
create function families_copy_records(registration uuid) returns table (record uuid, person uuid, is_own boolean)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select l.id, own.person, bool_or(said_here.id is not null)
    from families_registeredperson p
    join families_personlink own on own.id = p.source_record_id
    join families_personlink l on l.person = own.person
    left join families_registeredperson said_here
        on said_here.registration_id = registration and said_here.source_record_id = l.id
    join families_sourcerecord s on s.id = l.id
    where p.registration_id = registration and families_answers_for(registration)
      and (said_here.id is not null
           or (families_is_met(registration)
               and not exists (
                   select 1 from families_restriction x
                   where x.kind = 'identity' and x.ended_at is null
                     and l.id in (select families_corrections_of(x.source_record_id)))
               and not exists (
                   select 1 from families_personlink k
                   join families_involvement i on i.source_record_id = k.id and i.is_sealed
                   where k.person = own.person and i.organisation_id = s.source_organisation_id)))
    group by l.id, own.person
$$;

-- What somebody is called by the newest that was said of them; nothing of one who is kept from the reader.
create function families_called(record uuid) returns text
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select case when hearth_kept_from_reader(record) or not families_answers_anywhere() then '' else coalesce((
        select trim(s.given_name || ' ' || s.family_name)
        from families_personlink own
        join families_personlink l on l.person = own.person
        join families_sourcerecord s on s.id = l.id
        where own.id = record and s.given_name || s.family_name <> ''
        order by s.said_at desc, s.id limit 1), '') end
$$;

create function families_held(registration uuid)
    returns table (kind text, source_id uuid, person uuid, at timestamptz, said jsonb)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    with mine as (select * from families_copy_records(registration)),
    people as (select distinct m.person from mine m)
    select 'record', s.id, m.person, s.said_at,
           to_jsonb(s) || jsonb_build_object(
               'organisation', coalesce(o.name, ''), 'is_own', m.is_own,
               'address_protected', hearth_address_protected(s.id))
    from mine m join families_sourcerecord s on s.id = m.record
    left join access_organisation o on o.id = s.source_organisation_id
    union all
    select 'identifier', i.id, m.person, i.created_at,
           jsonb_build_object('scheme', i.scheme, 'value', i.value, 'organisation', coalesce(o.name, ''))
    from mine m join families_identifier i on i.source_record_id = m.record
    join families_sourcerecord s on s.id = m.record
    left join access_organisation o on o.id = s.source_organisation_id
    union all
    select 'needs', n.id, m.person, n.created_at, to_jsonb(n)
    from mine m join families_accessneeds n on n.source_record_id = m.record
    union all
    select 'contact', c.id, m.person, c.created_at, to_jsonb(c) || jsonb_build_object('is_own', m.is_own)
    from mine m join families_safecontact c on c.source_record_id = m.record
    union all
    select 'relationship', r.id, m.person, r.created_at,
           to_jsonb(r) || jsonb_build_object(
               'forwards', r.record_id = m.record, 'other', families_called(near.id),
               'is_mine', exists (select 1 from people p join families_personlink l on l.person = p.person
                                  where l.id = near.id))
    from mine m
    join families_relationship r on r.record_id = m.record or r.to_record_id = m.record
    join families_sourcerecord near
        on near.id = case when r.record_id = m.record then r.to_record_id else r.record_id end
    where not hearth_kept_from_reader(near.id)
    union all
    select 'household', h.id, m.person, h.created_at,
           to_jsonb(h) || jsonb_build_object('others', (
               select coalesce(jsonb_agg(jsonb_build_object(
                          'name', families_called(near.source_record_id),
                          'is_mine', near.source_record_id in (select record from mine))), '[]')
               from families_householdplace near
               where near.household_id = h.household_id and near.id <> h.id
                 and not hearth_kept_from_reader(near.source_record_id)))
    from mine m join families_householdplace h on h.source_record_id = m.record
    union all
    select 'involvement', i.id, m.person, i.created_at,
           to_jsonb(i) || jsonb_build_object('organisation', o.name)
    from people p
    join families_personlink l on l.person = p.person
    join families_involvement i on i.source_record_id = l.id and not i.is_sealed
    join access_organisation o on o.id = i.organisation_id
    cross join lateral (select p.person) m
    where families_is_met(registration) or l.id in (select record from mine)
    union all
    select 'registration', r.id, null, r.registered_at,
           (to_jsonb(r) - 'code_hash') || jsonb_build_object('site', t.name, 'organisation', o.name, 'adult', (
               select families_called(p.source_record_id) from families_registeredperson p
               where p.registration_id = r.id and p."order" = 0 order by p.created_at desc limit 1))
    from families_registration r
    join directory_site t on t.id = r.site_id
    join access_organisation o on o.id = r.organisation_id
    where r.id = registration and families_answers_for(registration)
    union all
    select 'ask', a.id, null, a.asked_at, to_jsonb(a)
    from families_familyask a where a.registration_id = registration and families_answers_for(registration)
    union all
    select 'link', d.id, a.person, d.created_at, to_jsonb(d)
    from families_linkdecision d
    join mine a on a.record = d.record_a_id
    join mine b on b.record = d.record_b_id
    union all
    select 'opening', e.id, m.person, e.created_at,
           to_jsonb(e) || jsonb_build_object(
               'organisation', o.name, 'outcome', coalesce(v.outcome, ''), 'found', coalesce(v.words, ''),
               'found_by', coalesce(v.by_name, ''))
    from mine m join families_opening e on e.source_record_id = m.record
    join access_organisation o on o.id = e.organisation_id
    left join families_openingreview v on v.opening_id = e.id
    union all
    select 'look', e.id, m.person, e.created_at,
           jsonb_build_object('who', e.actor_name, 'action', e.action, 'kind', e.kind, 'reason', e.reason,
                              'actor_kind', e.actor_kind, 'organisation', coalesce(o.name, ''))
    from (select record as id, person from mine
          union all
          select registration, null where families_answers_for(registration)) m
    join audit_entry e on e.subject_id = m.id
    left join access_organisation o on o.id = e.actor_organisation_id
    where (e.kind = 'view' or e.kind = 'export' or e.kind = 'print') and e.actor_kind <> 'family'
      and e.action <> 'families.sealed_viewed'
      and not exists (
          select 1 from people p
          join families_personlink k on k.person = p.person
          join families_involvement i on i.source_record_id = k.id and i.is_sealed
          where i.organisation_id = e.actor_organisation_id)
$$;
"""
BACK = """
drop policy asked_for_a_copy on families_registration; drop policy answered_with_a_copy on families_familyask;
drop policy answers on families_copyfile; drop policy begins on families_copyfile;
drop policy prepares on families_copyfile; drop policy own on families_copyfile;
drop policy answers on families_copypart; drop policy gathers on families_copypart;
drop policy gathers_anew on families_copypart; drop policy decides on families_copypart;
drop policy answers on families_copysignoff; drop policy signs on families_copysignoff;
drop policy own on families_copysignoff;
drop policy answers on families_copyhandover; drop policy hands_over on families_copyhandover;
drop policy own on families_copyhandover;
drop function families_held(uuid); drop function families_called(uuid); drop function families_copy_records(uuid);
drop function families_copy_open(uuid); drop function families_could_sign(uuid);
drop function families_may_sign(uuid); drop function families_prepares(uuid); drop function families_copy_of(uuid);
drop function families_answers_anywhere(); drop function families_answers_for(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0016_copies"), ("audit", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
