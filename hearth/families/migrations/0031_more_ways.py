"""The check at the desk looks in the four ways that matching/blocking.py has more than before.

Two slips in one record are found: names the other way round without a birth date or with a wrong one, and alike names
with one street or house number where both birth date and postcode are wrong.
"""

from django.db import migrations

SQL = """
-- Records that the reader may see and that agree with what was typed in one of the ways of matching/blocking.py.
create or replace function families_alike(
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
         where k.surname = p_first and k.first = p_surname
        union all
        select k.id, true from families_matchkey k
         where left(k.surname_key, 3) = p_family and left(k.first_key, 3) = p_given and k.street = p_street
        union all
        select k.id, true from families_matchkey k
         where left(k.surname_key, 3) = p_family and left(k.first_key, 3) = p_given and k.house = p_house
        union all
        select k.id, true from families_matchkey k
         where k.postcode_key = p_postcode_key
           and (substring(k.dob, 5, 4) = p_day or k.house = p_house or left(k.first_key, 3) = p_given
                or left(k.surname_key, 3) = p_family
                or (left(k.first, 3) = left(p_surname, 3) and left(k.surname, 3) = left(p_first, 3)))
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
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0030_keys_by_street")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
