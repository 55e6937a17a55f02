"""Where things are in a checkout."""

from __future__ import annotations

import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = ROOT / ".build"
STATIC = BUILD / "static"
ASSETS = ROOT / "assets"
REQUIREMENTS = ROOT / "requirements"
LOCALE = ROOT / "locale"


def site_packages() -> Path:
    """The folder of the packages in `.venv`, found without starting its Python."""
    named = sysconfig.get_path("purelib", "posix_prefix", {"base": str(VENV), "platbase": str(VENV)})
    return Path(named)


def package(name: str) -> Path:
    """The folder of an installed package; it may not exist."""
    # `.venv` may have been made by another Python than the one that runs this.
    found = sorted(VENV.glob(f"lib/python3*/site-packages/{name}"))
    return found[-1] if found else site_packages() / name
