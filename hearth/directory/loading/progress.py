"""How far a load is, for the person at the terminal; silent for a file or a pipe."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TextIO

EVERY = 0.25  # seconds between two lines


@dataclass(slots=True)
class Progress:
    """Writes one line that overwrites itself: name, per cent, rows."""

    stream: TextIO | None = None
    _last: float = 0.0
    _width: int = field(default=0)

    @property
    def shown(self) -> bool:
        return self.stream is not None and self.stream.isatty()

    def tell(self, name: str, share: float, rows: int) -> None:
        """Say how far it is; `share` from 0 to 1."""
        if not self.shown or time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        self._write(f"  {name}  {share:4.0%}  {rows:,} rows")

    def clear(self) -> None:
        """Take the line away before the result is printed."""
        if self._width:
            self._write("")
            self._width = 0

    def _write(self, text: str) -> None:
        assert self.stream is not None
        self.stream.write("\r" + text.ljust(self._width) + ("\r" if not text else ""))
        self.stream.flush()
        self._width = len(text)
