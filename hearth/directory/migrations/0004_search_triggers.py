"""Keeps the search rows right, whoever writes: statement triggers under every table a row is made from.

They see the whole statement's rows at once (transition tables), so a load of thousands costs one refresh, not
thousands. They run as the owner: what the writer may see must not decide what the public finds.
"""

from django.db import migrations

WORDS = """
alter table directory_searchrow
    add constraint directory_searchrow_service foreign key (service_id) references directory_service (id)
    on delete cascade;
revoke insert, update, delete on directory_searchrow, directory_word from hearth_app;

create text search configuration public.hearth (copy = pg_catalog.english);
alter text search configuration public.hearth
    alter mapping for hword, hword_part, word with unaccent, english_stem;
create text search configuration public.hearth_plain (copy = pg_catalog.simple);
alter text search configuration public.hearth_plain
    alter mapping for hword, hword_part, word with unaccent, simple;

-- The same for what is stored and what is typed: no capitals, "won't" is "wont", "self-harm" is "self harm".
create function directory_plain(raw text) returns text language sql immutable parallel safe as
$$ select translate(lower(raw), '-–—/’''‘`´', '    ') $$;

-- Words without their positions: half the size, and the order of results does not need them.
create function directory_vector(raw text) returns tsvector
    language sql immutable parallel safe set search_path = pg_catalog, public as
$$ select strip(to_tsvector('public.hearth', public.directory_plain(raw))) $$;

-- Degrees to metres on one flat map: models.search.plane.
create function directory_plane_x(latitude float8, longitude float8) returns float8
    language sql immutable parallel safe as
$$ select 6371008.8 * radians(longitude + 2) * cos(radians(latitude)) $$;
create function directory_plane_y(latitude float8, longitude float8) returns float8
    language sql immutable parallel safe as
$$ select 6371008.8 * (radians(latitude) + radians(longitude + 2) ^ 2 / 2 * sin(radians(latitude)) * cos(radians(latitude))) $$;

create aggregate directory_vectors(tsvector) (sfunc = tsvector_concat, stype = tsvector, initcond = '');

-- A term's own words: its name and the everyday words, in every language.
create function directory_term_text(name text, names jsonb, words text[]) returns text
    language sql immutable parallel safe set search_path = pg_catalog, public as
$$
    select concat_ws(' . ', name, (select string_agg(value, ' . ') from jsonb_each_text(names)),
                     array_to_string(words, ' . '))
$$;

create function directory_learn_words(raw text) returns void
    language sql security definer set search_path = pg_catalog, public as
$$
    insert into directory_word (word)
    select distinct word from unnest(tsvector_to_array(to_tsvector('public.hearth_plain', directory_plain(raw)))) word
    where word ~ '^[^0-9_.@:]{3,40}$'
    order by word  -- two loads at once wait for each other in the same order
    on conflict do nothing
$$;
"""

REFRESH = """
create function directory_refresh_search(changed uuid[]) returns void
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
        where s.id = any (changed) and s.status = 'active'
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
        select distinct p.service_id, coalesce(p.latitude, t.latitude) as latitude,
               coalesce(p.longitude, t.longitude) as longitude
        from directory_serviceplace p left join directory_site t on t.id = p.site_id
        where p.service_id = any (changed) and not p.is_confidential
          and coalesce(p.latitude, t.latitude) is not null and coalesce(p.longitude, t.longitude) is not null
    )
    insert into directory_searchrow
        (service_id, x, y, min_age_months, max_age_months, ways, is_free, codes, names, search)
    select w.id, directory_plane_x(place.latitude, place.longitude),
           directory_plane_y(place.latitude, place.longitude), w.min_age_months, w.max_age_months,
           case when w.delivery = '{}' then 63
                else (select coalesce(sum(distinct 1 << (array_position(
                          array['in-person', 'phone', 'video', 'online', 'home-visit', 'group'], way) - 1)), 63)
                      from unnest(w.delivery::text[]) way) end,
           w.cost_kind = 'free', coalesce(classed.codes, '{}'), directory_vector(w.name),
           directory_vector(concat_ws(' . ', w.name, w.summary, w.who_for, o.name, w.area_words, w.description))
           || coalesce(classed.vector, '')
    from wanted w
    join access_organisation o on o.id = w.organisation_id
    left join classed on classed.service_id = w.id
    left join place on place.service_id = w.id;
    perform directory_learn_words(string_agg(concat_ws(' ', s.name, s.summary, o.name), ' '))
    from directory_service s join access_organisation o on o.id = s.organisation_id
    where s.id = any (changed) and s.status = 'active';
end
$$;
"""


def trigger(table: str, services: str, events: tuple[str, ...] = ("insert", "update", "delete")) -> str:
    """A function and statement triggers on `table` that refresh `services`, a query over the rows called `changed`."""
    name = f"directory_search_after_{table}"
    made = [
        f"""
create function {name}() returns trigger language plpgsql security definer set search_path = pg_catalog, public as
$$ begin perform directory_refresh_search(array({services})); return null; end $$;
create function {name}_moved() returns trigger language plpgsql security definer set search_path = pg_catalog, public as
$$ begin
    perform directory_refresh_search(array({services}
        union {services.replace("changed", "before")}));
    return null;
end $$;"""
    ]
    for event in events:
        rows = {
            "insert": "new table as changed",
            "update": "new table as changed old table as before",
            "delete": "old table as changed",
        }[event]
        function = f"{name}_moved" if event == "update" else name
        made.append(
            f"create trigger {name}_{event} after {event} on {table} referencing {rows} "
            f"for each statement execute function {function}();"
        )
    return "\n".join(made)


TRIGGERS = "\n".join(
    [
        trigger("directory_service", "select id from changed", ("insert", "update")),
        trigger("directory_serviceterm", "select service_id from changed"),
        trigger("directory_serviceplace", "select service_id from changed"),
        trigger(
            "directory_site",
            "select p.service_id from directory_serviceplace p join changed c on c.id = p.site_id",
            ("update",),
        ),
        trigger(
            "directory_term",
            "select st.service_id from directory_serviceterm st join changed c on c.id = st.term_id"
            " or c.id = (select t.parent_id from directory_term t where t.id = st.term_id)",
            ("update",),
        ),
        trigger(
            "access_organisation",
            "select s.id from directory_service s join changed c on c.id = s.organisation_id",
            ("update",),
        ),
        """
create function directory_words_after_term() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
    perform directory_learn_words(string_agg(directory_term_text(name, names, words), ' ')) from changed;
    return null;
end
$$;
create trigger directory_words_after_term_insert after insert on directory_term
    referencing new table as changed for each statement execute function directory_words_after_term();
create trigger directory_words_after_term_update after update on directory_term
    referencing new table as changed for each statement execute function directory_words_after_term();
""",
    ]
)

class Migration(migrations.Migration):
    dependencies = [("directory", "0003_search_rows"), ("access", "0002_row_security"), ("core", "0001_roles")]
    operations = [migrations.RunSQL(part, migrations.RunSQL.noop) for part in (WORDS, REFRESH, TRIGGERS)]
