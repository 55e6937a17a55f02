"""The processes that `./hub run` keeps alive: their logs, their restarts, their end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from ops.paths import ROOT
from ops.say import line

LOG_SIZE = 10 * 2**20  # bytes; then the file becomes `.1` and so on
LOG_FILES = 5
LAST_LINES = 12
LONGEST_PAUSE = 30.0  # seconds between two restarts
STEADY = 60.0  # seconds after which a process counts as well again
GRACE = 25.0  # seconds to finish what it is doing


class Log:
    """A log file that never outgrows its bounds, and its last lines."""

    def __init__(self, path: Path, *, size: int = LOG_SIZE, keep: int = LOG_FILES) -> None:
        self.path = path
        self.last: deque[str] = deque(maxlen=LAST_LINES)
        self._size, self._keep = size, keep

    def follow(self, stream: IO[bytes], *, echo: bool) -> threading.Thread:
        """Write a process's output in a thread until it ends; with `echo` to the terminal too."""
        thread = threading.Thread(target=self._copy, args=(stream, echo), daemon=True)
        thread.start()
        return thread

    def _copy(self, stream: IO[bytes], echo: bool) -> None:
        out = self._open()
        for row in stream:
            out.write(row)
            out.flush()
            self.last.append(row.decode(errors="replace").rstrip())
            if echo:
                print(self.last[-1], flush=True)
            if out.tell() > self._size:
                out.close()
                self._turn_over()
                out = self._open()
        out.close()
        stream.close()

    def _open(self) -> IO[bytes]:
        return os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")

    def _turn_over(self) -> None:
        for number in range(self._keep - 1, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            newer = self.path if number == 1 else self.path.with_name(f"{self.path.name}.{number - 1}")
            if newer.exists():
                newer.replace(older)


class Child:
    """One process and its restarts. `title` is how people are told of it: “web server”."""

    def __init__(
        self, title: str, command: Sequence[str | Path], env: dict[str, str], log: Log, *, echo: bool = False
    ) -> None:
        self.title = title
        self.log = log
        self._command, self._env, self._echo = command, env, echo
        self._process: subprocess.Popen[bytes] | None = None
        self._copier: threading.Thread | None = None
        self._began = 0.0
        self._pause = 1.0
        self._again_at: float | None = None

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C in the terminal is for the hub alone, which ends it in order."""
        python, env = self._command[0], {**self._env, "HEARTH_LEASH": str(os.getpid())}
        self._process = subprocess.Popen(
            [python, "-m", "ops.leash", *self._command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )
        assert self._process.stdout
        self._copier = self.log.follow(self._process.stdout, echo=self._echo)
        self._began = time.monotonic()
        self._again_at = None

    @property
    def pid(self) -> int | None:
        """The process's number while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def ended(self) -> int | None:
        """Its exit code, once it has ended (negative: the signal that ended it)."""
        return self._process.poll() if self._process else None

    def last_words(self) -> str:
        """The last lines of its log, indented."""
        if self._copier:
            self._copier.join(timeout=2)
        return "\n".join(f"    {row}" for row in self.log.last)

    def look_after(self) -> None:
        """Start it again if it has died, after a pause that doubles while it keeps dying. Called every so often."""
        code, now = self.ended(), time.monotonic()
        if code is None:
            return
        if self._again_at is None:
            if now - self._began > STEADY:
                self._pause = 1.0
            self._again_at = now + self._pause
            line(f"The {self.title} stopped ({_how(code)}); starting it again in {self._pause:.0f} s.")
            line(f"{self.last_words()}\n    (all of it: {self.log.path})")
            self._pause = min(LONGEST_PAUSE, self._pause * 2)
            self._end_group(signal.SIGKILL)  # what its own children still do would be in the way
        elif now >= self._again_at:
            self.start()

    def ask_to_end(self) -> None:
        """Tell it to finish what it is doing."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)

    def end(self, patience: float) -> None:
        """Wait until it has ended; after `patience` seconds end it by force."""
        if self._process:
            try:
                self._process.wait(max(0.0, patience))
            except subprocess.TimeoutExpired:
                line(f"The {self.title} did not finish in time and is ended by force.")
            self._end_group(signal.SIGKILL)
            self._process.wait()
        if self._copier:
            self._copier.join(timeout=2)

    def _end_group(self, how: signal.Signals) -> None:
        assert self._process
        # Its session's number is its own process number.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, how)


def end_all(children: Sequence[Child], *, grace: float = GRACE) -> None:
    """End all of them together; a second Ctrl-C ends the waiting."""
    until = time.monotonic() + grace
    for child in children:
        child.ask_to_end()
    for child in children:
        try:
            child.end(until - time.monotonic())
        except KeyboardInterrupt:
            until = 0.0
            child.end(0)


def keep_alive(children: Sequence[Child], *, besides: Callable[[], None], every: float = 0.5) -> None:
    """Look after the processes until Ctrl-C. `besides` is called in each round."""
    while True:
        for child in children:
            child.look_after()
        besides()
        time.sleep(every)


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"ended by signal {-code}"
