"""What there is of requests, enquiries and guests for the list of what is due, and how each is destroyed (families'
migration 0022 says when)."""

from django.db import migrations

SQL = """
create function retention_request()
    returns table (subject uuid, owner uuid, label text, base date, youngest date, goes_on boolean, records uuid[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select r.id, r.provider_id, 'Request ' || r.reference, r.state_at::date,
           case when bool_or(p.role = 'child' and s.birth_date is null and s.due_date is null) then null
                else max(coalesce(s.birth_date, s.due_date)) filter (where p.role = 'child') end,
           not (r.state = 'completed' or r.state = 'declined' or r.state = 'redirected' or r.state = 'withdrawn'
                or r.state = 'ended-early' or r.state = 'in-error')
           or exists (select 1 from families_involvement i
                      where i.origin_id = r.id and (i.until is null or i.until >= hearth_today())),
           array_agg(distinct s.id)
    from referrals_referral r
    join referrals_referralperson p on p.referral_id = r.id
    join families_sourcerecord s on s.id = p.source_record_id
    where hearth_job() = 'retention' or retention_answers(r.provider_id)
    group by r.id
$$;
create function retention_enquiry()
    returns table (subject uuid, owner uuid, label text, base date, youngest date, goes_on boolean, records uuid[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select e.id, e.organisation_id, 'Enquiry ' || e.number || ' of ' || e.day, e.day, null::date,
           e.state <> 'finished' or exists (
               select 1 from referrals_handover h where h.enquiry_id = e.id and h.state <> 'done'),
           '{}'::uuid[]
    from referrals_enquiry e
    where hearth_job() = 'retention' or retention_answers(e.organisation_id)
$$;
create function retention_guest()
    returns table (subject uuid, owner uuid, label text, base date, youngest date, goes_on boolean, records uuid[])
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select g.id, null::uuid, 'Guest ' || left(g.id::text, 8), g.verified_at::date, null::date,
           exists (select 1 from referrals_referral r where r.sender_guest_id = g.id), '{}'::uuid[]
    from access_guest g
    where hearth_job() = 'retention' or retention_answers(null)
$$;

create function retention_destroy_request(which uuid) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    counts jsonb := '{}';
    n bigint;
    ours uuid[];
begin
    if hearth_job() <> 'retention' then raise exception 'Only through retention_destroy.'; end if;
    delete from referrals_attachment where referral_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'documents', n);
    delete from referrals_statusrow where referral_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'steps of a request', n);
    delete from referrals_familycontact where referral_id = which;
    delete from referrals_loopfact where referral_id = which;
    delete from referrals_webhookdelivery where referral_id = which;
    delete from core_outbox where subject_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'messages', n);
    delete from families_involvement where origin_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'involvements', n);
    update referrals_referral set reopens_id = null where reopens_id = which;
    update referrals_referral set came_from_id = null where came_from_id = which;
    -- What was said for this request alone; what another one rests on stays until that goes.
    select array_agg(p.source_record_id) into ours
    from referrals_referralperson p join families_sourcerecord s on s.id = p.source_record_id
    where p.referral_id = which and (s.kind = 'request' or s.kind = 'referral')
      and not exists (
          select 1 from referrals_referralperson other
          where other.source_record_id = s.id and other.referral_id <> which)
      and not exists (
          select 1 from referrals_familycontact c join families_safecontact k on k.id = c.safe_contact_id
          where k.source_record_id = s.id and c.referral_id <> which)
      and not exists (select 1 from families_registeredperson q where q.source_record_id = s.id);
    delete from referrals_referralperson where referral_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'people of a request', n);
    delete from referrals_referral where id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'requests', n);
    if ours is not null then
        counts := retention_sum(counts, retention_destroy_records(ours));
    end if;
    return counts;
end
$$;
create function retention_destroy_enquiry(which uuid) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    counts jsonb := '{}';
    n bigint;
begin
    if hearth_job() <> 'retention' then raise exception 'Only through retention_destroy.'; end if;
    delete from referrals_handoverstep x using referrals_handover h where h.id = x.handover_id and h.enquiry_id = which;
    delete from core_outbox o using referrals_handover h where h.enquiry_id = which and o.subject_id = h.id;
    delete from referrals_handover where enquiry_id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'handovers', n);
    delete from referrals_enquiryoffer where enquiry_id = which;
    delete from referrals_enquiry where id = which;
    get diagnostics n = row_count; counts := retention_gone(counts, 'enquiries', n);
    return counts;
end
$$;
create function retention_destroy_guest(which uuid) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
$$
declare
    n bigint;
begin
    if hearth_job() <> 'retention' then raise exception 'Only through retention_destroy.'; end if;
    delete from core_outbox o using access_guest g where g.id = which and lower(o.recipient) = lower(g.email);
    delete from access_guest where id = which;
    get diagnostics n = row_count;
    return jsonb_build_object('guests', n);
end
$$;
"""
BACK = """
drop function retention_destroy_guest(uuid); drop function retention_destroy_enquiry(uuid);
drop function retention_destroy_request(uuid); drop function retention_guest(); drop function retention_enquiry();
drop function retention_request();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0022_known_by_requests"), ("families", "0022_retention_rows"), ("access", "0005_guests")]
    operations = [migrations.RunSQL(SQL, BACK)]
