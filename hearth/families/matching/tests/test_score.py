"""Splink's SQL and the scorer at the desk are made from one model, and agree."""

from __future__ import annotations

import pytest

from hearth.families.matching import scoring
from hearth.families.matching.tests.scene import scene

pytestmark = pytest.mark.slow  # a model is learned first


def test_the_scorer_agrees_with_splink_on_thousands_of_pairs() -> None:
    here = scene()
    assert len(here.pairs) > 2500
    for pair in here.pairs:
        mine = scoring.score(here.model, here.records[pair.one], here.records[pair.other])
        assert mine.pattern == pair.pattern, pair
        assert abs(mine.probability - pair.probability) < 1e-9, pair


def test_it_does_not_matter_which_record_stands_first() -> None:
    here = scene()
    for pair in here.pairs[:500]:
        one, other = here.records[pair.one], here.records[pair.other]
        assert scoring.score(here.model, one, other) == scoring.score(here.model, other, one)


def test_evidence_names_the_strongest_first_and_leaves_out_what_was_not_said() -> None:
    here = scene()
    pair = max(here.pairs, key=lambda each: each.probability)
    said = scoring.evidence(here.model, here.records[pair.one], here.records[pair.other])
    assert [abs(each.weight) for each in said] == sorted((abs(each.weight) for each in said), reverse=True)
    assert all(each.level for each in said)
