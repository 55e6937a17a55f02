"""After a no its service keeps who sent it, that and why it was declined, and what was offered instead: not the family's
people, how to reach them, what was written, and their documents (queries.after_a_no)."""

from django.db import migrations

SQL = """
-- Who reads on after a no: whoever sent it, the family, and our jobs.
create function hearth_reads_after_a_no(sender_organisation uuid, sender_guest uuid, reference text) returns boolean
    language sql stable set search_path = pg_catalog, public, pg_temp as
$$
    select reference = hearth_reference() or hearth_job() <> ''
        or coalesce(sender_guest = hearth_guest(), false)
        or coalesce(sender_organisation in (select hearth_organisations_where('referrals.view_sent')), false)
$$;

drop policy of_a_visible_referral on referrals_referralperson;
create policy of_a_visible_referral on referrals_referralperson using (exists (
    select 1 from referrals_referral r where r.id = referral_id
    and (r.state <> 'declined' or hearth_reads_after_a_no(r.sender_organisation_id, r.sender_guest_id, r.reference))));

drop policy of_a_visible_referral on referrals_familycontact;
create policy of_a_visible_referral on referrals_familycontact using (exists (
    select 1 from referrals_referral r where r.id = referral_id
    and (r.state <> 'declined' or hearth_reads_after_a_no(r.sender_organisation_id, r.sender_guest_id, r.reference))));

drop policy of_a_visible_referral on referrals_statusrow;
create policy of_a_visible_referral on referrals_statusrow using (exists (
    select 1 from referrals_referral r where r.id = referral_id
    and (r.state <> 'declined'
         or referrals_statusrow.words = ''
         or referrals_statusrow.move = 'decline' or referrals_statusrow.move = 'settle'
         or referrals_statusrow.move = 'reopen'
         or ((referrals_statusrow.move = 'complain' or referrals_statusrow.move = 'answer-complaint')
             and r.provider_id in (select hearth_organisations_where('referrals.lead')))
         or hearth_reads_after_a_no(r.sender_organisation_id, r.sender_guest_id, r.reference))));

-- By its reference too: whoever opens it again takes its documents along.
drop policy read_when_opened on referrals_attachment;
create policy read_when_opened on referrals_attachment for select using (exists (
    select 1 from referrals_referral r
    where r.id = referral_id and r.acknowledged_at is not null
      and (r.state <> 'declined' or r.reference = hearth_reference())
      and r.provider_id in (select hearth_organisations_where('referrals.view'))));

create or replace function families_party_among(p_records uuid[]) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as
$$
    select p.source_record_id from referrals_referralperson p
    join referrals_referral r on r.id = p.referral_id
    where p.source_record_id = any (p_records)
      and ((r.provider_id in (select hearth_organisations_where('referrals.view')) and r.state <> 'declined')
           or r.sender_organisation_id in (select hearth_organisations_where('referrals.view_sent')))
      and not hearth_referral_kept(r.id)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0029_outcomes_by_need")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
