"""Whether the reader works for the host, in a role with a permission: what reaches beyond one organisation."""

from django.db import migrations

SQL = """
create function hearth_network_where(wanted text) returns boolean
    language sql stable security definer set search_path = pg_catalog, public as
$$
    select exists (
        select 1 from access_organisation o
        where o.id in (select hearth_organisations_where(wanted)) and o.is_host and o.is_active)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_accounts")]
    operations = [migrations.RunSQL(SQL, "drop function hearth_network_where(text);")]
