"""`./hub run` comes to its end in order, and says why where it cannot begin."""

from __future__ import annotations

from pathlib import Path

from ops import postgres, setup, template
from ops.database import Database, prepare
from tests.ops.started import STARTED_FOR_REAL, Running, children, data_folder, eventually, free_port, hub

pytestmark = STARTED_FOR_REAL


def test_ctrl_c_stops_all_that_was_started_a_killed_hub_leaves_its_database_and_a_broken_one_says_why() -> None:
    with data_folder() as data:
        begin_with_tables(data)
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


def begin_with_tables(data: Path) -> None:
    """Leave a data folder as a start that had made the tables; the whole way from nothing is in `test_run.py`."""
    setup.data_folder(str(data))
    cluster = postgres.for_data_folder(data)
    with cluster.in_use():
        prepare(Database(cluster.url()))
        template.put_back(Database(cluster.url()))
