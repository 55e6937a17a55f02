"""One holder at a time, told in words, and never a lock that outlives its holder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ops import locks
from ops.paths import ROOT

HOLD = """
import sys, time
from pathlib import Path
from ops import locks
with locks.alone(Path(sys.argv[1]), address="http://localhost:8000/"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path):
    path = tmp_path / "hub.lock"
    process = subprocess.Popen([sys.executable, "-c", HOLD, path], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield path, process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_process_is_told_who_holds_the_lock(holder) -> None:
    path, process = holder
    with pytest.raises(locks.Held) as caught, locks.alone(path):
        pass
    assert caught.value.about == {"pid": process.pid, "address": "http://localhost:8000/"}


def test_a_killed_holder_leaves_no_lock(holder) -> None:
    path, process = holder
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with locks.alone(path) as lock:
        assert lock.read()["pid"] == os.getpid()


def test_many_share_and_the_last_one_may_have_it_alone(tmp_path: Path) -> None:
    first, second = locks.FileLock(tmp_path / "use"), locks.FileLock(tmp_path / "use")
    first.shared()
    assert second.try_shared()
    assert not first.try_exclusive()
    second.close()
    assert first.try_exclusive()
    first.close()


def test_a_lock_file_with_rubbish_in_it_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "hub.lock").write_text("not json")
    lock = locks.FileLock(tmp_path / "hub.lock")
    assert lock.read() == {}
    lock.close()
