"""A hub's opening hours are told too, and so is a change of its kind; the name of a deleted listing is forgotten."""

from django.db import migrations

SQL = """
create or replace function directory_publish_lost_service() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
    update directory_published
    set state = 'closed', name = '', modified_at = greatest(date_trunc('milliseconds', clock_timestamp()), modified_at)
    where service_id in (select id from before);
    return null;
end
$$;

create or replace function directory_publish_after_directory_site_update() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$
declare ours constant text[] := array['created_at', 'slug', 'parent_id', 'organisation_id', 'is_active', 'source',
                                      'source_ref'];
begin
    perform directory_publish(array(
        select distinct p.service_id from directory_serviceplace p
        join changed c on c.id = p.site_id join before b on b.id = c.id
        where not p.is_confidential and to_jsonb(c) - ours is distinct from to_jsonb(b) - ours));
    return null;
end
$$;

create function directory_publish_at(sites uuid[]) returns void
    language sql security definer set search_path = pg_catalog, public as
$$
    select directory_publish(array(
        select distinct p.service_id from directory_serviceplace p
        where p.site_id = any (sites) and not p.is_confidential))
$$;
create function directory_publish_hours() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$ begin perform directory_publish_at(array(select distinct site_id from changed)); return null; end $$;
create function directory_publish_changed_hours() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
    perform directory_publish_at(array(
        select unnest(array[c.site_id, b.site_id]) from changed c join before b using (id)
        where to_jsonb(c) is distinct from to_jsonb(b)));
    return null;
end
$$;
create trigger directory_publish_insert after insert on directory_sitehours
    referencing new table as changed for each statement execute function directory_publish_hours();
create trigger directory_publish_delete after delete on directory_sitehours
    referencing old table as changed for each statement execute function directory_publish_hours();
create trigger directory_publish_update after update on directory_sitehours
    referencing new table as changed old table as before
    for each statement execute function directory_publish_changed_hours();
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0023_problem_rows")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
