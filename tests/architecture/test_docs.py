"""What the documents say is true, and nothing names a place that is only ours."""

import re
import subprocess
import sys

import pytest

from tests.architecture.support import ROOT

TEXTS = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]
# Written in pieces so that this file does not find itself.
PLACES = [
    "pypi." + "org",
    "files.python" + "hosted",
    "registry.npm" + "js",
    "registry.yarn" + "pkg",
    "index" + "-url =",
    "/work/" + "main",
    "/work/" + "shared",
    "/home/" + "user",
]


def tracked():
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_in_the_documents_exist(path):
    help_text = hub("--help")
    known = set(re.findall(r"^\s{2,}([a-z][a-z-]*)\b", help_text, re.MULTILINE)) | {
        name for group in re.findall(r"\{([a-z,-]+)\}", help_text) for name in group.split(",")
    }
    used = set(re.findall(r"\./hub\s+([a-z][a-z-]*)", path.read_text(encoding="utf-8")))
    assert used - known == set()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_options_in_the_documents_exist(path):
    asked = re.findall(r"\./hub\s+([a-z]+)((?:\s+[^\n`|;&]+)?)", path.read_text(encoding="utf-8"))
    wrong = []
    for command, rest in asked:
        if command in {"manage"}:
            continue
        options = set(re.findall(r"(?<!\S)--[a-z][a-z-]*", rest))
        if options:
            wrong += [f"{command} {option}" for option in options if option not in hub(command, "--help")]
    assert wrong == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(path):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_decisions_are_numbered_without_a_gap_and_listed():
    files = sorted(path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    listed = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    assert [name for name in files if f"({name})" not in listed] == []
    for name in files:
        title = (ROOT / "docs/adr" / name).read_text(encoding="utf-8").splitlines()[0]
        assert title.startswith(f"# {name[:4]}. "), f"{name} begins with {title!r}"


def test_nothing_names_a_place_that_is_only_ours():
    """No registry, no download address, no path of one machine: it must run anywhere."""
    wrong = []
    for path in tracked():
        if not path.is_file() or path.suffix in {".png", ".jpg", ".woff2", ".gz", ".webp"}:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [f"{path.relative_to(ROOT)}: {place}" for place in PLACES if place in text]
    assert wrong == []


_help = {}


def hub(*arguments):
    if arguments not in _help:
        done = subprocess.run(
            [sys.executable, "hub", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, f"./hub {' '.join(arguments)}: {done.stderr or done.stdout}"
        _help[arguments] = done.stdout
    return _help[arguments]
