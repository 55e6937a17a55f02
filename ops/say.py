"""What the command says: steps with their seconds, and problems in words.

All of it goes to the standard error stream, so that the output of a Django command can be sent into a file.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType


class Problem(Exception):
    """Something that stops the command. Its text is for the person at the keyboard: what happened, and what to do."""


class _Manner:
    """How talkative the command is; quiet leaves out steps in which nothing had to be done."""

    quiet = False


def be_quiet() -> None:
    """From now on, leave out steps in which nothing had to be done."""
    _Manner.quiet = True


def line(text: str = "") -> None:
    """Print one line at once, even into a pipe."""
    print(text, file=sys.stderr, flush=True)


class Step:
    """One step of a set-up, printed with how long it took.

    On a terminal the line appears when the step starts and is completed when it ends; in a file it is one line.
    """

    def __init__(self, what: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.what = what
        self.result = "done"
        self._skipped = False
        self._clock = clock
        self._began = 0.0
        self._open = False

    def note(self, text: str) -> None:
        """A line about what the step is doing right now."""
        if self._open:
            line()
            self._open = False
        line(f"    {text}")

    def skip(self, result: str = "already in place") -> None:
        """Say at the end that nothing had to be done."""
        self.result = result
        self._skipped = True

    def __enter__(self) -> Step:
        self._began = self._clock()
        if sys.stderr.isatty() and not _Manner.quiet:
            print(f"  {self.what} … ", end="", file=sys.stderr, flush=True)
            self._open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._skipped and _Manner.quiet:
            return
        result = self.result if kind is None else "stopped" if kind is KeyboardInterrupt else "failed"
        ending = f"{result} ({self._clock() - self._began:.1f} s)"
        line(ending if self._open else f"  {self.what}: {ending}")


@contextmanager
def plainly() -> Iterator[None]:
    """Turn a problem, a missing permission or Ctrl-C into a sentence and an exit code (1; 130 for Ctrl-C)."""
    try:
        yield
    except Problem as problem:
        line(f"\n{problem}")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        line("\nStopped.")
        raise SystemExit(130) from None
    except PermissionError as error:
        where = error.filename or "a file that it needs"
        line(f"\nThis account may not use {where}. Give it that right, or choose another folder.")
        raise SystemExit(1) from None
