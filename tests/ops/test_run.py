"""`./hub run` as a person meets it: started, started twice, harmed, backed up and put back.

One started site serves all of these tests (see `conftest.py`: they stay in one process).
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops import postgres
from ops.database import Database
from tests.ops.started import (
    STARTED_FOR_REAL,
    Running,
    child_named,
    children,
    data_folder,
    eventually,
    free_port,
    hub,
    served,
)

pytestmark = STARTED_FOR_REAL


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with data_folder() as data:
        it = Running(data)
        try:
            it.wait_for("Ctrl-C stops it")
            yield it
        finally:
            it.stop()
            it.close()


def test_it_serves_its_pages_with_their_styles(running: Running) -> None:
    assert f"Hearth is at http://localhost:{running.port}/" in running.said()
    assert served(running)
    status, page = running.get("/")
    assert status == 200
    styles = re.search(r'href="(/static/[^"]+\.css)"', page)
    assert styles
    assert running.get(styles[1])[0] == 200


def test_the_demo_area_is_there_from_the_start(running: Running) -> None:
    owner = Database(postgres.for_data_folder(running.data).url())
    assert int(owner.sql("select count(*) from directory_service")) >= 250
    assert int(owner.sql("select count(*) from referrals_referral")) > 0


def test_starting_twice_says_so(running: Running) -> None:
    done = hub("run", "--data", running.data, "--port", str(free_port()))
    assert done.returncode == 1
    assert f"already runs with the data folder {running.data} at http://localhost:{running.port}/" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_says_so(running: Running) -> None:
    with data_folder() as other:
        done = hub("run", "--data", other, "--port", str(running.port))
    assert done.returncode == 1
    assert f"Port {running.port} is taken by another program. Choose another: ./hub run --port" in done.stderr


def test_other_commands_use_the_database_that_runs(running: Running) -> None:
    done = hub("manage", "--data", running.data, "check")
    assert done.returncode == 0, done.stderr
    assert served(running)


@pytest.mark.parametrize(("word", "title"), [("gunicorn", "web server"), ("\0work\0", "worker")], ids=["web", "worker"])
def test_a_killed_process_is_started_again(running: Running, word: str, title: str) -> None:
    before = child_named(running, word)
    os.kill(before, signal.SIGKILL)
    running.wait_for(f"The {title} stopped (ended by SIGKILL)", 10)
    eventually(lambda: any(word in Path(f"/proc/{pid}/cmdline").read_text() for pid in children(running.process.pid)))
    assert child_named(running, word) != before
    eventually(lambda: served(running))


def test_a_killed_database_is_started_again(running: Running) -> None:
    cluster = postgres.for_data_folder(running.data)
    before = cluster.pid()
    assert before
    os.kill(before, signal.SIGKILL)
    running.wait_for("The database had stopped; starting it again.", 10)
    eventually(lambda: cluster.answers() and cluster.pid() != before)
    eventually(lambda: served(running))


def test_a_backup_of_the_running_site_is_restored_whole_elsewhere(running: Running, tmp_path: Path) -> None:
    file = tmp_path / "hearth.tar"
    (running.data / "media" / "logo.svg").write_text("<svg/>")
    here = Database(postgres.for_data_folder(running.data).url())
    before = row_counts(here)
    made = hub("backup", file, "--data", running.data)
    assert made.returncode == 0, made.stderr
    with data_folder() as elsewhere:
        restored = hub("restore", file, "--data", elsewhere)
        assert restored.returncode == 0, restored.stderr
        assert (elsewhere / "media" / "logo.svg").read_text() == "<svg/>"
        assert (elsewhere / "secret-key").read_text() == (running.data / "secret-key").read_text()
        cluster = postgres.for_data_folder(elsewhere)
        with cluster.in_use():
            there, after = Database(cluster.url()), row_counts(here)
            # The site goes on: a job may have written between, and rows only become more.
            found = row_counts(there)
            assert found.keys() == before.keys() == after.keys()
            assert [name for name in found if not before[name] <= found[name] <= after[name]] == []
            assert definitions(there) == definitions(here)
            app = Database(cluster.url("hearth_app"))
            protected = there.sql("select relname from pg_class where relrowsecurity order by 1").splitlines()
            assert "referrals_referral" in protected
            assert app.sql("select count(*) from referrals_referral") == "0"
        again = hub("restore", file, "--data", elsewhere)
        assert again.returncode == 1
        assert "add --replace" in again.stderr
        assert hub("restore", file, "--data", elsewhere, "--replace").returncode == 0


def test_a_running_site_is_not_restored_over(running: Running, tmp_path: Path) -> None:
    file = tmp_path / "hearth.tar"
    assert hub("backup", file, "--data", running.data).returncode == 0
    done = hub("restore", file, "--data", running.data, "--replace")
    assert done.returncode == 1
    assert "Hearth is running with this data folder" in done.stderr


def row_counts(database: Database) -> dict[str, int]:
    """Rows of every table that a restored site should have in the same number."""
    names = database.sql("select tablename from pg_tables where schemaname = 'public' order by 1").splitlines()
    # Sessions, the cache and the queue live on while the site runs.
    names = [name for name in names if not name.startswith(("procrastinate_", "core_cache", "django_session"))]
    counted = " union all ".join(f"select '{name}', count(*) from {name}" for name in names)
    rows = (line.split("|") for line in database.sql(f"{counted} order by 1").splitlines())
    return {name: int(number) for name, number in rows}


def definitions(database: Database) -> str:
    """Rights, policies, triggers and constraints, as the database tells them."""
    return database.sql("""
        select relname, relacl, relrowsecurity, relforcerowsecurity from pg_class
         where relnamespace = 'public'::regnamespace order by 1;
        select tablename, policyname, roles, cmd, qual, with_check from pg_policies order by 1, 2;
        select tgrelid::regclass::text, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2;
        select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint order by 1, 2
    """)
