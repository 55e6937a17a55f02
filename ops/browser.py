"""The browser and the fonts that the journeys in a real browser need: found, or installed where this account may."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from ops.paths import VENV
from ops.say import Step

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Noto holds the Urdu letters in which a journey reads from right to left.
PACKAGES = ("chromium", "fonts-noto-core")


def ensure(step: Step) -> str | None:
    """Path of a working Chromium, installed as root on Debian and Ubuntu; None where that is for somebody else to do.

    In that case the step says the one command to run.
    """
    found = find()
    if found and _has_urdu():
        step.skip(found)
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        step.result = "missing; as root, run: " + command()
        return found
    step.note("installing Chromium and fonts")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *_packages()]):
        done = subprocess.run(
            ["apt-get", "-q", *words], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            step.note("\n".join((done.stderr or done.stdout).strip().splitlines()[-5:]))
    found = find()
    if not found and not _from_debian():
        # Ubuntu's package only fetches a snap, which a container cannot run.
        subprocess.run([VENV / "bin" / "playwright", "install", "--with-deps", "chromium"], check=False)
        found = find()
    step.result = found or "could not be installed; run: " + command()
    return found


def find() -> str | None:
    """The first Chromium that really starts (Ubuntu has one that only says where to get it)."""
    wanted = [os.environ.get("HEARTH_CHROMIUM", ""), *NAMES, *_of_playwright()]
    for name in wanted:
        path = shutil.which(name) if name else None
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def command() -> str:
    """The one command that installs what is missing."""
    if _from_debian():
        return "apt-get install -y " + " ".join(PACKAGES)
    return f"{VENV}/bin/playwright install --with-deps chromium && apt-get install -y fonts-noto-core"


def _packages() -> tuple[str, ...]:
    return PACKAGES if _from_debian() else PACKAGES[1:]


def _from_debian() -> bool:
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except FileNotFoundError:
        return False
    return "ID=debian" in lines


def _of_playwright() -> list[str]:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return [str(file) for file in sorted(folder.glob("chromium-*/chrome-linux*/chrome"))]


def _has_urdu() -> bool:
    try:
        listed = subprocess.run(["fc-list", ":lang=ur", "family"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return False
    return bool(listed.stdout.strip())
