"""The serving role, its rights, the extensions, and the functions by which row security reads who is asking.

First of all migrations, so that the default rights reach every table that follows.
"""

from django.db import migrations

SQL = """
create extension if not exists pg_trgm;
create extension if not exists btree_gist;
create extension if not exists unaccent;

do $$
begin
    -- Asked first: an owner who may not make roles finds them made by a superuser (docs/operators/running.md).
    if not exists (select from pg_roles where rolname = 'hearth_app') then
        create role hearth_app nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;  -- roles belong to the whole cluster
end $$;

do $$
begin
    -- With one address only, the owner's sessions take on the serving role.
    if not pg_has_role(current_user, 'hearth_app', 'member') then
        execute format('grant hearth_app to %I', current_user);
    end if;
end $$;

grant usage on schema public to hearth_app;
alter default privileges in schema public grant select, insert, update, delete on tables to hearth_app;
alter default privileges in schema public grant usage, select on sequences to hearth_app;
grant select on django_migrations to hearth_app;

create or replace function hearth_user() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('hearth.user_id', true), '')::uuid $$;
create or replace function hearth_reference() returns text language sql stable parallel safe as
$$ select coalesce(current_setting('hearth.reference', true), '') $$;
create or replace function hearth_holder() returns text language sql stable parallel safe as
$$ select coalesce(current_setting('hearth.holder', true), '') $$;
create or replace function hearth_job() returns text language sql stable parallel safe as
$$ select coalesce(current_setting('hearth.job', true), '') $$;
create or replace function hearth_purpose() returns text language sql stable parallel safe as
$$ select coalesce(current_setting('hearth.purpose', true), '') $$;

-- The cache that all processes share (rate limits, throttles).
create table core_cache (
    cache_key varchar(255) primary key,
    value text not null,
    expires timestamptz not null
);
create index core_cache_expires on core_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    run_before = [
        ("access", "0001_initial"),
        ("audit", "0001_initial"),
        ("contenttypes", "0001_initial"),
        ("auth", "0001_initial"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0001_initial"),
    ]
    dependencies = []
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
