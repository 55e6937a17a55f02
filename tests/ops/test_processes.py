"""Real processes: kept alive, restarted, ended, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.paths import ROOT
from ops.processes import Child, Log, end_all


def child(tmp_path: Path, code: str, title: str = "web server") -> Child:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return Child(title, [sys.executable, "-c", code], env, Log(tmp_path / "child.log"))


def wait_for(said: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def test_a_process_that_dies_is_started_again_and_its_last_words_are_shown(tmp_path: Path, capsys) -> None:
    it = child(tmp_path, "print('no such setting'); raise SystemExit(3)")
    it.start()
    wait_for(lambda: it.ended() == 3)
    it.look_after()
    said = capsys.readouterr().err
    assert "The web server stopped (exit code 3); starting it again in 1 s." in said
    assert "no such setting" in said
    assert str(tmp_path / "child.log") in said
    wait_for(lambda: (it.look_after(), (tmp_path / "child.log").read_text().count("no such setting") == 2)[1])
    it.end(0)


def test_the_pause_before_a_restart_grows(tmp_path: Path, capsys) -> None:
    it = child(tmp_path, "raise SystemExit(1)")
    it.start()
    wait_for(lambda: it.ended() is not None)
    it.look_after()
    wait_for(lambda: (it.look_after(), "again in 2 s" in capsys.readouterr().err)[1])
    it.end(0)


def test_ending_lets_a_process_finish_and_then_insists(tmp_path: Path, capsys) -> None:
    up = "print('up', flush=True); time.sleep(60)"
    polite = "import signal, sys, time; signal.signal(15, lambda *_: (print('bye', flush=True), sys.exit(0))); " + up
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); " + up
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    both = [child(tmp_path / "a", polite), child(tmp_path / "b", stubborn, "worker")]
    for it in both:
        it.start()
    wait_for(lambda: all("up" in it.log.last for it in both))
    end_all(both, grace=1)
    assert both[0].ended() == 0
    assert "bye" in (tmp_path / "a" / "child.log").read_text()
    assert both[1].ended() == -signal.SIGKILL
    assert "The worker did not finish in time" in capsys.readouterr().err


HUB = """
import sys, time
from pathlib import Path
from tests.ops.test_processes import child
it = child(Path(sys.argv[1]), "import os,time; print(os.getpid(), flush=True); time.sleep(60)")
it.start()
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_killed_hub_leaves_no_process_behind(tmp_path: Path) -> None:
    hub = subprocess.Popen([sys.executable, "-c", HUB, tmp_path], cwd=ROOT)
    log = tmp_path / "child.log"
    wait_for(lambda: log.exists() and log.read_text().endswith("\n"))
    pid = int(log.read_text())
    hub.kill()
    hub.wait()
    wait_for(lambda: _is_gone(pid))


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_log_never_outgrows_its_bounds(tmp_path: Path) -> None:
    log = Log(tmp_path / "web.log", size=1000, keep=3)
    process = subprocess.Popen([sys.executable, "-c", "for n in range(1000): print('line', n)"], stdout=subprocess.PIPE)
    assert process.stdout
    log.follow(process.stdout, echo=False).join(10)
    process.wait()
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["web.log", "web.log.1", "web.log.2"]
    assert sum(file.stat().st_size for file in files) < 3100
    assert log.last[-1] == "line 999"
