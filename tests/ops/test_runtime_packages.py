"""What serves Hearth may only import what the runtime lock file installs; development packages are not there."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from ops.paths import REQUIREMENTS, ROOT

OURS = {"hearth", "config", "ops"}
SERVED = [
    file
    for folder in ("hearth", "config")
    for file in sorted((ROOT / folder).rglob("*.py"))
    if "tests" not in file.parts and file.name not in {"conftest.py", "test.py"}
]


def locked(name: str) -> set[str]:
    names = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", (REQUIREMENTS / f"{name}.txt").read_text(), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", found).lower() for found in names}


def imported(tree: ast.AST) -> Iterator[str]:
    """Top-level names of the modules that are imported when the code runs (not only for type checkers)."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        yield from imported(node)


@cache
def homes() -> dict[str, list[str]]:
    """Which packages bring a module of this name. Looking costs half a second, so it is done once."""
    return dict(packages_distributions())


@pytest.mark.parametrize("file", SERVED, ids=lambda file: str(file.relative_to(ROOT)))
def test_served_code_imports_only_runtime_packages(file: Path) -> None:
    runtime = locked("runtime")
    for name in set(imported(ast.parse(file.read_text()))) - OURS - set(sys.stdlib_module_names):
        brought_by = {re.sub(r"[-_.]+", "-", home).lower() for home in homes().get(name, [])}
        assert brought_by & runtime, f"{name} is not installed by requirements/runtime.txt"


def test_the_command_needs_nothing_but_the_standard_library() -> None:
    for file in [*sorted((ROOT / "ops").glob("*.py")), ROOT / "hub"]:
        further = set(imported(ast.parse(file.read_text()))) - {"ops"} - set(sys.stdlib_module_names)
        assert not further, f"{file.name} imports {further}"


def test_lock_files_name_no_download_address() -> None:
    for file in [*REQUIREMENTS.glob("*"), *(ROOT / "assets").glob("package*.json"), ROOT / "assets" / ".npmrc"]:
        assert not re.search(r"https?://", file.read_text()), f"{file.name} names an address"


def test_every_locked_package_has_a_hash() -> None:
    for file in REQUIREMENTS.glob("*.txt"):
        for entry in re.split(r"\n(?=[a-z0-9])", file.read_text()):
            if "==" in entry.partition("\n")[0]:
                assert "--hash=sha256:" in entry, f"{entry.partition(' ')[0]} in {file.name}"
