"""The bundled PostgreSQL, for real: started, shared, killed, taken over."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops import postgres, postgres_place
from ops.database import Database, prepare
from ops.paths import ROOT
from ops.postgres import Cluster
from ops.say import Problem

pytestmark = pytest.mark.slow


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not pytest's own folder, which the database's account may not enter.
    made = Path(tempfile.mkdtemp(prefix="hearth-ops-"))
    made.chmod(0o711)
    yield made
    _clear(made)


def _clear(data: Path) -> None:
    if (data / "postgres").exists():
        postgres.for_data_folder(data).remove()
    shutil.rmtree(data)


def wait_until_dead(cluster: Cluster) -> None:
    until = time.monotonic() + 10
    while cluster.pid() is not None:
        assert time.monotonic() < until
        time.sleep(0.05)


def kill(cluster: Cluster) -> int:
    pid = cluster.pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    wait_until_dead(cluster)
    return pid


def test_it_starts_serves_both_roles_and_stops(folder: Path) -> None:
    cluster = postgres.for_data_folder(folder)
    with cluster.in_use() as started:
        assert started
        prepare(Database(cluster.url()))
        prepare(Database(cluster.url()))  # again: nothing to do, no error
        assert Database(cluster.url()).sql(
            "select current_user, rolsuper from pg_roles where rolname = current_user"
        ) == ("hearth_owner|t")
        app = Database(cluster.url("hearth_app"))
        assert app.sql("select rolsuper or rolbypassrls from pg_roles where rolname = current_user") == "f"
        assert app.sql("show listen_addresses") == ""
    assert cluster.pid() is None


def test_nobody_else_may_enter_its_folder(folder: Path) -> None:
    cluster = postgres.for_data_folder(folder)
    with cluster.in_use():
        assert cluster.place.data.stat().st_mode & 0o777 == 0o700
        assert cluster.place.data.stat().st_uid != 0
        assert cluster.place.sockets.stat().st_mode & 0o077 == 0


def test_the_last_command_to_leave_stops_it(folder: Path) -> None:
    first, second = postgres.for_data_folder(folder), postgres.for_data_folder(folder)
    with first.in_use():
        with second.in_use() as started:
            assert not started
        assert first.answers()
    assert not first.answers()


def test_a_killed_server_starts_again_with_its_data(folder: Path) -> None:
    cluster = postgres.for_data_folder(folder)
    with cluster.in_use():
        prepare(Database(cluster.url()))
        Database(cluster.url()).sql("create table kept (n int); insert into kept values (7)")
        kill(cluster)
        assert (cluster.place.data / "postmaster.pid").exists()
        assert cluster.start()
        assert Database(cluster.url()).sql("select n from kept") == "7"


def test_a_stale_number_that_another_program_has_got_since_does_not_count(folder: Path) -> None:
    cluster = postgres.for_data_folder(folder)
    with cluster.in_use():
        kill(cluster)
        file = cluster.place.data / "postmaster.pid"
        rows = file.read_text().splitlines()
        file.write_text("\n".join([str(os.getpid()), *rows[1:]]) + "\n")
        assert cluster.pid() is None
        assert cluster.start()


HUB = """
import sys, time
from pathlib import Path
from ops import postgres
with postgres.for_data_folder(Path(sys.argv[1])).in_use():
    print("up", flush=True)
    time.sleep(60)
"""


def test_a_server_left_by_a_killed_hub_is_recognised_and_in_the_end_stopped(folder: Path) -> None:
    hub = subprocess.Popen([sys.executable, "-c", HUB, folder], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert hub.stdout
    assert hub.stdout.readline() == "up\n"
    hub.kill()
    hub.wait()
    hub.stdout.close()
    cluster = postgres.for_data_folder(folder)
    left = cluster.pid()
    assert left
    with cluster.in_use() as started:
        assert not started
        assert cluster.pid() == left
    assert cluster.pid() is None


def test_an_interrupted_first_start_is_begun_again(folder: Path) -> None:
    part = folder / "postgres.part"
    part.mkdir()
    (part / "PG_VERSION").write_text("18\n")
    cluster = postgres.for_data_folder(folder)
    with cluster.in_use():
        assert cluster.answers()


def test_a_data_folder_with_a_very_long_path_works() -> None:
    outer = Path(tempfile.mkdtemp(prefix="hearth-ops-"))
    outer.chmod(0o711)
    data = outer / ("a-long-name-" * 5) / ("and-another-one-" * 4)
    data.mkdir(parents=True)
    try:
        cluster = postgres.for_data_folder(data)
        assert len(str(cluster.place.sockets)) < 60
        with cluster.in_use():
            assert Database(cluster.url(name="postgres")).sql("select 1") == "1"
    finally:
        _clear(data)
        shutil.rmtree(outer)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the database under another account")
def test_below_a_private_home_the_database_lives_where_its_account_can_reach_it() -> None:
    home = Path(tempfile.mkdtemp(prefix="hearth-ops-"))  # 0700, root's
    data = home / "data"
    data.mkdir()
    cluster = postgres.for_data_folder(data)
    try:
        assert (data / "postgres").is_symlink()
        assert cluster.place.data.parent == postgres_place.BASE / "data"
        with cluster.in_use():
            assert cluster.place.uid == pwd.getpwnam(postgres_place.ACCOUNT).pw_uid
            assert cluster.answers()
        assert postgres.for_data_folder(data).place == cluster.place
        (data / "postgres").unlink()
        fresh = postgres.for_data_folder(data)
        assert fresh.place.data != cluster.place.data, "a fresh data folder must not find an old database"
    finally:
        cluster.remove()
        shutil.rmtree(home)


def test_a_cluster_of_another_major_version_is_refused_in_words(folder: Path) -> None:
    cluster = postgres.for_data_folder(folder)
    with cluster.in_use():
        pass
    (cluster.place.data / "PG_VERSION").write_text("13\n")
    with pytest.raises(Problem, match="made by PostgreSQL 13"):
        cluster.start()
    (cluster.place.data / "PG_VERSION").write_text("18\n")


def test_clusters_of_killed_test_runs_are_cleared_away() -> None:
    place = postgres_place.find_for_tests()
    dead = subprocess.Popen(["true"])
    dead.wait()
    orphan = place.data.with_name(place.data.name.replace(str(os.getpid()), str(dead.pid)))
    locks_in = orphan.with_name(orphan.name + ".locks")
    left = Cluster(postgres_place.Place(place.programs, orphan, orphan, place.uid), lock_folder=locks_in)
    left.start()
    pid = left.pid()
    with postgres.for_tests():
        assert not orphan.exists()
        assert not locks_in.exists()
        assert not Path(f"/proc/{pid}/exe").exists()
