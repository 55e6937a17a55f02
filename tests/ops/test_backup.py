"""A backup and its restore against a real PostgreSQL: every row, every right, and nothing touched by a bad file."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops import archive, backup, postgres, script
from ops.database import Database, prepare
from ops.say import Problem
from ops.setup import Site

pytestmark = pytest.mark.slow

SCHEMA = """
create extension pg_trgm;
create table django_migrations (id serial primary key, app text, name text);
insert into django_migrations (app, name) values ('core', '0001_roles');
alter default privileges in schema public grant select, insert on tables to hearth_app;
create table person (id serial primary key, name text not null, organisation int not null);
create index person_name on person using gin (name gin_trgm_ops);
create table note (
    id serial primary key, person_id int not null references person deferrable initially deferred, text text
);
insert into person (name, organisation) select 'Person ' || n, n % 2 from generate_series(1, 500) n;
insert into note (person_id, text)
    select n, E'line\\none\\ttab \\\\. COPY x FROM stdin;' from generate_series(1, 500) n;
alter table person enable row level security;
alter table person force row level security;
create policy own on person to hearth_app using (organisation = current_setting('hearth.organisation', true)::int);
create function refuse() returns trigger language plpgsql as $$ begin raise 'append-only'; end $$;
create trigger append_only before update or delete on note for each row execute function refuse();
"""
MEDIA = {"logo.png": b"\x89PNG", "guidance/deep/a b.pdf": b"%PDF" * 1000}


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.for_tests() as made:
        prepare(Database(made.url(name="first")))  # the serving role belongs to the whole server
        yield made


@pytest.fixture
def site(cluster: postgres.Cluster, tmp_path: Path) -> Iterator[Site]:
    """A filled site. Its owner is the cluster's superuser."""
    yield from _site(cluster, tmp_path / "data", "site")


def _site(cluster: postgres.Cluster, data: Path, name: str, schema: str = SCHEMA) -> Iterator[Site]:
    database = Database(cluster.url(name=name))
    prepare(database)
    database.sql(schema)
    for path, body in MEDIA.items():
        (data / "media" / path).parent.mkdir(parents=True, exist_ok=True)
        (data / "media" / path).write_bytes(body)
    (data / "secret-key").write_text("a-long-random-text")
    yield Site(data, True, database, None, cluster)
    database.with_name("postgres").sql(f"drop database {name} with (force)")


def rows(database: Database) -> str:
    return database.sql("select count(*), md5(string_agg(p::text, ',' order by id)) from person p") + database.sql(
        "select count(*), md5(string_agg(n::text, ',' order by id)) from note n"
    )


def visible(cluster: postgres.Cluster, name: str, organisation: int) -> str:
    app = Database(cluster.url("hearth_app", name))
    return app.sql("set hearth.organisation = :o; select count(*) from person", o=str(organisation))


def test_a_round_trip_brings_back_every_row_right_and_policy(cluster, site: Site, tmp_path: Path) -> None:
    file, before = tmp_path / "hearth.tar", rows(site.database)
    backup.write(site, file)
    assert file.stat().st_mode & 0o777 == 0o600
    archive.check(file)

    site.database.sql("truncate note; drop policy own on person; alter table person disable row level security")
    site.database.sql("create table of_a_later_time (n int); create schema elsewhere")
    script.load(site.database, unpack(file, tmp_path))

    assert rows(site.database) == before
    assert visible(cluster, "site", 0) == visible(cluster, "site", 1) == "250"
    assert visible(cluster, "site", 7) == "0"
    gone = "select to_regclass('of_a_later_time') is null and to_regnamespace('elsewhere') is null"
    assert site.database.sql(gone) == "t"
    with pytest.raises(Problem, match="append-only"):
        site.database.sql("delete from note")
    # The rights that tables get by default are back too, and numbering goes on where it was.
    site.database.sql("create table later (n int); insert into person (name, organisation) values ('New', 1)")
    assert Database(cluster.url("hearth_app", "site")).sql("select count(*) from later") == "0"
    assert site.database.sql("select max(id) from person") == "501"


def test_a_restore_works_for_an_owner_of_another_name_who_is_no_superuser(cluster, site: Site, tmp_path: Path) -> None:
    file, before = tmp_path / "hearth.tar", rows(site.database)
    backup.write(site, file)
    server = Database(cluster.url(name="postgres"))
    server.sql("create role council login createrole bypassrls; create database council owner council")
    target = Database(cluster.url("council", "council"))
    server.sql("grant hearth_app to council with admin option")
    try:
        script.load(target, unpack(file, tmp_path))
        assert rows(target) == before
        assert visible(cluster, "council", 1) == "250"
        assert target.sql("select tableowner from pg_tables where tablename = 'person'") == "council"
        target.sql("create table later (n int)")
        assert Database(cluster.url("hearth_app", "council")).sql("select count(*) from later") == "0"
    finally:
        server.sql("drop database council with (force); drop role council")


def test_an_owner_who_may_not_see_every_row_gets_no_backup_rather_than_a_thinned_one(cluster, tmp_path: Path) -> None:
    server = Database(cluster.url(name="postgres"))
    server.sql("create role partial login; create database partial owner partial")
    database = Database(cluster.url("partial", "partial"))
    database.sql(SCHEMA)
    try:
        with pytest.raises(Problem, match="BYPASSRLS"):
            backup.write(Site(tmp_path, True, database, None, cluster), tmp_path / "hearth.tar")
        assert list(tmp_path.iterdir()) == []
    finally:
        server.sql("drop database partial with (force); drop role partial")


def test_a_failed_restore_leaves_the_database_as_it_was(site: Site, tmp_path: Path) -> None:
    file, before = tmp_path / "hearth.tar", rows(site.database)
    backup.write(site, file)
    dump = unpack(file, tmp_path)
    body = dump.read_bytes()
    dump.write_bytes(body[: len(body) * 2 // 3])
    with pytest.raises(Problem, match="as it was"):
        script.load(site.database, dump)
    assert rows(site.database) == before


def test_a_database_with_data_is_only_replaced_when_asked(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "hearth.tar"
    backup.write(site, file)
    with pytest.raises(Problem, match="--replace"):
        backup.read(site, file, archive.check(file), replace=False)


def test_a_database_in_use_is_not_replaced(cluster, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "hearth.tar"
    backup.write(site, file)
    busy = subprocess.Popen(
        site.database.command("psql", "-X", "-c", "select pg_sleep(60)"), env=site.database.environment()
    )
    try:
        until = time.monotonic() + 10
        while site.database.sql("select count(*) from pg_stat_activity where query = 'select pg_sleep(60)'") != "1":
            assert time.monotonic() < until
        with pytest.raises(Problem, match="1 other sessions use this database"):
            backup.read(site, file, archive.check(file), replace=True)
    finally:
        busy.kill()
        busy.wait()


@pytest.mark.parametrize(
    "harm", ["a byte changed", "cut off", "a part left out", "no backup at all", "a path out of it"]
)
def test_a_damaged_file_is_refused(site: Site, tmp_path: Path, harm: str) -> None:
    file = tmp_path / "hearth.tar"
    backup.write(site, file)
    body = bytearray(file.read_bytes())
    match harm:
        case "a byte changed":
            body[len(body) // 2] ^= 1
            file.write_bytes(body)
        case "cut off":
            file.write_bytes(body[: len(body) // 2])
        case "no backup at all":
            file.write_bytes(b"hello")
        case "a part left out":
            rewrite(file, leave_out="media/logo.png")
        case "a path out of it":
            rewrite(file, add="media/../../outside")
    with pytest.raises(Problem, match=r"Nothing was changed|no backup of Hearth holds"):
        archive.check(file)


def test_a_backup_of_a_newer_release_is_refused(site: Site, tmp_path: Path) -> None:
    site.database.sql("insert into django_migrations (app, name) values ('core', '9999_of_next_year')")
    file = tmp_path / "hearth.tar"
    backup.write(site, file)
    with pytest.raises(Problem, match=r"newer Hearth .* core\.9999_of_next_year"):
        archive.check(file)


def test_the_script_fits_its_target_and_never_touches_data() -> None:
    rows_in = [
        b"SET transaction_timeout = 0;\n",
        b"ALTER DEFAULT PRIVILEGES FOR ROLE old IN SCHEMA public GRANT SELECT ON TABLES TO hearth_app;\n",
        b"COPY public.note (text) FROM stdin;\n",
        b"SET transaction_timeout = 0;\n",
        b"ALTER DEFAULT PRIVILEGES FOR ROLE old IN SCHEMA x\n",
        b"\\.\n",
        b"SET transaction_timeout = 0;\n",
    ]
    fitted = list(script.fitted(rows_in, '"New"'))
    assert fitted == [
        b'ALTER DEFAULT PRIVILEGES FOR ROLE "New" IN SCHEMA public GRANT SELECT ON TABLES TO hearth_app;\n',
        *rows_in[2:6],
    ]


def test_a_password_stays_out_of_command_lines_and_messages() -> None:
    database = Database("postgresql://council:s%40cret@db.example:5432/hearth?sslmode=require")
    assert "cret" not in database.shown()
    assert database.environment()["PGPASSWORD"] == "s@cret"
    assert database.name == "hearth"


def unpack(file: Path, folder: Path) -> Path:
    with tarfile.open(file) as tar:
        body = tar.extractfile(archive.DUMP)
        assert body
        (folder / "dump").write_bytes(body.read())
    return folder / "dump"


def rewrite(file: Path, *, leave_out: str = "", add: str = "") -> None:
    with tarfile.open(file) as tar:
        parts = [(member, tar.extractfile(member).read()) for member in tar if member.name != leave_out]
    with tarfile.open(file, "w") as tar:
        for member, body in parts:
            tar.addfile(member, io.BytesIO(body))
        if add:
            tar.addfile(tarfile.TarInfo(add), io.BytesIO(b""))


def test_the_manifest_says_what_the_backup_is(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "hearth.tar"
    backup.write(site, file)
    with tarfile.open(file) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))
    assert names[0] == "database.dump"
    assert names[-1] == "manifest.json"
    assert set(manifest["parts"]) == {"database.dump", "secret-key", *(f"media/{name}" for name in MEDIA)}
    assert manifest["migrations"] == ["core.0001_roles"]
    assert manifest["row_security"] == ["person forced"]
    assert manifest["version"]
    assert "a-long-random-text" not in manifest["key"]
