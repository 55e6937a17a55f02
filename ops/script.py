"""Loads pg_dump's custom format into a database as one transaction.

pg_restore turns the dump into a script, psql runs it. Between the two, a few lines are fitted to the target: its owner
may have another name than the one that made the dump, and an older server does not know every setting.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from ops.database import APP, Database
from ops.say import Problem

_COPY, _COPY_ENDS = b"COPY ", b"\\.\n"
_DEFAULTS = b"ALTER DEFAULT PRIVILEGES FOR ROLE "
# Everything that is not PostgreSQL's own goes, so that nothing of the former state is mixed with the restored one.
_EMPTY = """
set client_min_messages = warning;
do $$
declare schema text;
begin
    for schema in
        select nspname from pg_namespace where nspname not like 'pg\\_%' and nspname <> 'information_schema'
    loop
        execute format('drop schema %I cascade', schema);
    end loop;
end $$;
create schema public;
grant usage on schema public to public;
"""


def load(database: Database, dump: Path) -> None:
    """Replace everything in the database by the dump; on any error the database stays as it was.

    Raises Problem with the first error of the server.
    """
    _make_serving_role(database)
    user = database.sql("select quote_ident(current_user)")
    with tempfile.TemporaryFile() as read_errors, tempfile.TemporaryFile() as write_errors:
        reading = subprocess.Popen(
            [database.programs / "pg_restore", "--file=-", "--no-owner", "--no-comments", dump],
            env=database.environment(),
            stdout=subprocess.PIPE,
            stderr=read_errors,
        )
        options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-f", "-"]
        writing = subprocess.Popen(
            database.command("psql", *options),
            env=database.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=write_errors,
        )
        assert reading.stdout
        assert writing.stdin
        whole = True
        try:
            writing.stdin.write(_EMPTY.encode())
            for row in fitted(reading.stdout, user):
                writing.stdin.write(row)
            if reading.wait():
                # psql commits at the end of its input, so it must not see one.
                whole = False
                writing.kill()
            else:
                writing.stdin.close()
        except BrokenPipeError:
            whole = False  # psql has met an error and said so
        except BaseException:
            writing.kill()
            reading.kill()
            raise
        finally:
            reading.stdout.close()
            reading.wait()
            writing.wait()
            with contextlib.suppress(BrokenPipeError):
                writing.stdin.close()
        if writing.returncode or not whole:
            read_errors.seek(0)
            write_errors.seek(0)
            said = (write_errors.read() + read_errors.read()).decode(errors="replace").strip()
            raise Problem(f"The backup could not be restored; the database is as it was.\n{said}")


def fitted(rows: Iterable[bytes], user: str) -> Iterator[bytes]:
    """The script's lines for this server and its role `user` (quoted as a name). Rows of data pass untouched."""
    in_data = False
    for row in rows:
        if in_data:
            in_data = row != _COPY_ENDS
            yield row
            continue
        in_data = row.startswith(_COPY) and row.rstrip().endswith(b"FROM stdin;")
        if row.startswith(b"SET transaction_timeout"):  # unknown before PostgreSQL 17
            continue
        if row.startswith((b"CREATE SCHEMA public;", b"ALTER SCHEMA public OWNER")):
            continue
        if row.startswith(_DEFAULTS):
            rest = row[len(_DEFAULTS) :].partition(b" IN SCHEMA ")
            row = _DEFAULTS + user.encode() + rest[1] + rest[2]
        yield row


def _make_serving_role(database: Database) -> None:
    """The role that serves must exist before its rights can be restored: roles are no part of a database."""
    database.sql(
        r"""
        select format('create role %I nologin', :'app')
         where not exists (select from pg_roles where rolname = :'app') \gexec
        select format('grant %I to %I', :'app', current_user)
          from pg_roles where rolname = current_user and not rolsuper
           and not pg_has_role(current_user, :'app', 'member') \gexec
        """,
        app=APP,
    )
