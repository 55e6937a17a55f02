"""The machine as data: what is in the files holds together, and the program does exactly that."""

import copy

import pytest
import yaml

from hearth.referrals import diagram, machine
from hearth.referrals.events import OF_MOVE
from hearth.referrals.staff import wording

TRANSITIONS = yaml.safe_load((machine.DATA / "transitions.yaml").read_text())
REASONS = yaml.safe_load((machine.DATA / "reasons.yaml").read_text())


def built(change):
    data = copy.deepcopy(TRANSITIONS)
    change(data)
    return machine.build(data, REASONS)


def test_what_ships_is_sound_and_has_the_moves_of_the_main_job():
    live = {code for code, move in machine.machine().moves.items() if move.live}
    assert live >= {"send", "open", "accept", "decline", "start", "complete", "withdraw", "mark-in-error"}
    assert set(OF_MOVE) == live


def test_every_state_and_move_has_words_for_staff():
    shipped = machine.machine()
    assert set(wording.MOVES) == set(shipped.moves)
    assert all(wording.state_words(code) for code in shipped.states)
    assert set(wording.CLOCKS) == set(shipped.clocks)


def test_every_reason_speaks_the_public_languages():
    from django.conf import settings

    for kind, rows in machine.machine().reasons.items():
        for reason in rows.values():
            assert set(reason.family) == set(dict(settings.LANGUAGES)), f"{kind}/{reason.code}"


def _move(data, code):
    return next(row for row in data["moves"] if row["move"] == code)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: _move(d, "accept").update(to="nowhere"), "unknown nowhere"),
        (lambda d: _move(d, "accept").update({"from": ["completed"]}), "leads out of an end"),
        (lambda d: _move(d, "accept").update(who=["provider:referrals.fly"]), "permissions"),
        (lambda d: _move(d, "accept").update(tells=["the press"]), "tells"),
        (lambda d: _move(d, "decline").update(reason="moods"), "reasons"),
        (lambda d: d["moves"].append(_move(d, "accept")), "stands twice"),
        (lambda d: d["moves"].remove(_move(d, "hold")), "Cannot be reached from a draft: on-hold"),
        (lambda d: _move(d, "reply").update(needs="sundial"), "clocks"),
        (lambda d: _move(d, "accept").update(stops=["sundial"]), "clocks"),
        (lambda d: d["states"].append({"code": "limbo", "open": True}), "differ"),
    ],
)
def test_a_contradiction_in_the_data_is_refused_with_its_place(change, words):
    with pytest.raises(machine.BadData, match=words):
        built(change)


def test_the_picture_shows_every_state_once():
    picture = str(diagram.draw(machine.machine(), "How a request moves"))
    for code in machine.machine().states:
        assert picture.count(f">{wording.state_words(code)}</text>") == 1
    placed = [code for lane in diagram.lanes(machine.machine()) for code in lane]
    assert sorted(placed) == sorted(machine.machine().states)
