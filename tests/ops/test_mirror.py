"""Styles turned round for languages that run from right to left."""

import pytest

from ops.mirror import mirror


@pytest.mark.parametrize(
    ("given", "turned"),
    [
        ("a{margin-left:1px}", "a{margin-right:1px}"),
        ("a{padding-right:1px;padding-left:2px}", "a{padding-left:1px;padding-right:2px}"),
        ("a{left:0;right:auto}", "a{right:0;left:auto}"),
        ("a{text-align:left;float:right}", "a{text-align:right;float:left}"),
        ("a{margin:1px 2px 3px 4px}", "a{margin:1px 4px 3px 2px}"),
        ("a{border-left:1px solid}", "a{border-right:1px solid}"),
        ("a{border-left-width:1px}", "a{border-right-width:1px}"),
        ("a{border-top-left-radius:1px}", "a{border-top-right-radius:1px}"),
        ("@media print{a{margin-left:1px}}", "@media print{a{margin-right:1px}}"),
    ],
)
def test_left_and_right_change_places(given, turned):
    assert mirror(given) == turned
    assert mirror(turned) == given


@pytest.mark.parametrize(
    "same",
    [
        "a{margin-inline-start:1px}",
        "a{margin:1px 2px}",
        ".left-panel{color:red}",
        "a{padding:calc(1px + 2px) 1px}",
    ],
)
def test_everything_else_stays(same):
    assert mirror(same) == same
