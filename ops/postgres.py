"""The bundled PostgreSQL: made, started, recognised when it still runs, and stopped.

It listens on a Unix socket only, inside a folder that only its account may enter; `trust` is safe there and only there.
Roles: `hearth_owner` (superuser, migrates), `hearth_app` (serves, lives under row security). Database: `hearth`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from ops import locks, postgres_place
from ops.database import OWNER
from ops.postgres_place import Place
from ops.say import Problem

PATIENCE = 60  # seconds to wait for a start or a stop


class Cluster:
    """One PostgreSQL cluster in one place. `safe=False` gives up durability for speed: for tests only."""

    def __init__(self, place: Place, *, lock_folder: Path, safe: bool = True) -> None:
        self.place = place
        self.safe = safe
        self._locks = lock_folder

    @property
    def log(self) -> Path:
        """What PostgreSQL says before its own log files begin, above all why it does not start."""
        return self.place.data / "start.log"

    def url(self, role: str = OWNER, name: str = "hearth") -> str:
        """The address of a database of this cluster for one of the two roles."""
        return f"postgresql://{role}@/{name}?host={quote(str(self.place.sockets), safe='/')}"

    @contextmanager
    def in_use(self) -> Iterator[bool]:
        """Start the cluster if it does not run, and stop it afterwards if nobody else uses it.

        Yields whether this call started it. Several commands may use one cluster at a time; the last one to leave
        stops it. One that a killed command left behind is taken over, and stopped in the end.
        """
        lock = locks.FileLock(self._locks / "database.lock")
        lock.shared()
        try:
            yield self.start()
        finally:
            # Others who use it hold the lock too, so this fails while there is anybody.
            if lock.try_exclusive():
                self.stop()
            lock.close()

    def start(self) -> bool:
        """Start it and wait until it answers. False when it ran already. Raises Problem with the log's last lines."""
        with locks.in_turn(self._locks / "database-start.lock"):
            self._make()
            if self.answers():
                return False
            self._clear_stale()
            if self.pid() is None or not self._wait_for_answer():
                self._configure()
                self._control("start", "-w", "-t", str(PATIENCE), "-l", str(self.log))
        return True

    def stop(self, how: str = "fast") -> None:
        """Stop it and wait; nothing happens when it does not run."""
        if self.pid() is not None:
            self._control("stop", "-w", "-t", str(PATIENCE), "-m", how)

    def pid(self) -> int | None:
        """The server's process, or None. A number that some other program has got since does not count."""
        try:
            first = (self.place.data / "postmaster.pid").read_text().splitlines()[0]
            pid = int(first)
        except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
            return None
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return None
        return pid if os.fsencode(self.place.data) in words and state != "Z" else None

    def answers(self) -> bool:
        """Whether it accepts connections now."""
        if self.pid() is None:
            return False
        ask: list[str | Path] = [self.place.programs / "pg_isready", "-q", "-h", self.place.sockets]
        ask += ["-U", OWNER, "-d", "postgres"]
        return subprocess.run(ask, env=_clean_environment(), check=False).returncode == 0

    def remove(self) -> None:
        """Stop it at once and delete it with all its data: for tests' clusters."""
        self.stop("immediate")
        shutil.rmtree(self.place.data, ignore_errors=True)
        if self.place.sockets != self.place.data:
            shutil.rmtree(self.place.sockets, ignore_errors=True)

    def _make(self) -> None:
        data = self.place.data
        if (data / "PG_VERSION").exists():
            self._check_version()
            return
        if data.exists() and any(data.iterdir()):
            raise Problem(f"The folder {data} should hold the database but holds something else. Use another --data.")
        part = data.with_name(data.name + ".part")
        shutil.rmtree(part, ignore_errors=True)  # left by a start that was killed
        self.place.give(part)
        make: list[str | Path] = ["initdb", "-D", part, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-instructions"]
        make += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if not self.safe:
            make.append("--no-sync")
        self._program(make, failed="The database could not be made.")
        if data.exists():
            data.rmdir()
        part.rename(data)

    def _check_version(self) -> None:
        made_by = (self.place.data / "PG_VERSION").read_text().strip()
        shown = subprocess.run([self.place.programs / "postgres", "-V"], capture_output=True, text=True, check=True)
        bundled = shown.stdout.split()[2].split(".")[0]  # "postgres (PostgreSQL) 18.6"
        if made_by != bundled:
            raise Problem(
                f"This database was made by PostgreSQL {made_by}, and this release brings {bundled}.\n"
                "Make a backup with the earlier release (./hub backup FILE), then restore it here into a new --data."
            )

    def _configure(self) -> None:
        """Write the settings anew at every start, so that a new release can change them."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20  # MB
        settings: dict[str, str | int] = {
            "listen_addresses": "''",
            "port": 5432,
            "unix_socket_directories": _quoted(str(self.place.sockets)),
            "unix_socket_permissions": "0700",
            "max_connections": 100,
            "shared_buffers": f"{max(64, min(1024, memory // 8))}MB",
            "effective_cache_size": f"{max(128, memory // 2)}MB",
            "max_locks_per_transaction": 256,
            "timezone": "'UTC'",
            "logging_collector": "on",
            "log_directory": "'log'",
            "log_filename": "'postgresql-%a.log'",
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            # A failed statement and its details hold people's data; logs must not.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        if not self.safe:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        text = "# Written by ./hub at every start.\n" + "".join(f"{key} = {value}\n" for key, value in settings.items())
        file = self.place.data / "postgresql.conf"
        file.write_text(text)  # initdb has made the file, so its owner stays the cluster's account

    def _clear_stale(self) -> None:
        """Remove what a killed server left, which could keep the next one from starting."""
        if self.pid() is None:
            # A process of that number may exist by now, or be dead and not yet collected by its parent.
            for left in (self.place.data / "postmaster.pid", self.place.sockets / ".s.PGSQL.5432.lock"):
                left.unlink(missing_ok=True)

    def _wait_for_answer(self) -> bool:
        """Wait for a server that is just starting or stopping. False when it is gone."""
        until = time.monotonic() + PATIENCE
        while self.pid() is not None:
            if self.answers():
                return True
            if time.monotonic() > until:
                raise Problem(f"The database in {self.place.data} runs but does not answer. Its log is beside it.")
            time.sleep(0.2)
        return False

    def _control(self, verb: str, *options: str) -> None:
        command: list[str | Path] = ["pg_ctl", verb, "-s", "-D", self.place.data, *options]
        self._program(command, failed=f"The database did not {verb}.")

    def _program(self, command: list[str | Path], *, failed: str) -> None:
        """Run one of PostgreSQL's programs under the cluster's account."""
        name, *options = command
        # Not a pipe: the server would inherit it and keep us waiting for its end.
        done = subprocess.run(
            [self.place.programs / name, *options],
            cwd="/",
            env=_clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if name == "initdb" else subprocess.DEVNULL,
            text=True,
            umask=0o077,
            check=False,
            **self.place.as_account(),
        )
        if done.returncode:
            raise Problem(f"{failed}\n{(done.stderr or self._last_words()).strip()}")

    def _last_words(self) -> str:
        logs = [self.log, *sorted((self.place.data / "log").glob("*.log"), key=lambda file: file.stat().st_mtime)[-1:]]
        return "\n".join(line for file in logs if file.exists() for line in file.read_text().splitlines()[-8:])


def for_data_folder(data_folder: Path) -> Cluster:
    """The cluster of a Hearth data folder."""
    return Cluster(postgres_place.find(data_folder), lock_folder=data_folder)


@contextmanager
def for_tests() -> Iterator[Cluster]:
    """A running cluster of its own that is deleted afterwards; those that a killed test run left are deleted first."""
    for place in postgres_place.left_over_tests():
        Cluster(place, lock_folder=place.data, safe=False).remove()
    place = postgres_place.find_for_tests()
    locks_in = place.data.with_name(place.data.name + ".locks")
    cluster = Cluster(place, lock_folder=locks_in, safe=False)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()
        shutil.rmtree(locks_in, ignore_errors=True)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _clean_environment() -> dict[str, str]:
    """No PG… variable of the caller may reach the bundled cluster's programs."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG") and not key.startswith("LC_")}
    return {**kept, "LC_ALL": "C"}
