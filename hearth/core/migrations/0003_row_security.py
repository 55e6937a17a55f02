"""Row security of core: a draft is its holder's alone; a message is the sending job's."""

from django.db import migrations

SQL = """
alter table core_draft enable row level security;
create policy holder on core_draft
    using ((holder <> '' and holder = hearth_holder()) or hearth_job() = 'tidy')
    with check (holder <> '' and holder = hearth_holder());

alter table core_outbox enable row level security;
create policy queued_by_anyone on core_outbox for insert with check (true);
create policy sent_by_job on core_outbox for select using (hearth_job() in ('outbox', 'tidy'));
create policy moved_by_job on core_outbox for update using (hearth_job() in ('outbox', 'tidy'));
revoke delete on core_outbox from hearth_app;

-- Events are added to and never rewritten.
revoke update, delete on core_event from hearth_app;

-- How much waits, for the health page, without showing any message.
create function core_outbox_backlog(out waiting bigint, out oldest_seconds bigint)
    language sql stable security definer set search_path = pg_catalog, public as
$$
    select count(*), coalesce(extract(epoch from now() - min(not_before))::bigint, 0)
    from core_outbox
    where status in ('queued', 'sending') and not_before <= now()
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_models"), ("procrastinate", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
