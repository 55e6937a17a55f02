"""Which pairs are looked at, and which of a household's are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hearth.families.matching import blocking, scoring, splinked
from hearth.families.matching.levels import DOB, FIRST, NAMES, NHS
from hearth.families.matching.rules import REVIEW_FROM
from hearth.families.matching.tests.scene import scene

pytestmark = pytest.mark.slow  # a model is learned first


def _pairs(**options: str) -> set[tuple[str, str]]:
    rows = scene().con.execute(
        f"select one.unique_id, other.unique_id from ({blocking.pairs_sql(**options)})"
        " join records one on one.number = join_key_l join records other on other.number = join_key_r"
    )
    return {(min(row), max(row)) for row in rows.fetchall()}


def test_whoever_is_left_out_of_a_household_would_never_have_been_put_forward() -> None:
    here = scene()
    left_out = _pairs() - _pairs(leaving_out=blocking.UNLIKE)
    assert len(left_out) > 5000
    for one, other in left_out:
        assert scoring.score(here.model, here.every[one], here.every[other]).probability < REVIEW_FROM


def test_no_unlike_pair_weighs_more_than_the_model_says_it_can() -> None:
    here = scene()
    at = {name: number for number, name in enumerate(NAMES)}
    seen = 0
    for one, other in _pairs():
        pair = scoring.score(here.model, here.every[one], here.every[other])
        unlike = pair.pattern[at["first"]] == FIRST.value("different") and pair.pattern[at["dob"]] == DOB.value(
            "different"
        )
        if unlike and pair.pattern[at["nhs"]] != NHS.value("same"):
            seen += 1
            assert pair.probability <= 2**here.model.most_for_unlike
    assert seen > 5000


def test_a_household_is_looked_at_whole_where_there_are_no_relatives_to_tell_apart() -> None:
    model = scene().model
    assert blocking.UNLIKE in splinked.wanted_pairs(model)
    strangers = replace(model, relatives_rate=model.match_rate * 1e-6)  # as in a file for research
    assert blocking.UNLIKE not in splinked.wanted_pairs(strangers)
