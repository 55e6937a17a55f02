"""Keeps `directory_published` right, whoever writes: statement triggers under every table that the open API tells of.

A statement that changes nothing the API tells (the same values again, a due date, a secret address) changes nothing
here. They run as the owner: what the writer may see must not decide what is told.
"""

from django.db import migrations

PUBLISH = """
revoke insert, update, delete on directory_published from hearth_app;

create function directory_publish(changed uuid[]) returns void
    language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
    if coalesce(cardinality(changed), 0) = 0 then
        return;
    end if;
    -- In the same order as directory_refresh_search: first the service, then what is made of it.
    perform 1 from directory_service where id = any (changed) order by id for update;
    insert into directory_published as p
        (service_id, organisation_id, name, min_age_months, max_age_months, closed_from, closed_until, state,
         was_listed, modified_at)
    select now_so.*, now_so.state in ('listed', 'unconfirmed'), date_trunc('milliseconds', clock_timestamp())
    from (
        select s.id, s.organisation_id, s.name, s.min_age_months, s.max_age_months, s.closed_from, s.closed_until,
               case when s.status = 'closed' or s.merged_into_id is not null then 'closed'
                    when s.status <> 'active' or not o.is_active then 'hidden'
                    when s.standing = 'hidden' then 'unconfirmed'
                    else 'listed' end as state
        from directory_service s join access_organisation o on o.id = s.organisation_id
        where s.id = any (changed)
        order by s.id
    ) now_so
    on conflict (service_id) do update
    set organisation_id = excluded.organisation_id, name = excluded.name, state = excluded.state,
        min_age_months = excluded.min_age_months, max_age_months = excluded.max_age_months,
        closed_from = excluded.closed_from, closed_until = excluded.closed_until,
        was_listed = p.was_listed or excluded.was_listed,
        modified_at = greatest(excluded.modified_at, p.modified_at);
end
$$;

-- Its owner's word that it is still true changes nothing but the assured date; who made a copy wants that too.
create function directory_publish_service() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$
declare ours constant text[] := array['version', 'standing', 'edited_at', 'created_at', 'source', 'source_ref'];
begin
    perform directory_publish(array(
        select c.id from changed c join before b using (id)
        where to_jsonb(c) - ours is distinct from to_jsonb(b) - ours
           or (c.standing = 'hidden') <> (b.standing = 'hidden')));
    return null;
end
$$;
create function directory_publish_new_service() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$ begin perform directory_publish(array(select id from changed)); return null; end $$;
create function directory_publish_lost_service() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
    update directory_published
    set state = 'closed', modified_at = greatest(date_trunc('milliseconds', clock_timestamp()), modified_at)
    where service_id in (select id from before);
    return null;
end
$$;
create trigger directory_publish_insert after insert on directory_service
    referencing new table as changed for each statement execute function directory_publish_new_service();
create trigger directory_publish_update after update on directory_service
    referencing new table as changed old table as before
    for each statement execute function directory_publish_service();
create trigger directory_publish_delete after delete on directory_service
    referencing old table as before for each statement execute function directory_publish_lost_service();
"""


def trigger(
    table: str, services: str, key: str = "id", ours: str = "'created_at'", events: str = "insert update delete"
) -> str:
    """A function and statement triggers on `table` that publish `services`: a query over `touched`, the rows that came,
    went, or say something else than before (columns in `ours` aside), in both their states."""
    name = f"directory_publish_after_{table}"
    rows = {
        "insert": "select * from changed",
        "delete": "select * from before",
        "update": f"""
            select c.* from changed c join before b using ({key})
            where to_jsonb(c) - array[{ours}] is distinct from to_jsonb(b) - array[{ours}]
            union all
            select b.* from changed c join before b using ({key})
            where to_jsonb(c) - array[{ours}] is distinct from to_jsonb(b) - array[{ours}]""",  # noqa: S608 (our own words)
    }
    tables = {
        "insert": "new table as changed",
        "delete": "old table as before",
        "update": "new table as changed old table as before",
    }
    return "\n".join(
        f"""
create function {name}_{event}() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$ begin
    perform directory_publish(array(with touched as ({rows[event]}) select distinct service_id from ({services}) t));
    return null;
end $$;
create trigger directory_publish_{event} after {event} on {table}
    referencing {tables[event]} for each statement execute function {name}_{event}();"""  # noqa: S608 (our own words)
        for event in events.split()
    )


AT_SITE = "select p.service_id from directory_serviceplace p join touched on p.site_id = touched.{key}"
TRIGGERS = "\n".join(
    [
        # Of a secret place nothing is told, not even that it moved.
        trigger("directory_serviceplace", "select service_id from touched where not is_confidential"),
        trigger("directory_schedule", "select service_id from touched"),
        trigger("directory_scheduleexception", "select service_id from touched"),
        trigger("directory_serviceterm", "select service_id from touched"),
        trigger(
            "directory_site",
            AT_SITE.format(key="id") + " where not p.is_confidential",
            ours="'created_at', 'slug', 'kind', 'parent_id', 'organisation_id', 'is_active', 'source', 'source_ref'",
            events="update",
        ),
        trigger("directory_siteclosure", AT_SITE.format(key="site_id") + " where not p.is_confidential"),
        trigger(
            "directory_term",
            "select st.service_id from directory_serviceterm st join touched on st.term_id = touched.id",
            ours="'created_at', 'names', 'words', 'order', 'review_months'",
            events="update",
        ),
        trigger(
            "directory_taxonomy",
            "select st.service_id from directory_serviceterm st join directory_term t on t.id = st.term_id"
            " join touched on t.taxonomy_id = touched.id",
            ours="'created_at', 'version'",
            events="update",
        ),
        trigger(
            "access_organisation",
            "select s.id as service_id from directory_service s join touched on s.organisation_id = touched.id",
            ours="'created_at', 'kind', 'is_host'",
            events="update",
        ),
        trigger(
            "directory_organisationlisting",
            "select s.id as service_id from directory_service s"
            " join touched on s.organisation_id = touched.organisation_id",
            key="organisation_id",
            ours="'is_trusted', 'source', 'source_ref'",
        ),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("directory", "0014_published"), ("access", "0004_network")]
    operations = [migrations.RunSQL(part, migrations.RunSQL.noop) for part in (PUBLISH, TRIGGERS)]
