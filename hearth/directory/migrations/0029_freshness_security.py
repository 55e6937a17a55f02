"""Who sees what was done about a listing, what became of the letters to its owner, and which changes of a service are
none for the search."""

from django.db import migrations

SECURITY = """
alter table directory_freshnessstep enable row level security;
create policy seen on directory_freshnessstep for select using (
    organisation_id in (select hearth_organisations_where('directory.oversee'))
    or (select hearth_network_where('directory.oversee')));
create policy for_job on directory_freshnessstep
    using (hearth_job() = 'freshness') with check (hearth_job() = 'freshness');
revoke delete on directory_freshnessstep, directory_reminder, directory_reviewpolicy from hearth_app;
revoke update on directory_reviewpolicy from hearth_app;
"""

# A letter's emails are counted beside it, so that who looks after the directory sees that one did not go out, without
# seeing to whom it went or the link in it.
OUTBOX = """
create function directory_reminder_told() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
    update directory_reminder set
        sent = (select count(*) from core_outbox o
                where o.subject_id = new.subject_id and o.subject_type = 'reminder' and o.status = 'sent'),
        failed = (select count(*) from core_outbox o
                  where o.subject_id = new.subject_id and o.subject_type = 'reminder' and o.status = 'failed'),
        fault = case when new.status = 'failed' then left(new.last_error, 40) else fault end
    where id = new.subject_id;
    return null;
end
$$;
create trigger directory_reminder_told after update on core_outbox for each row
    when (new.subject_type = 'reminder' and new.status is distinct from old.status
          and new.status in ('sent', 'failed', 'queued'))
    execute function directory_reminder_told();
"""

# That somebody confirmed a listing, or that it is due, changes nothing that a search looks at; that it is now shown
# last or not at all does. Everything else that a service has may matter to it, so only these few are left out.
SEARCH = """
create or replace function directory_search_after_directory_service_moved() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$
declare
    apart constant text[] := array['standing', 'assured_at', 'edited_at', 'version'];
begin
    perform directory_refresh_search(array(
        select c.id from changed c join before b on b.id = c.id
        where (c.standing <> b.standing and (c.standing in ('demoted', 'hidden') or b.standing in ('demoted', 'hidden')))
           or to_jsonb(c) - apart is distinct from to_jsonb(b) - apart));
    return null;
end
$$;
"""

# The same of a category: how often its listings are confirmed is in no search and in no copy of the open API.
TERMS = """
create or replace function directory_search_after_directory_term_moved() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$
declare
    apart constant text[] := array['review_months', 'later_days', 'description', 'order', 'more'];
begin
    perform directory_refresh_search(array(
        with differing as (
            select c.id from changed c join before b on b.id = c.id
            where to_jsonb(c) - apart is distinct from to_jsonb(b) - apart
        )
        select st.service_id from directory_serviceterm st join directory_term t on t.id = st.term_id
        where t.id in (select id from differing) or t.parent_id in (select id from differing)));
    return null;
end
$$;
create or replace function directory_publish_after_directory_term_update() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as
$$
declare
    apart constant text[] := array['created_at', 'names', 'words', 'order', 'review_months', 'later_days'];
begin
    perform directory_publish(array(
        select distinct st.service_id from directory_serviceterm st
        join changed c on c.id = st.term_id join before b on b.id = c.id
        where to_jsonb(c) - apart is distinct from to_jsonb(b) - apart));
    return null;
end
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0028_freshness"), ("access", "0004_network"), ("core", "0006_forgets")]
    operations = [migrations.RunSQL(part, migrations.RunSQL.noop) for part in (SECURITY, OUTBOX, SEARCH, TERMS)]
