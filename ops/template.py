"""A database with all tables, from which each process of the tests takes its own copy.

Migrating an empty database takes longer than many a test. It is done once for each state of the migrations; what came
of it is kept in `.build/tests/` and put back at the next run.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ops import stamps
from ops.database import Database, prepare
from ops.paths import BUILD, PYTHON, REQUIREMENTS, ROOT
from ops.say import Problem

NAME = "hearth_template"
FOLDER = BUILD / "tests"


def make(server: Database, env: Mapping[str, str]) -> str:
    """Make the template on a server of the tests' own and return its name. Raises Problem where a migration fails."""
    template = server.with_name(NAME)
    prepare(template)
    if put_back(template):
        return NAME
    template.with_name("postgres").sql('drop database :"name"', name=NAME)
    prepare(template)
    _migrate(template, env)
    _keep(template, _kept())
    return NAME


def put_back(database: Database) -> bool:
    """Put the kept tables into an empty database; False where none are kept for these migrations, or they are broken.

    For the tests that start whole sites of their own, which need not all wait for the migrations.
    """
    kept = _kept()
    return (
        kept.exists()
        and not database.run("pg_restore", "--exit-on-error", "--single-transaction", str(kept)).returncode
    )


def _kept() -> Path:
    """Named by what the tables come from: migrations, the vocabularies that are written after them, the packages."""
    files = [*ROOT.glob("hearth/*/migrations/*.py"), *ROOT.glob("hearth/*/data/*.yaml"), REQUIREMENTS / "runtime.txt"]
    return FOLDER / f"{stamps.fingerprint(files, '1')}.dump"


def _migrate(template: Database, env: Mapping[str, str]) -> None:
    done = subprocess.run(
        [PYTHON, "-m", "django", "migrate", "--no-input"],
        cwd=ROOT,
        env={
            **env,
            "DATABASE_URL": template.url,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "HEARTH_DB_ROLE": "owner",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Problem(f"The tables could not be made.\n{(done.stdout + done.stderr).strip()[-3000:]}")


def _keep(template: Database, kept: Path) -> None:
    """For the next run; older states go. Where it cannot be written the tests run all the same."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    part = kept.with_name(f"{kept.name}.{os.getpid()}")
    if template.run("pg_dump", "-Fc", "-Z1", "-f", str(part)).returncode:
        part.unlink(missing_ok=True)
        return
    for old in FOLDER.glob("*.dump"):
        old.unlink(missing_ok=True)
    part.replace(kept)
