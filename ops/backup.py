"""`./hub backup FILE` and `./hub restore FILE`: one tar file with the database, the media files and a manifest.

In the file: `database.dump` (pg_dump's custom format, one consistent snapshot), `media/…`, the data folder's
`secret-key` if it has one, and last `manifest.json` with Hearth's version, the state of the tables, and a SHA-256 for
every part. A file without its manifest was cut off.

Row security never thins out a backup: pg_dump turns it off for its session and fails, rather than leaving rows out,
when its role may not see them all. That role is the owner of DATABASE_URL: a superuser or one with BYPASSRLS.

A restore checks the whole file before it touches anything, and replaces the database in one transaction.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import subprocess
import tarfile
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ops import archive, locks, script, setup
from ops.database import Database
from ops.paths import ROOT
from ops.say import Problem, Step, line
from ops.setup import Site


def backup(options: argparse.Namespace) -> int:
    """Write a backup. Hearth may be running meanwhile."""
    target = Path(options.file).expanduser().absolute()
    if target.exists() and not options.force:
        raise Problem(f"{target} exists already. Name another file, or add --force to write over it.")
    if not target.parent.is_dir():
        raise Problem(f"There is no folder {target.parent}.")
    setup.checkout("runtime")
    data = setup.data_folder(options.data)
    with setup.site(data) as here:
        write(here, target)
    line(f"\nThe backup is {target} ({_megabytes(target.stat().st_size)}). It holds personal data: keep it safe.")
    if os.environ.get("HEARTH_SECRET_KEY"):
        line("It does not hold HEARTH_SECRET_KEY. Keep that too: families' codes to follow a request depend on it.")
    return 0


def write(here: Site, target: Path) -> None:
    """Write a site's backup into a file that appears only when it is whole, readable by this account only."""
    part = target.with_name(target.name + ".part")
    try:
        _write_parts(here, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _write_parts(here: Site, target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=".hearth-backup-", dir=target.parent) as work:
        dump = Path(work) / archive.DUMP
        with Step("Writing out the database"):
            if not here.database.has_tables():
                raise Problem("This database holds nothing of Hearth yet: there is nothing to back up.")
            manifest = _describe(here)
            _dump(here.database, dump)
        with (
            Step("Writing the backup") as step,
            archive.private(target) as raw,
            tarfile.open(fileobj=raw, mode="w") as tar,
        ):
            parts: dict[str, str] = {archive.DUMP: archive.add(tar, dump, archive.DUMP)}
            files = sorted(
                file for file in (here.data / "media").rglob("*") if file.is_file() and not file.is_symlink()
            )
            if (here.data / archive.KEY).exists():
                parts[archive.KEY] = archive.add(tar, here.data / archive.KEY, archive.KEY)
            for number, file in enumerate(files, start=1):
                name = f"media/{file.relative_to(here.data / 'media').as_posix()}"
                # A file may be deleted between being listed and being read; then the snapshot may not need it either.
                with contextlib.suppress(FileNotFoundError):
                    parts[name] = archive.add(tar, file, name)
                if number % 500 == 0:
                    step.note(f"{number} of {len(files)} media files")
            archive.add_manifest(tar, {**manifest, "parts": parts})
            step.result = f"{len(files)} media files"


def restore(options: argparse.Namespace) -> int:
    """Put a backup back. Hearth must not be running with this data folder."""
    source = Path(options.file).expanduser().absolute()
    if not source.is_file():
        raise Problem(f"There is no file {source}.")
    with Step("Checking the backup"):
        manifest = archive.check(source)
    made = manifest.get("made_at", "at an unknown time")
    media = sum(name.startswith("media/") for name in manifest["parts"])
    line(f"    made {made} by Hearth {manifest.get('version')}, {media} media files")
    setup.checkout("runtime")
    data = setup.data_folder(options.data)
    try:
        with locks.alone(data / "hub.lock"), setup.site(data) as here:
            read(here, source, manifest, replace=options.replace)
            setup.collect_static(here)
    except locks.Held:
        raise Problem("Hearth is running with this data folder. Stop it first, then restore.") from None
    line("\nThe backup is in place. Start Hearth with ./hub run.")
    return 0


def read(here: Site, source: Path, manifest: dict[str, Any], *, replace: bool) -> None:
    """Restore a checked backup: the database in one transaction, then the media files, then migrations forward."""
    database = here.database
    if database.has_tables() and not replace:
        raise Problem(
            f"The database {database.shown()} already holds data. To replace all of it by the backup, add --replace."
        )
    others = _other_sessions(database)
    if others:
        raise Problem(f"{others} other sessions use this database. Stop Hearth everywhere, then restore.")
    with tempfile.TemporaryDirectory(prefix=".hearth-restore-", dir=here.data) as work:
        with Step("Unpacking"):
            archive.unpack(source, Path(work))
        with Step("Restoring the database"):
            script.load(database, Path(work) / archive.DUMP)
        with Step("Media files"):
            _swap(Path(work) / "media", here.data / "media")
        if (Path(work) / archive.KEY).exists():
            (Path(work) / archive.KEY).replace(here.data / archive.KEY)
    if manifest.get("key") and manifest["key"] != _key_mark(here):
        line("  The secret key is not the one of the backup: codes that families hold to follow a request do not work.")
    here.migrate()
    with Step("Row security") as step:
        step.result = f"on {_check_row_security(database, manifest)} tables"


def _describe(here: Site) -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    applied = here.database.sql("select app || '.' || name from django_migrations order by 1")
    return {
        "format": archive.FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": project["version"],
        "postgresql": here.database.sql("show server_version"),
        "migrations": applied.splitlines(),
        "row_security": _row_security(here.database),
        "key": _key_mark(here),
    }


def _key_mark(here: Site) -> str:
    """A mark by which the secret key is recognised but not found out: keys are long and random."""
    file = here.data / archive.KEY
    key = os.environ.get("HEARTH_SECRET_KEY") or (file.read_text().strip() if file.exists() else "")
    return hashlib.sha256(f"hearth backup {key}".encode()).hexdigest()[:16] if key else ""


def _row_security(database: Database) -> list[str]:
    return database.sql("""
        select relname || case when relforcerowsecurity then ' forced' else '' end
          from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity order by 1
    """).splitlines()


def _check_row_security(database: Database, manifest: dict[str, Any]) -> int:
    now = set(_row_security(database))
    # A later release may have dropped a table, so only those that still exist count.
    tables = set(database.sql("select tablename from pg_tables where schemaname = 'public'").splitlines())
    lost = [name for name in manifest.get("row_security", []) if name not in now and name.split()[0] in tables]
    if lost:
        raise Problem(f"After the restore, row security is missing on {', '.join(lost)}. Do not start Hearth on it.")
    return len(now)


def _other_sessions(database: Database) -> int:
    return int(
        database.sql("""
            select count(*) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
        """)
    )


def _dump(database: Database, target: Path) -> None:
    command = database.command("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    done = subprocess.run(command, env=database.environment(), capture_output=True, text=True, umask=0o077, check=False)
    if done.returncode:
        said = done.stderr.strip()
        if "row-level security" in said or "row security" in said:
            said += (
                "\nThe role of DATABASE_URL may not read every row, and a backup must. As a superuser, run:"
                "\n    ALTER ROLE <that role> BYPASSRLS;"
            )
        elif "version mismatch" in said:
            said += "\nInstall PostgreSQL's own programs of the server's version (apt-get install postgresql-client)."
        raise Problem(f"The database could not be written out.\n{said}")


def _swap(restored: Path, media: Path) -> None:
    """Put the restored media in the place of the present ones. The present ones go last."""
    restored.mkdir(mode=0o700, exist_ok=True)
    before = restored.with_name("media-before")
    if media.exists():
        media.rename(before)
    restored.rename(media)


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB"
