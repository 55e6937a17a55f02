"""Which tests the quick loop leaves out."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from hearth.core.tests import quick


def test_a_test_is_noted_by_its_cases_and_one_that_did_not_run_stays(tmp_path):
    file = tmp_path / "slow.txt"
    file.write_text("a.py::test_other\nb.py::test_long\nb.py::test_short_now\n")
    took = [
        ("a.py::T::test_cases[one two]", quick.LONG / 2),
        ("a.py::T::test_cases[three]", quick.LONG * 2),
        ("a.py::test_quick[x]", quick.LONG / 2),
        ("a.py::test_quick[y]", quick.LONG),
        ("b.py::test_long", 4.0),
        ("b.py::test_short_now", quick.LONG / 2),
    ]
    quick.note(took, file)
    assert quick.slow(file) == {"a.py::T::test_cases", "a.py::test_other", "b.py::test_long"}


@pytest.mark.parametrize("file", sorted({name.partition("::")[0] for name in quick.slow()}))
def test_whatever_is_left_out_is_there(file):
    names = {name for name in quick.slow() if name.startswith(f"{file}::")}
    assert names <= set(_tests_of(Path(settings.ROOT) / file, file))


def _tests_of(path, start):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            yield from (f"{start}::{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef))
        elif isinstance(node, ast.FunctionDef):
            yield f"{start}::{node.name}"
