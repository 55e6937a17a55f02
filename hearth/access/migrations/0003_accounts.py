"""Tighter accounts: looking after colleagues changes memberships, never the account itself; and one function removes a
colleague's second factor for whoever may."""

from django.db import migrations

SQL = """
drop policy colleagues_managed on access_user;

-- Remove the second factor and recovery codes of a present colleague; how many rows went.
create function hearth_reset_second_factor(target uuid) returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, public as
$$
declare
    gone integer;
begin
    if not exists (
        select 1 from access_membership m
        where m.user_id = target and m.is_active
        and m.organisation_id in (select hearth_organisations_where('access.manage'))
    ) then
        return 0;
    end if;
    delete from mfa_authenticator where user_id = target;
    get diagnostics gone = row_count;
    return gone;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_row_security")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
