"""The Python environment `.venv`: made once, then kept exactly as the lock files say."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Literal

from ops import stamps
from ops.paths import PYTHON, REQUIREMENTS, VENV, package
from ops.say import Problem, Step

Set = Literal["runtime", "dev"]
_STAMPS = VENV / "hearth-stamps"


def ensure(wanted: Set, step: Step) -> None:
    """Make `.venv` and install the locked packages of one set, each checked against its hash.

    `dev` holds everything of `runtime`; an environment with `dev` is kept at `dev`, so that `./hub run` does not take
    away what `./hub test` put there. Raises Problem with the installer's words when a package cannot be fetched.
    """
    if is_whole(wanted):
        step.skip()
        return
    chosen: Set = "dev" if wanted == "dev" or package("pytest").exists() else "runtime"
    if not PYTHON.exists():
        step.note("making .venv")
        _make()
    uv = VENV / "bin" / "uv"
    bootstrap = REQUIREMENTS / "bootstrap.txt"
    if not uv.exists() or not stamps.is_current(_STAMPS / "bootstrap", _lock("bootstrap")):
        step.note("installing the installer")
        pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        _run([*pip, "--require-hashes", "--only-binary=:all:", "-r", bootstrap])
        stamps.write(_STAMPS / "bootstrap", _lock("bootstrap"))
    step.note(f"installing the locked packages ({chosen})")
    sync: list[str | Path] = [uv, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes"]
    _run([*sync, REQUIREMENTS / f"{chosen}.txt"])
    stamps.write(_STAMPS / "runtime", _lock("runtime"))
    if chosen == "dev":
        stamps.write(_STAMPS / "dev", _lock("dev"))
    step.result = "installed"


def _lock(name: str) -> str:
    return stamps.fingerprint([REQUIREMENTS / f"{name}.txt"])


def is_whole(wanted: Set) -> bool:
    """Whether `.venv` holds what the lock file of a set says, as far as this command has seen to it."""
    return PYTHON.exists() and stamps.is_current(_STAMPS / wanted, _lock(wanted))


def _make() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (the command may be started by any Python 3)
        raise Problem("Hearth needs Python 3.11 or newer.")
    try:
        venv.create(VENV, with_pip=True, symlinks=True, clear=False)
    except subprocess.CalledProcessError as error:
        raise Problem(
            "Python could not make its environment: the package for it is missing.\n"
            "On Debian and Ubuntu, run: apt-get install python3-venv"
        ) from error


def _run(command: list[str | Path]) -> None:
    # The system's certificates: an organisation's own gateway is known to the machine, not to the installer.
    env = {"UV_SYSTEM_CERTS": "1", **os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    env["UV_COMPILE_BYTECODE"] = "1"  # once here, not at each start of each of our processes
    if not os.access(Path.home(), os.W_OK):
        # A service account may have no home to keep a cache in.
        env.setdefault("UV_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"hearth-uv-{os.getuid()}"))
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(f"The packages could not be installed.\n{(done.stderr or done.stdout).strip()}")
