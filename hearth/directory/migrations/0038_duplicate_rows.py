"""Row security of duplicates: the host's approvers, and the job that looks for them. Who was absorbed by whom. An
address that becomes secret leaves merges and the copies that they made too."""

from django.db import migrations

SQL = """
alter table directory_duplicatepair enable row level security;
create policy network on directory_duplicatepair using ((select hearth_network_where('directory.approve')));
create policy for_search on directory_duplicatepair
    using (hearth_job() = 'duplicates') with check (hearth_job() = 'duplicates');

alter table directory_merge enable row level security;
create policy network on directory_merge using ((select hearth_network_where('directory.approve')));
revoke delete, truncate on directory_merge from hearth_app;

-- A listing and all that it took in, however deep.
create function directory_taken_in(service_id uuid) returns setof uuid
    language sql stable set search_path = pg_catalog, public as
$$
    with recursive taken as (
        select service_id as id
        union
        select s.id from directory_service s join taken on s.merged_into_id = taken.id
    )
    select id from taken
$$;
-- The listing at which the address of this one leads in the end; itself where nobody took it in.
create function directory_kept(service_id uuid) returns uuid
    language sql stable set search_path = pg_catalog, public as
$$
    with recursive way as (
        select s.id, s.merged_into_id from directory_service s where s.id = service_id
        union
        select s.id, s.merged_into_id from directory_service s join way on s.id = way.merged_into_id
    )
    select id from way where merged_into_id is null
$$;
create index directory_service_taken_in on directory_service (merged_into_id) where merged_into_id is not null;

create or replace function directory_forget_address() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    place_id text := new.id::text;
    listings uuid[] := array(
        select s.id from directory_service s
        where new.service_id in (s.id, s.merged_into_id) or s.id in (
            select k.merged_into_id from directory_service k where k.id = new.service_id));
    made record;
    copy_id text;
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
    -- Merges of this listing, and the copies of the place that they made.
    for made in select m.id, m.kept_id, m.copies from directory_merge m
                where new.service_id in (m.kept_id, m.absorbed_id) and m.parts ? 'where'
    loop
        copy_id := coalesce(made.copies ->> place_id, place_id);
        update directory_merge m set parts = jsonb_set(m.parts, '{where}', m.parts -> 'where' || (
            select jsonb_object_agg(side, m.parts #> array['where', side] || jsonb_build_object(
                'places', directory_places_without(directory_places_without(
                    m.parts #> array['where', side, 'places'], place_id), copy_id)))
            from unnest(array['before', 'after', 'theirs']) side))
        where m.id = made.id;
        update directory_listingversion v set document = v.document || jsonb_build_object(
            'places', directory_places_without(v.document -> 'places', copy_id))
        where v.service_id = made.kept_id and copy_id <> place_id
          and v.document -> 'places' @> jsonb_build_array(jsonb_build_object('id', copy_id));
    end loop;
    return null;
end
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0037_duplicates"), ("access", "0004_network")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
