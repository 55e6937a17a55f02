"""`python -m ops.leash COMMAND…`: becomes COMMAND, which the system then ends if the hub that started it dies.

Without it a hub that is killed outright would leave a web server behind that holds the port.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def main() -> None:
    """Ask for the signal, then become the command. The request outlives exec."""
    parent = os.environ.pop("HEARTH_LEASH", "")
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if parent and os.getppid() != int(parent):
        raise SystemExit(1)  # it died before we asked
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 (the hub's own fixed command)


if __name__ == "__main__":
    main()
