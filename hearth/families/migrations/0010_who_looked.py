"""Who looked at somebody's record: from the log, for information leads, the host's of all, others of their own
organisation's part. A family reads its own part by the policies of 0008."""

from django.db import migrations

SQL = """
-- Ids under which the log speaks of a person: their records. Apps above add theirs (referrals: requests about them).
create function hearth_log_subjects(whom uuid) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$ select l.id from families_personlink l where l.person = whom $$;

create function hearth_looks(record uuid)
    returns table (at timestamptz, kind text, action text, who text, actor_kind text, organisation text, reason text)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select e.created_at, e.kind::text, e.action::text, e.actor_name::text, e.actor_kind::text,
           coalesce(o.name, '')::text, e.reason::text
    from audit_entry e
    left join access_organisation o on o.id = e.actor_organisation_id
    where e.subject_id in (select hearth_log_subjects(hearth_person_of(record)))
    and not hearth_kept_from_reader(record)
    and (hearth_network_where('families.answer_access')
         or e.organisation_id in (select hearth_organisations_where('families.answer_access'))
         or e.actor_organisation_id in (select hearth_organisations_where('families.answer_access')))
    order by e.created_at desc
$$;
"""
BACK = """
drop function hearth_looks(uuid); drop function hearth_log_subjects(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0009_openings"), ("audit", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
