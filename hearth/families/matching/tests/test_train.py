"""A model is learned without labels, is one plain file, and is refused where a level has no share."""

from __future__ import annotations

import json

import pytest

from hearth.families.matching import matching, table
from hearth.families.matching.model import Model, Untrained
from hearth.families.matching.tests.scene import lay, scene

pytestmark = pytest.mark.slow  # a model is learned first


def test_the_file_gives_back_the_model() -> None:
    model = scene().model
    assert Model.from_json(model.to_json()) == model


def test_the_same_records_in_another_order_teach_the_same_model() -> None:
    con = table.connect()
    lay(con, 6000)
    con.execute("create or replace table raw as select * from raw order by surname, unique_id desc")
    again = matching.learn(con, version="test")
    first = scene().model
    assert again.match["first"]["exact"] == pytest.approx(first.match["first"]["exact"], abs=1e-9)
    assert again.relatives_rate == pytest.approx(first.relatives_rate, abs=1e-12)


def test_a_model_with_an_untrained_level_is_refused() -> None:
    whole = json.loads(scene().model.to_json())
    whole["match"]["dob"]["turned"] = 0
    with pytest.raises(Untrained, match="dob: turned among match"):
        Model.from_json(json.dumps(whole))


def test_shares_of_each_comparison_add_up_to_one() -> None:
    model = scene().model
    for shares in (model.match, model.others, model.relatives):
        for each in shares.values():
            assert sum(each.values()) == pytest.approx(1, abs=1e-6)
    assert sum(model.joint.values()) == pytest.approx(1, abs=1e-6)


def test_among_relatives_one_birth_date_with_another_name_says_little() -> None:
    joint = scene().model.joint_weights
    same_name, other_name, same_day, same_sex = 5, 0, 4, 1
    assert joint[(other_name, same_day, same_sex)] < joint[(same_name, same_day, same_sex)] - 10


def test_without_nhs_numbers_it_is_learned_from_addresses_and_names() -> None:
    con = table.connect()
    lay(con, 4000)
    con.execute("update raw set nhs_number = ''")
    model = matching.learn(con, version="test")
    assert model.report["way"].startswith("pairs that share an address")
    assert 0.6 < model.match["first"]["exact"] < 0.99
