"""Scores one pair in Python, from the same model file: for the check at the desk, where Splink would take too long."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from hearth.families.matching.levels import COMPARISONS, JOINT, NAMES, pattern
from hearth.families.matching.model import ALONE, Model, combined, probability
from hearth.families.matching.records import Comparable
from hearth.families.matching.rules import Pair

_AT = {name: number for number, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison says: its level, and bits for (above 0) or against one person."""

    comparison: str
    level: str
    weight: float


def score(model: Model, one: Comparable, other: Comparable) -> Pair:
    """Levels and probability of one pair; the same as Splink's SQL gives it."""
    found = pattern(one, other)
    strangers = model.prior + sum(each.weight for each in _against_strangers(model, one, other, found))
    joint = tuple(found[_AT[name]] for name in JOINT)
    relatives = model.relatives_prior + model.joint_weights[joint]
    relatives += sum(model.relatives_weights[name][found[_AT[name]]] for name in ALONE)
    first, second = sorted((one.unique_id, other.unique_id))
    return Pair(first, second, found, probability(combined(strangers, relatives)))


def evidence(model: Model, one: Comparable, other: Comparable) -> list[Evidence]:
    """What each comparison says, the strongest first; those that had nothing to compare are left out."""
    found = pattern(one, other)
    said = [each for each in _against_strangers(model, one, other, found) if each.level]
    return sorted(said, key=lambda each: (-abs(each.weight), each.comparison))


def _against_strangers(model: Model, one: Comparable, other: Comparable, found: tuple[int, ...]) -> list[Evidence]:
    said = []
    for comparison, number in zip(COMPARISONS, found, strict=True):
        if number < 0:
            said.append(Evidence(comparison.name, "", 0.0))
            continue
        level = comparison.level(number)
        weight = model.weights[comparison.name][number]
        if level.frequency:
            # A rare name in common says more than a frequent one.
            frequencies = model.frequencies[level.frequency]
            values = (getattr(one, level.frequency), getattr(other, level.frequency))
            weight += log2(model.others[comparison.name][level.name] / max(map(frequencies.of, values)))
        said.append(Evidence(comparison.name, level.name, weight))
    return said
