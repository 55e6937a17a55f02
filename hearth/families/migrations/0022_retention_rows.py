"""Who sees what is due, held and destroyed; and the one way in which anything is destroyed.

Each class has a function that says what there is of it (`retention_<class>`) and one that deletes one of them with all
that hangs on it (`retention_destroy_<class>`). `retention_destroy` alone calls the latter: for an item of the list, for a
member who answers for it, when it is due by what holds today and nobody holds it. It writes the destruction record.
"""

from django.db import migrations

SQL = """
-- Whether the reader decides about what is due, of an organisation's records (none: the network's).
create function retention_answers(owner uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select hearth_network_where('families.answer_access')
        or owner in (select hearth_organisations_where('families.answer_access'))
$$;

alter table families_retentionperiod enable row level security;
create policy answers on families_retentionperiod for select
    using ((select families_answers_anywhere()) or hearth_job() = 'retention');
create policy changes on families_retentionperiod for insert with check (
    by_user_id = hearth_user() and hearth_network_where('families.answer_access'));
revoke update, delete, truncate on families_retentionperiod from hearth_app;

alter table families_legalhold enable row level security;
create policy answers on families_legalhold for select
    using ((select families_answers_anywhere()) and retention_answers(organisation_id));
create policy holds on families_legalhold for insert with check (
    by_user_id = hearth_user() and lifted_at is null and retention_answers(organisation_id));
create policy lifts on families_legalhold for update
    using ((select families_answers_anywhere()) and lifted_at is null and retention_answers(organisation_id))
    with check (retention_answers(organisation_id));
revoke update, delete, truncate on families_legalhold from hearth_app;
grant update (review_on, lifted_at, lifted_by_name, lifted_words) on families_legalhold to hearth_app;

alter table families_dueitem enable row level security;
create policy answers on families_dueitem for select
    using ((select families_answers_anywhere()) and retention_answers(organisation_id));
create policy keeps on families_dueitem for update
    using ((select families_answers_anywhere()) and retention_answers(organisation_id));
create policy for_job on families_dueitem using (hearth_job() = 'retention') with check (hearth_job() = 'retention');
revoke update, truncate on families_dueitem from hearth_app;
grant update (label, base_on, youngest_on, due_on, kept_until, kept_why, kept_by_name) on families_dueitem to hearth_app;

alter table families_destruction enable row level security;
create policy answers on families_destruction for select
    using ((select families_answers_anywhere()) and retention_answers(organisation_id));
revoke insert, update, delete, truncate on families_destruction from hearth_app;

-- families.retention.due_on says the same in Python.
create function retention_due_on(base date, youngest date, years integer, until_age integer) returns date
    language sql immutable as
$$
    select case when until_age is null then (base + make_interval(years => years))::date
           else greatest((base + make_interval(years => years))::date,
                         (coalesce(youngest, base) + make_interval(years => until_age))::date) end
$$;

-- Whether a hold that stands keeps it: on the thing itself, or on any of the people in it, wherever they are recorded.
create function retention_held(subject uuid, ours uuid[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_legalhold h
        where h.lifted_at is null and (
            h.subject_id = subject
            or (h.with_people and (
                h.records && ours
                or exists (
                    select 1 from families_personlink there
                    join families_personlink here on here.person = there.person
                    where there.id = any (h.records) and here.id = any (ours))))))
$$;

-- What there is of each class: whose it is, how it may be called without a name, from when its time runs, the youngest
-- child in it, whether it still goes on, and the source records in it.
create function retention_registration()
    returns table (subject uuid, owner uuid, label text, base date, youngest date, goes_on boolean, records uuid[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select r.id, r.organisation_id, 'Registration ' || r.reference,
           greatest(r.registered_at, r.met_at, max(s.said_at),
                    (select max(c.created_at) from families_safecontact c
                     join families_registeredperson q on q.source_record_id = c.source_record_id
                     where q.registration_id = r.id),
                    (select max(coalesce(a.answered_at, a.asked_at)) from families_familyask a
                     where a.registration_id = r.id))::date,
           case when bool_or(p."order" > 0 and s.birth_date is null and s.due_date is null) then null
                else max(coalesce(s.birth_date, s.due_date)) filter (where p."order" > 0) end,
           -- Somebody works with one of them, or owes the family an answer. That they come to the hub is no such work.
           exists (select 1 from families_registeredperson q
                   join families_personlink own on own.id = q.source_record_id
                   join families_personlink l on l.person = own.person
                   join families_involvement i on i.source_record_id = l.id
                   where q.registration_id = r.id and (i.until is null or i.until >= hearth_today())
                     and i.origin_id is distinct from r.id)
           or exists (select 1 from families_familyask a where a.registration_id = r.id and a.answered_at is null),
           array_agg(distinct s.id)
    from families_registration r
    join families_registeredperson p on p.registration_id = r.id
    join families_sourcerecord s on s.id = p.source_record_id
    where hearth_job() = 'retention' or retention_answers(r.organisation_id)
    group by r.id
$$;
create function retention_extract()
    returns table (subject uuid, owner uuid, label text, base date, youngest date, goes_on boolean, records uuid[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select s.id, s.source_organisation_id, left(o.name || ' ' || s.source_ref, 120),
           greatest(s.said_at::date, (select max(i.until) from families_involvement i where i.source_record_id = s.id)),
           coalesce(s.birth_date, s.due_date),
           exists (select 1 from families_involvement i
                   where i.source_record_id = s.id and (i.until is null or i.until >= hearth_today())),
           array[s.id]
    from families_sourcerecord s join access_organisation o on o.id = s.source_organisation_id
    where s.kind = 'feed' and (hearth_job() = 'retention' or retention_answers(s.source_organisation_id))
      -- The newest of what corrects one another; the others go with it.
      and not exists (select 1 from families_sourcerecord later where later.corrects_id = s.id)
$$;
create function retention_copy()
    returns table (subject uuid, owner uuid, label text, base date, youngest date, goes_on boolean, records uuid[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select f.id, f.organisation_id, 'Copy for ' || r.reference,
           greatest(a.answered_at, (select max(coalesce(h.open_until, h.created_at))
                                    from families_copyhandover h where h.file_id = f.id))::date,
           null::date, a.answered_at is null,
           array(select p.source_record_id from families_registeredperson p where p.registration_id = r.id)
    from families_copyfile f
    join families_familyask a on a.id = f.ask_id
    join families_registration r on r.id = f.registration_id
    where a.answered_at is not null and (hearth_job() = 'retention' or retention_answers(f.organisation_id))
$$;

-- Deleting. Not to be called but by retention_destroy.
create function retention_gone(before jsonb, kind text, n bigint) returns jsonb
    language sql immutable as
$$ select case when n = 0 then before
          else before || jsonb_build_object(kind, coalesce((before ->> kind)::bigint, 0) + n) end $$;

create function retention_sum(one jsonb, other jsonb) returns jsonb
    language sql immutable as
$$
    select coalesce(jsonb_object_agg(k, coalesce((one ->> k)::bigint, 0) + coalesce((other ->> k)::bigint, 0)), '{}')
    from (select jsonb_object_keys(one) union select jsonb_object_keys(other)) keys (k)
$$;

-- Everything that hangs on source records, and the records.
create function retention_destroy_records(which uuid[]) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    counts jsonb := '{}';
    n bigint;
    homes uuid[];
begin
    if hearth_job() <> 'retention' then raise exception 'Only through retention_destroy.'; end if;
    delete from families_sealedreader x using families_sealedpart p
        where p.id = x.part_id and p.source_record_id = any (which);
    delete from families_sealedpart where source_record_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'sealed parts', n);
    delete from families_openingreview x using families_opening o
        where o.id = x.opening_id and o.source_record_id = any (which);
    delete from families_opening where source_record_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'openings in an emergency', n);
    delete from families_restrictionreader x using families_restriction r
        where r.id = x.restriction_id and r.source_record_id = any (which);
    delete from families_restriction where source_record_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'restrictions', n);
    delete from families_linkdecision where record_a_id = any (which) or record_b_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'decisions about links', n);
    delete from families_linkcandidate where record_a_id = any (which) or record_b_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'possible links', n);
    delete from families_relationship where record_id = any (which) or to_record_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'relationships', n);
    select array_agg(distinct household_id) into homes
        from families_householdplace where source_record_id = any (which);
    delete from families_householdplace where source_record_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'places in households', n);
    delete from families_household h where h.id = any (homes)
        and not exists (select 1 from families_householdplace p where p.household_id = h.id);
    delete from families_involvement where source_record_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'involvements', n);
    delete from families_identifier where source_record_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'numbers', n);
    delete from families_accessneeds where source_record_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'needs', n);
    delete from families_safecontact where source_record_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'safe contacts', n);
    delete from core_outbox where subject_id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'messages', n);
    delete from families_legalhold where subject_id = any (which) and lifted_at is not null;
    delete from families_dueitem where subject_id = any (which);
    delete from families_personlink where id = any (which);
    delete from families_sourcerecord where id = any (which);
    get diagnostics n = row_count; counts := retention_gone(counts, 'source records', n);
    return counts;
end
$$;
create function retention_destroy_copy(which uuid) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    counts jsonb := '{}';
    n bigint;
begin
    if hearth_job() <> 'retention' then raise exception 'Only through retention_destroy.'; end if;
    delete from families_copyhandover where file_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'ways of handing over', n);
    delete from families_copysignoff where file_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'files made', n);
    delete from families_copypart where file_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'parts of a copy', n);
    delete from families_copyfile where id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'copies', n);
    return counts;
end
$$;
create function retention_destroy_registration(which uuid) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    counts jsonb := '{}';
    n bigint;
    file uuid;
    ours uuid[];
begin
    if hearth_job() <> 'retention' then raise exception 'Only through retention_destroy.'; end if;
    for file in select f.id from families_copyfile f where f.registration_id = which loop
        counts := retention_sum(counts, retention_destroy_copy(file));
    end loop;
    delete from families_familyask where registration_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'what the family asked for', n);
    select array_agg(p.source_record_id) into ours from families_registeredperson p where p.registration_id = which;
    delete from families_registeredperson where registration_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'people of a registration', n);
    delete from core_outbox where subject_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'messages', n);
    counts := retention_sum(counts, retention_destroy_records(ours));
    delete from families_registration where id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'registrations', n);
    return counts;
end
$$;
create function retention_destroy_extract(which uuid) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
begin
    if hearth_job() <> 'retention' then raise exception 'Only through retention_destroy.'; end if;
    return retention_destroy_records(array(select * from families_corrections_of(which)));
end
$$;

-- One row of the list: is it due by what holds today, and does nobody hold it?
create function retention_state(item uuid, years integer, until_age integer)
    returns table (due date, goes_on boolean, is_held boolean, is_there boolean)
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    it families_dueitem;
begin
    select * into it from families_dueitem d where d.id = item;
    if not found or not (hearth_job() = 'retention' or retention_answers(it.organisation_id))
        or to_regprocedure('retention_' || it.code || '()') is null then
        return;
    end if;
    return query execute format(
        'select retention_due_on(f.base, f.youngest, $2, $3), f.goes_on, retention_held(f.subject, f.records), true '
        'from %I() f where f.subject = $1', 'retention_' || it.code)
        using it.subject_id, years, until_age;
end
$$;

-- The source records in it, so that what is left of their people can be found anew.
create function retention_records(item uuid) returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    it families_dueitem;
begin
    select * into it from families_dueitem d where d.id = item;
    if not found or hearth_job() <> 'retention' then return; end if;
    return query execute format('select unnest(f.records) from %I() f where f.subject = $1', 'retention_' || it.code)
        using it.subject_id;
end
$$;

-- The one way. `years`, `until_age` and `source` are the rule that counts today.
create function retention_destroy(
    item uuid, years integer, until_age integer, source text, decided_by uuid, decided_by_name text) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    it families_dueitem;
    now_is record;
    newest families_retentionperiod;
    counts jsonb;
begin
    if hearth_job() <> 'retention' then raise exception 'Only for the job of retention.'; end if;
    select * into it from families_dueitem d where d.id = item for update;
    if not found then return null; end if;
    -- A period that somebody has changed is the one that counts.
    select * into newest from families_retentionperiod p where p.code = it.code order by p.created_at desc limit 1;
    if found and (newest.years <> years or newest.until_age is distinct from until_age) then
        raise exception 'RETENTION: another period counts now';
    end if;
    lock table families_legalhold in share mode; -- nobody puts a hold between this look and the end
    select * into now_is from retention_state(item, years, until_age);
    if not found or now_is.is_held or now_is.goes_on or now_is.due > hearth_today()
        or it.kept_until >= hearth_today() then
        raise exception 'RETENTION: not to be destroyed';
    end if;
    execute format('select %I($1)', 'retention_destroy_' || it.code) into counts using it.subject_id;
    insert into families_destruction (id, created_at, code, organisation_id, years, until_age, source, due_on, counts,
                                      by_user_id, by_name)
    values (gen_random_uuid(), hearth_now(), it.code, it.organisation_id, years, until_age, left(source, 500),
            now_is.due, counts, decided_by, decided_by_name);
    delete from families_legalhold where subject_id = it.subject_id and lifted_at is not null;
    delete from families_dueitem where id = item;
    set constraints all immediate; -- what still rests on it refuses here, and nothing has happened
    return counts;
end
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0021_retention"), ("core", "0002_models")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
