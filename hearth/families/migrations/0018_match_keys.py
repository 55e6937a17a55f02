"""By what the check at the desk finds records, and the two functions that ask: who of those that the reader may see is
alike, and whether somebody else in the network works with somebody of exactly this name and birth date.

Both look past row security for speed, and say themselves what the policies of families_sourcerecord say: whoever may
not read a record gets nothing of it, and a test asks every role. What stands behind the wall answers with one yes or
no, for the exact name and day alone, and only where an agreement lets the reader know of involvement (tier a).
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Left, Substr

SQL = """
alter table families_matchkey add constraint families_matchkey_of_record
    foreign key (id) references families_sourcerecord (id) on delete cascade;
alter table families_matchkey enable row level security;
-- Read by the functions below and by nobody else.
create policy for_matching on families_matchkey
    using (hearth_job() = 'matching') with check (hearth_job() = 'matching');
create policy said on families_matchkey for insert with check (
    hearth_job() <> '' or hearth_reference() <> '' or hearth_guest() is not null
    or hearth_said_by_own(id));
revoke delete, truncate on families_matchkey from hearth_app;

-- Records without keys, or with keys by older rules, for the matching job. Joined under row security, each row of the one
-- would ask the rules of all rows of the other.
create function families_lacking_keys(p_form integer, p_after uuid, p_most integer)
returns table (record uuid, given_name text, family_name text, birth_date text, sex text, postcode text, address text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select s.id, s.given_name, s.family_name, coalesce(s.birth_date::text, ''), s.sex, s.postcode, s.address
    from families_sourcerecord s left join families_matchkey k on k.id = s.id
    where hearth_job() = 'matching' and s.id > p_after and k.form is distinct from p_form
    order by s.id limit p_most
$$;

-- Those of some records in whose requests the reader's organisation has a part. Requests say so themselves.
create function families_party_among(p_records uuid[]) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$ select null::uuid where false $$;

-- Records that the reader may see and that agree with what was typed in one of the ways of matching/blocking.py.
create function families_alike(
    p_nhs text, p_first text, p_first_key text, p_surname text, p_surname_key text, p_dob text, p_postcode_key text,
    p_place text, p_house text, p_street text, p_town text)
returns table (
    record uuid, person uuid, nhs text, first text, first_key text, surname text, surname_key text, surname_a text, surname_z text,
    dob text, sex text, postcode text, postcode_key text, place text, house text, street text, town text)
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    set plan_cache_mode = force_generic_plan as  -- planned once in a session: planning takes longer than asking
$$
#variable_conflict use_column
declare
    p_given constant text := left(p_first_key, 3);
    p_family constant text := left(p_surname_key, 3);
    p_day constant text := substring(p_dob, 5, 4);
    viewing constant uuid[] := array(select hearth_organisations_where('families.view'));
    ours constant uuid[] := viewing || array(select hearth_organisations_where('families.register'));
    givers constant uuid[] := array(select hearth_givers('summary'));
begin
    return query
    with found as (
        -- What is found by the home alone is left out where the address is protected.
        select k.id as id, false as by_home from families_matchkey k
         where k.dob = p_dob and left(k.surname_key, 3) = p_family
        union all
        select k.id, false from families_matchkey k
         where k.dob = p_dob and left(k.first_key, 3) = p_given
        union all
        select k.id, true from families_matchkey k where k.dob = p_dob and k.house = p_house
        union all
        select k.id, true from families_matchkey k where k.dob = p_dob and k.street = p_street
        union all
        -- A birth date that the record or whoever types does not say speaks against nobody.
        select k.id, false from families_matchkey k
         where k.first_key = p_first_key and k.surname_key = p_surname_key
           and left(k.dob, 4) = any (array[left(p_dob, 4), ''])
        union all
        select k.id, false from families_matchkey k
         where p_dob is null and k.first_key = p_first_key and k.surname_key = p_surname_key
        union all
        select k.id, false from families_matchkey k
         where substring(k.dob, 5, 4) = p_day and left(k.surname_key, 3) = p_family and left(k.first_key, 3) = p_given
        union all
        select k.id, false from families_matchkey k
         where k.surname = p_first and k.first = p_surname and (p_dob is null or substring(k.dob, 5, 4) = p_day)
        union all
        select k.id, true from families_matchkey k
         where k.postcode_key = p_postcode_key
           and (substring(k.dob, 5, 4) = p_day or k.house = p_house or left(k.first_key, 3) = p_given
                or left(k.surname_key, 3) = p_family)
        union all
        select k.id, true from families_matchkey k
         where k.place = p_place
           and (k.town = p_town or left(k.first_key, 3) = p_given or left(k.surname_key, 3) = p_family)
        union all
        select i.source_record_id, false from families_identifier i where i.scheme = 'nhs' and i.value = p_nhs
    ),
    once as materialized (select f.id, bool_and(f.by_home) as by_home from found f group by f.id),
    shown as materialized (
        select f.id, f.by_home, own.person,
               exists (select 1 from families_personlink l
                       join families_restriction r on r.source_record_id = l.id and r.ended_at is null
                       where l.person = own.person) as is_held
        from once f
        join families_sourcerecord s on s.id = f.id
        join families_personlink own on own.id = f.id
        where (s.source_organisation_id = any (ours)
               or (cardinality(viewing) > 0 and exists (
                   select 1 from families_involvement i
                   where i.source_record_id = s.id and i.organisation_id = any (viewing)
                     and (i.until is null or i.until >= hearth_today())))
               or (s.source_organisation_id = any (givers) and hearth_knows_person(own.person))
               or s.id in (select families_party_among(array(select o.id from once o))))
          and not exists (select 1 from families_sourcerecord later where later.corrects_id = s.id)
    ),
    open as materialized (
        select h.id, h.by_home, h.person, h.is_held and hearth_address_protected(h.id) as is_protected
        from shown h
        -- Row by row: functions for the few whom anything is kept of.
        where not case when h.is_held then hearth_kept_from_reader(h.id) or exists (
            select 1 from families_restriction r
            where r.kind = 'identity' and r.ended_at is null
              and r.source_record_id in (select families_corrections_of(h.id))) else false end
    )
    select k.id, o.person,
           -- Numbers are shown to few: here no more than whether it is the one that was typed.
           case when p_nhs is not null then (
               select case when i.value = p_nhs then p_nhs else '-' end from families_identifier i
               where i.source_record_id = o.id and i.scheme = 'nhs') end,
           k.first, k.first_key, k.surname, k.surname_key, k.surname_a, k.surname_z, k.dob, k.sex,
           case when o.is_protected then '' else k.postcode end,
           case when o.is_protected then '' else k.postcode_key end,
           case when o.is_protected then '' else k.place end,
           case when o.is_protected then '' else k.house end,
           case when o.is_protected then '' else k.street end,
           case when o.is_protected then '' else k.town end
    from open o join families_matchkey k on k.id = o.id
    where not (o.is_protected and o.by_home)
    limit 300;
end $$;

-- What is shown of records, read under row security by whoever asks; in a function for the sake of its plan alone.
create function families_shown(p_records uuid[]) returns table (said families_sourcerecord, registration uuid)
    language plpgsql stable security invoker set search_path = pg_catalog, public, pg_temp
    set plan_cache_mode = force_generic_plan as
$$
begin
    return query
    select s, (select p.registration_id from families_registeredperson p where p.source_record_id = s.id)
    from families_sourcerecord s where s.id = any (p_records);
end $$;

-- Whether somebody of exactly this name (in any of its forms) and birth date is known to an organisation that lets the
-- reader's know with whom it works. Of nobody about whom anything is kept, and never by what is sealed.
create function families_known_elsewhere(p_first_key text, p_surname_key text, p_dob text) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    set plan_cache_mode = force_generic_plan as
$$
declare
    givers constant uuid[] := array(select hearth_givers('involvement'));
    found uuid;
begin
    if not exists (select hearth_organisations_where('families.register')) then
        return false;
    end if;
    for found in
        select k.id from families_matchkey k
        where k.first_key = p_first_key and k.surname_key = p_surname_key and left(k.dob, 4) = left(p_dob, 4)
          and k.dob = p_dob
    loop
        if not exists (select 1 from families_sourcerecord later where later.corrects_id = found)
           and not exists (
               select 1 from families_personlink own
               join families_personlink l on l.person = own.person
               join families_restriction r on r.source_record_id = l.id and r.ended_at is null
               where own.id = found)
           and exists (
               select 1 from families_involvement i
               where i.source_record_id = any (array(select families_corrections_of(found)))
                 and not i.is_sealed and i.organisation_id = any (givers)
                 and (i.until is null or i.until >= hearth_today())) then
            return true;
        end if;
    end loop;
    return false;
end $$;
"""
BACK = """
drop function families_shown(uuid[]);
drop function families_known_elsewhere(text, text, text);
drop function families_alike(text, text, text, text, text, text, text, text, text, text, text);
drop function families_party_among(uuid[]);
drop function families_lacking_keys(integer, uuid, integer);
"""


def text():
    return models.TextField()


class Migration(migrations.Migration):
    dependencies = [("families", "0017_copy_rows"), ("access", "0006_agreements")]

    operations = [
        migrations.CreateModel(
            name="MatchKey",
            fields=[
                (
                    "source_record",
                    models.OneToOneField(
                        db_column="id",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="families.sourcerecord",
                    ),
                ),
                ("form", models.PositiveSmallIntegerField()),
                ("first", text()),
                ("first_key", text()),
                ("surname", text()),
                ("surname_key", text()),
                ("surname_a", text()),
                ("surname_z", text()),
                ("dob", text()),
                ("sex", text()),
                ("postcode", text()),
                ("postcode_key", text()),
                ("place", text()),
                ("house", text()),
                ("street", text()),
                ("town", text()),
            ],
            options={
                "indexes": [
                    models.Index("dob", Left("surname_key", 3), name="families_key_dob_family"),
                    models.Index("dob", Left("first_key", 3), name="families_key_dob_given"),
                    models.Index("dob", "house", name="families_key_dob_house"),
                    models.Index("dob", "street", name="families_key_dob_street"),
                    models.Index("first_key", "surname_key", Left("dob", 4), name="families_key_names_year"),
                    models.Index(
                        Substr("dob", 5, 4), Left("surname_key", 3), Left("first_key", 3),
                        name="families_key_names_day",
                    ),
                    models.Index("surname", "first", name="families_key_swapped"),
                    models.Index("postcode_key", name="families_key_postcode"),
                    models.Index("place", name="families_key_place"),
                ]
            },
        ),  # fmt: skip
        migrations.RunSQL(SQL, BACK),
    ]
