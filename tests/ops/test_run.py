"""`./hub run` as a person meets it: started, started twice, harmed, stopped, backed up and put back."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops import environment, postgres
from ops.database import Database
from ops.paths import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("hub-run"),
    pytest.mark.skipif(
        not environment.is_whole("dev"), reason="this checkout was not set up by ./hub test, which starts it for real"
    ),
]


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def surroundings(**further: str) -> dict[str, str]:
    """The environment of somebody who has set nothing."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HEARTH_", "DATABASE_", "DJANGO_"))}
    return kept | further


def hub(*words: str | Path, **further: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "hub", *words], env=surroundings(**further), capture_output=True, text=True, check=False
    )


class Running:
    """A started `./hub run`, what it says, and its data folder."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 (open for as long as it runs)
        command = [ROOT / "hub", "run", "--port", str(self.port), "--data", data]
        self.process = subprocess.Popen(
            command, env=surroundings(), stderr=self._said, stdout=self._said, start_new_session=True
        )

    def said(self) -> str:
        self._said.seek(0)
        return self._said.read()

    def wait_for(self, words: str, seconds: float = 300) -> None:
        until = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.2)

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def close(self) -> None:
        self._said.close()

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(60)


@contextlib.contextmanager
def data_folder() -> Iterator[Path]:
    outer = Path(tempfile.mkdtemp(prefix="hearth-run-"))
    outer.chmod(0o711)
    try:
        yield outer / "data"
    finally:
        if (outer / "data" / "postgres").exists():
            postgres.for_data_folder(outer / "data").remove()
        shutil.rmtree(outer)


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


def eventually(true: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.2)


def served(it: Running) -> bool:
    try:
        return it.get("/health")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def child_named(it: Running, word: str) -> int:
    for pid in children(it.process.pid):
        if word in Path(f"/proc/{pid}/cmdline").read_text():
            return pid
    raise AssertionError(f"no {word} runs")


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


def test_ctrl_c_stops_all_that_was_started_a_killed_hub_leaves_its_database_and_a_broken_one_says_why() -> None:
    with data_folder() as data:
        it = Running(data)
        it.wait_for("Ctrl-C stops it")
        started = [pid for child in children(it.process.pid) for pid in (child, *children(child))]
        assert len(started) >= 4  # web server with two processes, worker
        cluster = postgres.for_data_folder(data)

        it.process.kill()
        it.process.wait()
        eventually(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in started))
        left = cluster.pid()
        assert left
        it.close()

        it = Running(data)
        it.wait_for("Ctrl-C stops it")
        assert "Database: running already" in it.said()
        assert cluster.pid() == left
        started = [pid for child in children(it.process.pid) for pid in (child, *children(child))]
        assert "Demo area: already in place" in it.said()
        assert it.stop() == 0
        assert it.said().rstrip().endswith("Stopped.")
        assert cluster.pid() is None
        assert not any(Path(f"/proc/{pid}/exe").exists() for pid in started)
        it.close()
        shows_the_last_words_of_a_server_that_does_not_start(data)


def shows_the_last_words_of_a_server_that_does_not_start(data: Path) -> None:
    done = hub("run", "--data", data, "--port", str(free_port()), HEARTH_WEB_PROCESSES="many")
    assert done.returncode == 1
    assert "The web server does not start" in done.stderr
    assert "invalid int value: 'many'" in done.stderr
    assert "Traceback" not in done.stderr
    assert postgres.for_data_folder(data).pid() is None


def test_production_asks_for_what_it_needs(tmp_path: Path) -> None:
    done = hub("run", "--data", tmp_path, "--port", str(free_port()), DATABASE_URL="postgresql://a@127.0.0.1:1/b")
    assert done.returncode == 1
    assert "HEARTH_SECRET_KEY" in done.stderr
    assert "HEARTH_ALLOWED_HOSTS" in done.stderr


def test_a_database_that_is_away_is_told_without_its_password(tmp_path: Path) -> None:
    settings = {"HEARTH_SECRET_KEY": "x" * 50, "HEARTH_ALLOWED_HOSTS": "localhost"}
    url = "postgresql://a:s3cret@127.0.0.1:1/b"
    done = hub("run", "--data", tmp_path, "--port", str(free_port()), DATABASE_URL=url, **settings)
    assert done.returncode == 1
    assert "s3cret" not in done.stderr
    assert "refused" in done.stderr
