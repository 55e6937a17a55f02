"""Links made with their records, and the row security of people.

Whose record somebody sees: their own organisation's; those of people whom it works with, where an agreement lets the
source give them; those to be linked, for whoever decides about links. A restriction is above all of these.
"""

from django.db import migrations

SQL = """
-- A record is its own person, or the one of what it corrects, until somebody decides otherwise.
create function families_first_link() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
begin
    insert into families_personlink (id, person, changed_at)
    values (new.id, coalesce((select person from families_personlink where id = new.corrects_id), new.id),
            new.created_at);
    return null;
end
$$;
create trigger first_link after insert on families_sourcerecord
    for each row execute function families_first_link();

create function hearth_person_of(record uuid) returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$ select l.person from families_personlink l where l.id = record $$;

-- The current reason: the reader's organisation works with this person, or was told of them itself.
create function hearth_knows_person(whom uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (
        select 1 from families_personlink l
        join families_sourcerecord s on s.id = l.id
        where l.person = whom and s.kind in ('registration', 'feed')
          and s.source_organisation_id in (select hearth_organisations_where('families.view')))
    or exists (
        select 1 from families_personlink l
        join families_involvement i on i.source_record_id = l.id
        where l.person = whom and (i.until is null or i.until >= hearth_today())
          and i.organisation_id in (select hearth_organisations_where('families.view')))
$$;

-- The very records through which the reader's organisation works with somebody: of a request that it accepted.
create function hearth_worked_with() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select i.source_record_id from families_involvement i
    where (i.until is null or i.until >= hearth_today())
      and i.organisation_id in (select hearth_organisations_where('families.view'))
$$;

-- Whether somebody kept this person from all but named members, and the reader is none of them.
create function hearth_kept_from_reader(record uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select hearth_user() is not null
    and exists (select 1 from families_restriction r where r.ended_at is null)
    and exists (
        select 1 from families_personlink own
        join families_personlink l on l.person = own.person
        join families_restriction r on r.source_record_id = l.id
        where own.id = record and r.kind = 'restricted' and r.ended_at is null
          and not exists (
              select 1 from families_restrictionreader n where n.restriction_id = r.id and n.user_id = hearth_user()))
$$;

create policy of_our_own on families_sourcerecord for select using (
    source_organisation_id in (select hearth_organisations_where('families.view'))
    or source_organisation_id in (select hearth_organisations_where('families.register')));
create policy worked_with on families_sourcerecord for select using (id in (select hearth_worked_with()));
create policy shared_with_us on families_sourcerecord for select using (
    source_organisation_id in (select hearth_givers('summary')) and hearth_knows_person(hearth_person_of(id)));
create policy for_linking on families_sourcerecord for select using (
    hearth_network_where('families.link')
    and (source_organisation_id is null
         or source_organisation_id = hearth_organisation()
         or source_organisation_id in (select hearth_givers('matching'))));
create policy for_jobs on families_sourcerecord for select using (hearth_job() in ('matching', 'demo', 'feeds'));
create policy not_kept_from_reader on families_sourcerecord as restrictive for select
    using (not hearth_kept_from_reader(id));

alter table families_identifier enable row level security;
create policy said on families_identifier for insert
    with check (hearth_user() is not null or hearth_job() <> '');
-- An NHS number is shown to the NHS, a pupil number to schools and the council, a child identifier to the council;
-- each to whoever gave it besides.
create policy of_a_visible_record on families_identifier for select using (
    exists (
        select 1 from families_sourcerecord s where s.id = source_record_id
          and (s.source_organisation_id = hearth_organisation()
               or exists (
                   select 1 from access_organisation o where o.id = hearth_organisation()
                     and case scheme when 'nhs' then o.kind = 'nhs' when 'upn' then (o.kind = 'school' or o.kind = 'council')
                         else o.kind = 'council' end)
               or hearth_job() in ('matching', 'demo', 'feeds'))));
revoke update, delete, truncate on families_identifier from hearth_app;

alter table families_accessneeds enable row level security;
create policy said on families_accessneeds for insert
    with check (hearth_user() is not null or hearth_reference() <> '' or hearth_job() <> '');
create policy of_a_visible_record on families_accessneeds for select
    using (exists (select 1 from families_sourcerecord s where s.id = source_record_id));
revoke update, delete, truncate on families_accessneeds from hearth_app;

alter table families_personlink enable row level security;
create policy of_a_visible_record on families_personlink for select
    using (exists (select 1 from families_sourcerecord s where s.id = families_personlink.id)
           or exists (select 1 from families_involvement i where i.source_record_id = families_personlink.id));
create policy recomputed on families_personlink for update
    using (hearth_job() = 'matching') with check (hearth_job() = 'matching');
revoke insert, delete, truncate on families_personlink from hearth_app;

-- Whoever decides about links, and the matching job. Both records must be visible to the one who reads.
alter table families_linkdecision enable row level security;
create policy for_matching on families_linkdecision
    using (hearth_job() = 'matching') with check (hearth_job() = 'matching');
create policy for_linking on families_linkdecision for select using (
    hearth_network_where('families.link')
    and exists (select 1 from families_sourcerecord s where s.id = record_a_id)
    and exists (select 1 from families_sourcerecord s where s.id = record_b_id));
revoke delete, truncate on families_linkdecision from hearth_app;

alter table families_linkcandidate enable row level security;
create policy for_matching on families_linkcandidate
    using (hearth_job() = 'matching') with check (hearth_job() = 'matching');
create policy for_linking on families_linkcandidate for select using (
    hearth_network_where('families.link')
    and exists (select 1 from families_sourcerecord s where s.id = record_a_id)
    and exists (select 1 from families_sourcerecord s where s.id = record_b_id));
revoke delete, truncate on families_linkcandidate from hearth_app;

alter table families_relationship enable row level security;
create policy said on families_relationship for insert
    with check (hearth_user() is not null or hearth_reference() <> '' or hearth_job() <> '');
create policy of_visible_records on families_relationship for select using (
    exists (select 1 from families_sourcerecord s where s.id = record_id)
    and exists (select 1 from families_sourcerecord s where s.id = to_record_id));
create policy ended on families_relationship for update using (
    exists (select 1 from families_sourcerecord s
            where s.id = record_id and s.source_organisation_id in (select hearth_organisations_where('families.view'))));
revoke delete, truncate on families_relationship from hearth_app;

alter table families_householdplace enable row level security;
create policy said on families_householdplace for insert
    with check (hearth_user() is not null or hearth_reference() <> '' or hearth_job() <> '');
create policy of_a_visible_record on families_householdplace for select
    using (exists (select 1 from families_sourcerecord s where s.id = source_record_id));
create policy ended on families_householdplace for update using (
    exists (select 1 from families_sourcerecord s
            where s.id = source_record_id
              and s.source_organisation_id in (select hearth_organisations_where('families.view'))));
revoke delete, truncate on families_householdplace from hearth_app;

alter table families_involvement enable row level security;
-- Nobody writes one in their own name: it would be a reason to see others' records. Jobs do, for what happened.
create policy ours on families_involvement for select
    using (organisation_id in (select hearth_organisations_where('families.view')));
create policy shared_with_us on families_involvement for select using (
    not is_sealed and organisation_id in (select hearth_givers('involvement'))
    and hearth_knows_person(hearth_person_of(source_record_id)));
create policy for_jobs on families_involvement
    using (hearth_job() in ('matching', 'demo', 'feeds', 'involvement'))
    with check (hearth_job() in ('matching', 'demo', 'feeds', 'involvement'));
create policy not_kept_from_reader on families_involvement as restrictive
    using (not hearth_kept_from_reader(source_record_id));
revoke delete, truncate on families_involvement from hearth_app;

-- Named readers see that a record is restricted, and so does whoever answers for it in the organisation that decided.
create function hearth_reads_restriction(which uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$ select exists (
       select 1 from families_restrictionreader n where n.restriction_id = which and n.user_id = hearth_user()) $$;
alter table families_restriction enable row level security;
create policy named on families_restriction for select using (hearth_reads_restriction(id));
create policy decided on families_restriction
    using (organisation_id in (select hearth_organisations_where('families.restrict')))
    with check (organisation_id in (select hearth_organisations_where('families.restrict')));
revoke delete, truncate on families_restriction from hearth_app;

alter table families_restrictionreader enable row level security;
create policy of_a_visible_restriction on families_restrictionreader for select
    using (user_id = hearth_user() or exists (select 1 from families_restriction r where r.id = restriction_id));
create policy decided on families_restrictionreader using (
    exists (select 1 from families_restriction r where r.id = restriction_id
              and r.organisation_id in (select hearth_organisations_where('families.restrict'))));
revoke truncate on families_restrictionreader from hearth_app;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0003_people"), ("access", "0006_agreements")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
