"""Row security of versions; secret addresses stay out of them, also when an address becomes secret later."""

from django.db import migrations

SQL = """
alter table directory_listingversion enable row level security;
create policy own on directory_listingversion using (
    service_id in (
        select s.id from directory_service s
        where s.organisation_id in (select hearth_organisations_where('directory.edit'))));
create policy network on directory_listingversion using ((select hearth_network_where('directory.approve')));
create policy for_jobs on directory_listingversion using (hearth_job() in ('listings', 'feeds', 'freshness'));
revoke update, delete, truncate on directory_listingversion from hearth_app;

-- Who approves changes keeps everybody's places, but for the secret ones.
create policy network on directory_serviceplace
    using (not is_confidential and (select hearth_network_where('directory.approve')))
    with check (not is_confidential and (select hearth_network_where('directory.approve')));
create policy for_jobs on directory_serviceplace
    using (not is_confidential and hearth_job() in ('listings', 'feeds'))
    with check (not is_confidential and hearth_job() in ('listings', 'feeds'));

-- That there is a secret place, so that nobody takes it away by not knowing of it. Nothing of it but its id.
create function directory_secret_places(of_services uuid[]) returns table (service_id uuid, place_id uuid)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select p.service_id, p.id from directory_serviceplace p
    where p.service_id = any (of_services) and p.is_confidential order by p.service_id, p.id
$$;

-- Keep an address secret from now on. Who does it may not see it any more, so that row security would refuse a plain
-- update. For the listing's own editors, those who approve, jobs, and the owner of the tables.
create function directory_keep_secret(of_service uuid, places uuid[]) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    done integer;
begin
    update directory_serviceplace p set is_confidential = true
    where p.service_id = of_service and p.id = any (places) and not p.is_confidential
      and (hearth_job() in ('listings', 'feeds')
           or hearth_network_where('directory.approve')
           or exists (select 1 from directory_service s where s.id = of_service
                      and s.organisation_id in (select hearth_organisations_where('directory.edit')))
           or (current_setting('role') = 'none' and pg_has_role(session_user, current_user, 'usage')));
    get diagnostics done = row_count;
    return done;
end
$$;

-- An address that becomes secret leaves what was kept of the listing: what once was public must not come back by an
-- older version.
create function directory_forget_address() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
begin
    update directory_listingversion v set document = v.document || jsonb_build_object(
        'places', (select coalesce(jsonb_agg(place order by number), '[]')
                   from jsonb_array_elements(v.document -> 'places') with ordinality as listed (place, number)
                   where place ->> 'id' <> new.id::text),
        'secret_places', (select jsonb_agg(distinct place_id) from (
                              select jsonb_array_elements_text(v.document -> 'secret_places') as place_id
                              union select new.id::text) secret))
    where v.service_id in (select s.id from directory_service s
                           where new.service_id in (s.id, s.merged_into_id) or s.id in (
                               select k.merged_into_id from directory_service k where k.id = new.service_id))
      and v.document -> 'places' @> jsonb_build_array(jsonb_build_object('id', new.id::text));
    return null;
end
$$;
create trigger directory_forget_address after update on directory_serviceplace
    for each row when (new.is_confidential and not old.is_confidential) execute function directory_forget_address();
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0012_listing_versions"), ("access", "0004_network")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
