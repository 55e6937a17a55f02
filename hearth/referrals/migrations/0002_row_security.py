"""Row security of referrals: the parties to one, and nobody else.

The tables beside it (people, story, contacts), and the source records and safe contacts it names, follow from it:
their policies ask whether the referral is visible, and the answer is subject to the referral's own policy.
"""

from django.db import migrations

SQL = """
alter table referrals_referral enable row level security;
create policy received on referrals_referral
    using (provider_id in (select hearth_organisations_where('referrals.view')));
create policy sent_by_organisation on referrals_referral
    using (sender_organisation_id in (select hearth_organisations_where('referrals.view_sent')))
    with check (sender_organisation_id in (select hearth_organisations_where('referrals.send')));
create policy followed_by_family on referrals_referral
    using (reference = hearth_reference()) with check (reference = hearth_reference());
create policy for_jobs on referrals_referral
    using (hearth_job() in ('demo', 'clocks')) with check (hearth_job() in ('demo', 'clocks'));
revoke delete, truncate on referrals_referral from hearth_app;

alter table referrals_referralperson enable row level security;
create policy of_a_visible_referral on referrals_referralperson
    using (exists (select 1 from referrals_referral r where r.id = referral_id));
revoke update, delete, truncate on referrals_referralperson from hearth_app;

alter table referrals_statusrow enable row level security;
create policy of_a_visible_referral on referrals_statusrow
    using (exists (select 1 from referrals_referral r where r.id = referral_id));
revoke update, delete, truncate on referrals_statusrow from hearth_app;

alter table referrals_familycontact enable row level security;
create policy of_a_visible_referral on referrals_familycontact
    using (exists (select 1 from referrals_referral r where r.id = referral_id));
revoke update, delete, truncate on referrals_familycontact from hearth_app;

create policy party_to_the_referral on families_sourcerecord for select using (
    exists (
        select 1 from referrals_referralperson p
        join referrals_referral r on r.id = p.referral_id
        where p.source_record_id = families_sourcerecord.id));
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("families", "0002_row_security"), ("access", "0002_row_security")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
