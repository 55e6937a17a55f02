"""What the guard tests look over: the layers, our models, our source files."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]
HEARTH = ROOT / "hearth"
PRIVATE = {"forms", "views", "urls", "site_urls", "api", "api_urls", "templates", "tests"}


@cache
def layers() -> list[str]:
    """The apps, highest first, from the linter's own contract in pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    return list(next(contract["layers"] for contract in contracts if contract["type"] == "layers"))


def our_models() -> list[type[Model]]:
    """Every concrete model of ours, those that Django makes for many-to-many fields included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("hearth.") and model._meta.managed and not model._meta.proxy
    ]


def source_files() -> Iterator[Path]:
    """Our Python files, tests left out."""
    for top in ("hearth", "config"):
        yield from (path for path in sorted((ROOT / top).rglob("*.py")) if "tests" not in path.parts)


def module_of(path: Path) -> str:
    """`hearth.access.models` of its file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Each imported module, and each `module.name` of a from-import, with its line; wherever in the file it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
