"""Row security of changes: their own organisation's editors, and once sent the host's approvers. An address that
becomes secret leaves them too."""

from django.db import migrations

SQL = """
alter table directory_listingchange enable row level security;
create policy own on directory_listingchange
    using (maker_id in (select hearth_organisations_where('directory.edit')));
create policy network on directory_listingchange
    using (sent_at is not null and (select hearth_network_where('directory.approve')));
revoke delete, truncate on directory_listingchange from hearth_app;

alter table directory_changestep enable row level security;
create policy of_a_visible_change on directory_changestep
    using (exists (select 1 from directory_listingchange c where c.id = change_id));
revoke update, delete, truncate on directory_changestep from hearth_app;

create or replace function directory_forget_address() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    place_id text := new.id::text;
    listings uuid[] := array(
        select s.id from directory_service s
        where new.service_id in (s.id, s.merged_into_id) or s.id in (
            select k.merged_into_id from directory_service k where k.id = new.service_id));
begin
    update directory_listingversion v set document = v.document || jsonb_build_object(
        'places', directory_places_without(v.document -> 'places', place_id),
        'secret_places', (select jsonb_agg(distinct one) from (
                              select jsonb_array_elements_text(v.document -> 'secret_places') as one
                              union select place_id) secret))
    where v.service_id = any (listings)
      and v.document -> 'places' @> jsonb_build_array(jsonb_build_object('id', place_id));
    update directory_listingchange c set parts = c.parts || jsonb_build_object(
        'places', c.parts -> 'places' || jsonb_build_object(
            'value', directory_places_without(c.parts #> '{places,value}', place_id),
            'before', directory_places_without(c.parts #> '{places,before}', place_id))
            || case when c.parts -> 'places' ? 'sent' then jsonb_build_object(
                'sent', directory_places_without(c.parts #> '{places,sent}', place_id)) else '{}' end)
    where c.service_id = any (listings) and c.parts ? 'places';
    return null;
end
$$;
create function directory_places_without(places jsonb, place_id text) returns jsonb
    language sql immutable set search_path = pg_catalog, public as
$$
    select coalesce(jsonb_agg(place order by number), '[]')
    from jsonb_array_elements(places) with ordinality as listed (place, number)
    where place ->> 'id' <> place_id
$$;
create trigger directory_forget_address_added after insert on directory_serviceplace
    for each row when (new.is_confidential) execute function directory_forget_address();
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0032_changes"), ("access", "0004_network")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
