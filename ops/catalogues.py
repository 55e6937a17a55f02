"""Compiles message catalogues (`locale/<language>/LC_MESSAGES/*.po`) where the compiled one is missing or older."""

from __future__ import annotations

import subprocess
from pathlib import Path

from ops.paths import LOCALE, PYTHON
from ops.say import Problem


def compile_changed() -> int:
    """Compile what changed; returns how many catalogues that was.

    Raises Problem with Babel's words when a catalogue is wrong.
    """
    done = 0
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        part = target.with_suffix(".mo.part")
        babel: list[str | Path] = [PYTHON, "-m", "babel.messages.frontend", "compile"]
        babel += ["--input-file", source, "--output-file", part, "--locale", source.parent.parent.name]
        result = subprocess.run(babel, capture_output=True, text=True, check=False)
        # A catalogue whose header is marked fuzzy is passed over by Babel without an error.
        if result.returncode or not part.exists():
            raise Problem(f"The translations in {source} could not be compiled.\n{result.stderr.strip()}")
        part.replace(target)
        done += 1
    return done
