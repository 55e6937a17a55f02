"""What nobody stated of a service, for the filters: the refresh of 0010 writes it too."""

from django.db import migrations

REFRESH = """
create or replace function directory_refresh_search(changed uuid[]) returns void
    language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
    if coalesce(cardinality(changed), 0) = 0 then
        return;
    end if;
    -- Two writers of one service take turns, and each then sees what the other wrote.
    perform 1 from directory_service where id = any (changed) order by id for update;
    delete from directory_searchrow where service_id = any (changed);
    with wanted as materialized (
        select s.* from directory_service s
        join access_organisation o on o.id = s.organisation_id and o.is_active
        where s.id = any (changed) and s.status = 'active' and s.standing <> 'hidden'
    ), term as materialized (
        select t.id, array_remove(array[t.code, up.code], null) as codes,
               directory_vector(directory_term_text(t.name, t.names, t.words)) as vector
        from directory_term t
        left join directory_term up on up.id = t.parent_id
        where t.id in (select st.term_id from directory_serviceterm st where st.service_id = any (changed))
    ), classed as (
        select st.service_id, directory_vectors(term.vector) as vector,
               (select array_agg(distinct code) from unnest(string_to_array(
                    string_agg(array_to_string(term.codes, ' '), ' '), ' ')) code) as codes
        from directory_serviceterm st join term on term.id = st.term_id
        where st.service_id = any (changed)
        group by st.service_id
    ), place as (
        select p.service_id, coalesce(p.latitude, t.latitude) as latitude,
               coalesce(p.longitude, t.longitude) as longitude,
               coalesce(t.accessibility, '{}') as facts
        from directory_serviceplace p left join directory_site t on t.id = p.site_id
        where p.service_id = any (changed) and not p.is_confidential
          and coalesce(p.latitude, t.latitude) is not null and coalesce(p.longitude, t.longitude) is not null
    ), spot as (
        -- Two rooms of one building are one spot.
        select service_id, latitude, longitude,
               array(select distinct fact from unnest(string_to_array(string_agg(array_to_string(facts, ' '), ' '), ' '))
                     fact where fact <> '') as facts
        from place group by service_id, latitude, longitude
    )
    insert into directory_searchrow
        (service_id, x, y, min_age_months, max_age_months, ways, is_free, times, areas, last, unstated,
         codes, names, own, search)
    select w.id, directory_plane_x(spot.latitude, spot.longitude),
           directory_plane_y(spot.latitude, spot.longitude), w.min_age_months, w.max_age_months,
           case when w.delivery = '{}' then 63
                else (select coalesce(sum(distinct 1 << (array_position(
                          array['in-person', 'phone', 'video', 'online', 'home-visit', 'group'], way) - 1)), 63)
                      from unnest(w.delivery::text[]) way) end,
           w.cost_kind = 'free', directory_search_times(w.id), w.area_codes, w.standing = 'demoted',
           -- models.search.UNSTATED: what nobody stated, a bit each.
           case when w.min_age_months is null and w.max_age_months is null then 1 else 0 end
               | case when w.cost_kind = 'unknown' then 2 else 0 end
               | case when w.delivery = '{}' then 4 else 0 end
               | case when exists (select from directory_schedule c where c.service_id = w.id
                                   and (c.valid_to is null or c.valid_to >= current_date)) then 0 else 8 end
               | case when w.languages = '{}' then 16 else 0 end
               | case when w.accessibility = '{}' and coalesce(spot.facts, '{}') = '{}' then 32 else 0 end
               | case when w.area_codes = '{}' then 64 else 0 end,
           coalesce(classed.codes, '{}')
               || array(select 'lang:' || language from unnest(w.languages) language)
               || array(select distinct 'at:' || fact from unnest(w.accessibility::text[] || coalesce(spot.facts, '{}')) fact),
           directory_vector(w.name), said.own,
           said.own || directory_vector(concat_ws(' . ', o.name, w.area_words)) || coalesce(classed.vector, '')
    from wanted w
    cross join lateral (
        select directory_vector(concat_ws(' . ', w.name, w.summary, w.who_for, w.description)) as own
    ) said
    join access_organisation o on o.id = w.organisation_id
    left join classed on classed.service_id = w.id
    left join spot on spot.service_id = w.id;
    perform directory_learn_words(string_agg(concat_ws(' ', s.name, s.summary, o.name), ' '))
    from directory_service s join access_organisation o on o.id = s.organisation_id
    where s.id = any (changed) and s.status = 'active';
end
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0019_unstated")]
    operations = [migrations.RunSQL(REFRESH, migrations.RunSQL.noop)]
