"""What the rules about people mean for requests: one about a person who is kept for named people is kept with them;
what somebody opened in an emergency; and the log's entries about requests belong to the people they are about."""

from django.db import migrations

SQL = """
create function hearth_referral_kept(which uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select exists (select 1 from referrals_referralperson p
                   where p.referral_id = which and hearth_kept_from_reader(p.source_record_id))
$$;
create function hearth_anybody_kept() returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$ select exists (select 1 from families_restriction r where r.kind = 'restricted' and r.ended_at is null) $$;
create policy not_kept_from_reader on referrals_referral as restrictive
    using ((select not hearth_anybody_kept()) or not hearth_referral_kept(id));

-- The requests about a person, for who has opened that person's record: what was written only with the notes. Services
-- whose very name says too much are sealed (tier d), and never in it.
create function hearth_opened_requests(record uuid)
    returns table (id uuid, provider text, service text, state text, sent_at timestamptz,
                   what_help text, what_tried text, what_better text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select r.id, o.name::text, s.name::text, r.state::text, r.sent_at,
           case when notes.are_open then r.what_help else '' end,
           case when notes.are_open then r.what_tried else '' end,
           case when notes.are_open then r.what_better else '' end
    from (select hearth_opened(record, 'notes') as are_open) notes,
         referrals_referral r
    join directory_service s on s.id = r.service_id
    join access_organisation o on o.id = r.provider_id
    where hearth_opened(record, 'summary') and not s.is_sensitive and r.state <> 'in-error'
    and r.id in (select p.referral_id from referrals_referralperson p
                 join families_personlink l on l.id = p.source_record_id
                 where l.person = hearth_person_of(record))
    and not hearth_referral_kept(r.id)
    order by r.sent_at desc
$$;

create or replace function hearth_log_subjects(whom uuid) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select l.id from families_personlink l where l.person = whom
    union
    select p.referral_id from referrals_referralperson p
    join families_personlink l on l.id = p.source_record_id where l.person = whom
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0018_place_for_guests"), ("families", "0010_who_looked")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
