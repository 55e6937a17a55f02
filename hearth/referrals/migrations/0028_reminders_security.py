"""Reminders are their member's own, and go with the referral; the job that writes on the day reads them all."""

from django.db import migrations

SQL = """
alter table referrals_reminder add constraint referrals_reminder_of_referral
    foreign key (referral_id) references referrals_referral (id) on delete cascade;
alter table referrals_reminder enable row level security;
create policy own on referrals_reminder
    using (user_id = hearth_user() and exists (
        select 1 from referrals_referral r where r.id = referral_id
            and r.sender_organisation_id in (select hearth_organisations_where('referrals.view_sent'))))
    with check (user_id = hearth_user() and exists (
        select 1 from referrals_referral r where r.id = referral_id
            and r.sender_organisation_id in (select hearth_organisations_where('referrals.view_sent'))));
create policy for_jobs on referrals_reminder using (hearth_job() = 'clocks') with check (hearth_job() = 'clocks');
revoke truncate on referrals_reminder from hearth_app;
"""
BACK = """
drop policy own on referrals_reminder;
drop policy for_jobs on referrals_reminder;
alter table referrals_reminder disable row level security;
alter table referrals_reminder drop constraint referrals_reminder_of_referral;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0027_reminders")]
    operations = [migrations.RunSQL(SQL, BACK)]
