"""The operators' guide names every variable that Hearth reads, and every command that it has."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ops.paths import ROOT

GUIDE = (ROOT / "docs" / "operators" / "running.md").read_text()
INTERNAL = {
    "HEARTH_LEASH": "from the command to its own child",
}
READ = re.compile(r"""(?:environ(?:\.get|\.setdefault)?|env(?:\.get)?)[\[(]\s*"((?:HEARTH|DATABASE)_[A-Z_]+)\"""")


def variables() -> set[str]:
    files = [file for folder in ("config", "hearth", "ops", "tests") for file in (ROOT / folder).rglob("*.py")]
    return {name for file in files for name in READ.findall(file.read_text())}


def test_every_variable_stands_in_the_guide() -> None:
    found = variables()
    assert {"HEARTH_DATA", "DATABASE_URL", "HEARTH_SMTP_HOST"} <= found
    assert not {name for name in found - INTERNAL.keys() if f"`{name}" not in GUIDE}


def test_the_guide_names_no_variable_that_nothing_reads() -> None:
    named = set(re.findall(r"`((?:HEARTH|DATABASE)_[A-Z_]+)", GUIDE))
    assert named <= variables()


@pytest.mark.parametrize("command", ["run", "test", "lint", "manage", "load", "bench", "backup", "restore"])
def test_every_command_explains_itself(command: str) -> None:
    said = subprocess.run([ROOT / "hub", command, "--help"], capture_output=True, text=True, check=True).stdout
    assert said.startswith(f"usage: ./hub {command}")
    assert command in subprocess.run([ROOT / "hub", "--help"], capture_output=True, text=True, check=True).stdout


def test_ci_runs_the_same_tests_as_everybody() -> None:
    said = [row for row in (ROOT / ".ci" / "run").read_text().splitlines() if row and not row.startswith("#")]
    assert said == ["exec ./hub test"]


def test_the_command_runs_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, ROOT / "hub", "--help"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0
