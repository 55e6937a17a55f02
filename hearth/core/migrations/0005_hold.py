"""Holding back messages to a family that has said anew how it may be reached. The function shows no message and can
only stop one, so whoever serves may call it."""

from django.db import migrations

SQL = """
create function core_outbox_hold(about uuid, other_than uuid) returns bigint
    language plpgsql security definer set search_path = pg_catalog, public as
$$
declare
    held bigint;
begin
    update core_outbox set status = 'held', recipient = '', body = '', subject = ''
    where subject_id = about and safe_contact_id is not null and safe_contact_id <> other_than and status = 'queued';
    get diagnostics held = row_count;
    return held;
end
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_safe_hours")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
