"""Row security of staff's notes, which members of every organisation read, and of what members follow, which is each
one's own while they work for the organisation."""

from django.db import migrations

SQL = """
alter table directory_servicenote enable row level security;
create policy read_by_staff on directory_servicenote for select
    using (exists (select 1 from hearth_organisations_where('directory.notes')));
create policy written on directory_servicenote for insert with check (
    author_id = hearth_user() and organisation_id in (select hearth_organisations_where('directory.notes')));
create policy changed_by_author on directory_servicenote for update
    using (author_id = hearth_user() and exists (select 1 from hearth_organisations_where('directory.notes')));
create policy removed_by_editor on directory_servicenote for update using (hearth_network_where('directory.approve'));
revoke delete, truncate on directory_servicenote from hearth_app;

alter table directory_notemark enable row level security;
create policy read_by_staff on directory_notemark for select
    using (exists (select 1 from hearth_organisations_where('directory.notes')));
create policy own_added on directory_notemark for insert with check (
    user_id = hearth_user() and exists (select 1 from hearth_organisations_where('directory.notes')));
create policy own_taken_back on directory_notemark for delete
    using (user_id = hearth_user() and exists (select 1 from hearth_organisations_where('directory.notes')));
revoke update, truncate on directory_notemark from hearth_app;

alter table directory_follow enable row level security;
create policy own on directory_follow
    using (user_id = hearth_user() and organisation_id in (select hearth_organisations_where('directory.follow')));
create policy for_alerts on directory_follow using (hearth_job() = 'alerts') with check (hearth_job() = 'alerts');

alter table directory_followchoice enable row level security;
create policy own on directory_followchoice
    using (user_id = hearth_user() and organisation_id in (select hearth_organisations_where('directory.follow')));
create policy for_alerts on directory_followchoice using (hearth_job() = 'alerts') with check (hearth_job() = 'alerts');

alter table directory_alert enable row level security;
create policy own on directory_alert
    using (user_id = hearth_user() and organisation_id in (select hearth_organisations_where('directory.follow')));
create policy for_alerts on directory_alert using (hearth_job() = 'alerts') with check (hearth_job() = 'alerts');

alter table directory_followsuggestion enable row level security;
create policy own on directory_followsuggestion
    using (user_id = hearth_user() and organisation_id in (select hearth_organisations_where('directory.follow')));
create policy for_alerts on directory_followsuggestion
    using (hearth_job() = 'alerts') with check (hearth_job() = 'alerts');
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0030_notes_and_follows"), ("access", "0004_network")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
