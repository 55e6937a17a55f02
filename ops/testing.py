"""`./hub test` and `./hub lint`: every check of the project, against a PostgreSQL of their own."""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

from ops import browser, database, postgres, setup, template
from ops.database import Database
from ops.paths import ROOT, VENV
from ops.say import Step, line

_BIN = VENV / "bin"
CHECKS: dict[str, list[str]] = {
    "ruff (lint)": ["ruff", "check"],
    "ruff (format)": ["ruff", "format", "--check"],
    "mypy (types)": ["mypy"],
    "import-linter (layers)": ["lint-imports"],
}
MOST_PROCESSES = 8
FOR_TESTS = {"HEARTH_TEST_DB", "HEARTH_CHROMIUM", "HEARTH_PICTURES", "HEARTH_ORUK_SCHEMAS", "HEARTH_BENCH_POSTCODES"}


def test(options: argparse.Namespace, pytest_words: list[str]) -> int:
    """Set up, check, test; returns 0 when all of it passed. With words for pytest: those tests alone."""
    began = time.monotonic()
    line("Hearth's tests\n")
    setup.checkout("dev")
    env = _environment()
    if not options.fast:
        with Step("Browser for the journeys") as step:
            found = browser.ensure(step)
            if found:
                env["HEARTH_CHROMIUM"] = found
    failed: list[str] = []
    with ExitStack() as stack:
        making: Future[str] | None = None
        if database.from_environment(os.environ) is None:
            with Step("PostgreSQL for the tests") as step:
                cluster = stack.enter_context(postgres.for_tests())
                database.prepare(Database(cluster.url()))
                step.result = "started"
            env["DATABASE_URL"] = cluster.url()
            # Beside the checks of the code: each keeps one core busy.
            pool = stack.enter_context(ThreadPoolExecutor(1))
            making = pool.submit(template.make, Database(cluster.url()), dict(env))
        if not pytest_words:
            failed += check(env)
        if making is not None:
            with Step("Tables for the tests"):
                env["HEARTH_TEST_TEMPLATE"] = making.result()
        if _run("pytest", [str(_BIN / "python"), "-m", "pytest", *_pytest_options(options, pytest_words)], env):
            failed.append("pytest")
    return _close(failed, began)


def lint(options: argparse.Namespace) -> int:
    """The checks that read the code without running it."""
    began = time.monotonic()
    setup.checkout("dev")
    if options.fix:
        for words in (["check", "--fix"], ["format"]):
            subprocess.run([_BIN / "ruff", *words], cwd=ROOT, check=False)
    return _close(check(_environment()), began)


def check(env: dict[str, str]) -> list[str]:
    """Run the checks; returns the names of those that failed."""
    return [name for name, (program, *words) in CHECKS.items() if _run(name, [str(_BIN / program), *words], env)]


def _pytest_options(options: argparse.Namespace, words: list[str]) -> list[str]:
    chosen: list[str] = []
    if not any(word == "-n" or word.startswith(("-n", "--numprocesses")) for word in words):
        # How they are shared out says `conftest.py`.
        chosen += ["-n", str(min(MOST_PROCESSES, max(2, os.cpu_count() or 2))), "--dist", "loadscope"]
    if options.fast:
        chosen += ["-m", "not journey and not slow"]
    if options.note_slow:
        chosen.append("--note-slow")  # conftest.py
    if not words:
        # Why a test was left out belongs into the record of a whole run.
        chosen += ["-q", "-rfEs", "--durations=10"]
    return chosen + words


def _environment() -> dict[str, str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{_BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    # Settings of a real site must not reach the tests.
    for name in [key for key in env if key.startswith("HEARTH_")]:
        if name not in FOR_TESTS:
            del env[name]
    env.pop("DATABASE_SERVING_URL", None)
    env.pop("DJANGO_SETTINGS_MODULE", None)
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, not at each start
    return env


def _run(name: str, command: list[str], env: dict[str, str]) -> int:
    line(f"\n== {name}")
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    line(f"   {'passed' if code == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)")
    return code


def _close(failed: list[str], began: float) -> int:
    took = time.monotonic() - began
    minutes = f"{int(took // 60)} min {int(took % 60)} s"
    if failed:
        line(f"\nFailed: {', '.join(failed)} ({minutes}). What was wrong stands above.")
        return 1
    line(f"\nEverything passed ({minutes}).")
    return 0
