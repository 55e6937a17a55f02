"""What came of a request is said for each need."""

from django.db import migrations, models

HELD = """
create or replace function referrals_held(registration uuid)
    returns table (kind text, source_id uuid, person uuid, at timestamptz, said jsonb)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    with mine as (select * from families_copy_records(registration)),
    requests as (
        select r.*, s.name as service, o.name as organisation
        from referrals_referral r
        join directory_service s on s.id = r.service_id and not s.is_sensitive
        join access_organisation o on o.id = r.provider_id
        where r.id in (select p.referral_id from referrals_referralperson p join mine m on m.record = p.source_record_id)
          and not hearth_referral_kept(r.id))
    select 'request', r.id, null::uuid, r.sent_at,
           jsonb_build_object(
               'reference', r.reference, 'kind', r.kind, 'service', r.service, 'organisation', r.organisation,
               'state', r.state, 'what_help', r.what_help, 'what_tried', r.what_tried, 'what_better', r.what_better,
               'family_knows', r.family_knows, 'why_not', r.family_knows_why_not, 'worker', r.worker_name,
               'lawful_basis', r.lawful_basis, 'urgency', r.urgency,
               'sender', coalesce(o.name, ''), 'guest', coalesce(g.name, ''), 'guest_job', coalesce(g.job, ''),
               'guest_organisation', coalesce(g.organisation, ''),
               'people', (
                   select jsonb_agg(jsonb_build_object(
                              'name', families_called(p.source_record_id), 'role', p.role,
                              'person', (select m.person from mine m where m.record = p.source_record_id))
                          order by p."order")
                   from referrals_referralperson p where p.referral_id = r.id))
    from requests r
    left join access_organisation o on o.id = r.sender_organisation_id
    left join access_guest g on g.id = r.sender_guest_id
    union all
    select 'step', r.id, null::uuid, h.at,
           jsonb_build_object(
               'move', h.move, 'who', h.actor_name, 'actor_kind', h.actor_kind, 'organisation', coalesce(o.name, ''),
               'words', h.words, 'outcome', h.outcome_words, 'by_need', h.by_need, 'other_way', h.alternative_words, 'worker', h.worker_name,
               'reference', r.reference)
    from requests r join referrals_statusrow h on h.referral_id = r.id
    left join access_organisation o on o.id = h.actor_organisation_id
    union all
    select 'document', a.id, null::uuid, a.created_at,
           jsonb_build_object('name', a.name, 'by', a.by_name, 'reference', r.reference)
    from requests r join referrals_attachment a on a.referral_id = r.id
    union all
    select 'look', r.id, null::uuid, e.created_at,
           jsonb_build_object('who', e.actor_name, 'action', e.action, 'actor_kind', e.actor_kind,
                              'organisation', coalesce(o.name, ''), 'reference', r.reference)
    from requests r
    join audit_entry e on e.subject_id = r.id
        and (e.kind = 'view' or e.kind = 'export' or e.kind = 'print') and e.actor_kind = 'staff'
    left join access_organisation o on o.id = e.actor_organisation_id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0028_reminders_security")]
    operations = [
        migrations.AddField("loopfact", "by_need", models.JSONField(blank=True, default=dict)),
        migrations.AddField("statusrow", "by_need", models.JSONField(blank=True, default=dict)),
        migrations.RunSQL(HELD, migrations.RunSQL.noop),
    ]
