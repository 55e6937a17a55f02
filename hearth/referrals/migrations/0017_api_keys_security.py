"""Row security of keys: those who connect systems see their organisation's; whoever checks a token finds its hash."""

from django.db import migrations

SQL = """
alter table referrals_apikey enable row level security;
create policy own on referrals_apikey
    using (organisation_id in (select hearth_organisations_where('referrals.connect')))
    with check (organisation_id in (select hearth_organisations_where('referrals.connect')));
create policy checked on referrals_apikey for select using (hearth_purpose() = 'sign-in');
create policy used on referrals_apikey for update using (hearth_purpose() = 'sign-in');
revoke delete, truncate on referrals_apikey from hearth_app;
"""
BACK = """
drop policy own on referrals_apikey;
drop policy checked on referrals_apikey;
drop policy used on referrals_apikey;
alter table referrals_apikey disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0016_api_keys")]
    operations = [migrations.RunSQL(SQL, BACK)]
