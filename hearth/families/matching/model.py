"""The model: one plain JSON file. Splink's SQL and the scorer of the check at the desk are both made from it."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any, Final, Self

from hearth.families.matching.levels import COMPARISONS, JOINT, NULL, Comparison

FORMAT: Final = 1
_BY_NAME: Final = {comparison.name: comparison for comparison in COMPARISONS}
ALONE: Final = tuple(comparison.name for comparison in COMPARISONS if comparison.name not in JOINT)
"""What relatives are compared in one by one; the rest is taken together (levels.JOINT)."""


_FEW_RELATIVES: Final = 0.02
"""Pairs of relatives for each pair of one person, below which a file has no families in it."""


class Untrained(ValueError):
    """A level has no share, so that a pair at it would be judged by nothing."""


Shares = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Frequencies:
    """How often each value of a name occurs, as a share of all; `rest` for one that is not in the list."""

    values: dict[str, float]
    rest: float

    def of(self, value: str | None) -> float:
        """The share of one value."""
        return self.values.get(value or "", self.rest)


@dataclass(frozen=True)
class Model:
    """Shares of each level among pairs of one person, of strangers and of relatives, and how common each kind is.

    `match_rate` and `relatives_rate` are per pair of records taken at random. `joint` has the share of each
    combination of levels.JOINT among relatives, its key the names of the levels with "|" between.
    """

    version: str
    match_rate: float
    relatives_rate: float
    match: Shares
    others: Shares
    relatives: Shares
    joint: dict[str, float]
    frequencies: dict[str, Frequencies]
    report: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind, shares in (("match", self.match), ("others", self.others), ("relatives", self.relatives)):
            for comparison in COMPARISONS:
                if kind == "relatives" and comparison.name in JOINT:
                    continue
                for level in comparison.levels:
                    if not 0 < shares.get(comparison.name, {}).get(level.name, 0) <= 1:
                        raise Untrained(f"No share of {comparison.name}: {level.name} among {kind}.")
        for key in joint_keys():
            if not 0 < self.joint.get(key, 0) <= 1:
                raise Untrained(f"No share of {key} among relatives.")

    @property
    def families(self) -> bool:
        """Whether relatives occur among the records: else none of the rules about relatives is needed."""
        return self.relatives_rate > self.match_rate * _FEW_RELATIVES

    # Weights are in bits: each one more doubles the odds.

    @cached_property
    def prior(self) -> float:
        """Weight of a pair before it is looked at, one person against strangers."""
        return math.log2(self.match_rate / (1 - self.match_rate))

    @cached_property
    def relatives_prior(self) -> float:
        """The same against relatives."""
        return math.log2(self.match_rate / self.relatives_rate)

    @cached_property
    def weights(self) -> dict[str, dict[int, float]]:
        """For each comparison and level number: one person against strangers, without the rarity of names."""
        return {comparison.name: self._weights(comparison, self.others) for comparison in COMPARISONS}

    @cached_property
    def relatives_weights(self) -> dict[str, dict[int, float]]:
        """The same against relatives, for what is compared one by one."""
        return {name: self._weights(_BY_NAME[name], self.relatives) for name in ALONE}

    def _weights(self, comparison: Comparison, against: Shares) -> dict[int, float]:
        name = comparison.name
        return {NULL: 0.0} | {
            comparison.value(level.name): math.log2(self.match[name][level.name] / against[name][level.name])
            for level in comparison.levels
        }

    @cached_property
    def joint_weights(self) -> dict[tuple[int, ...], float]:
        """One person against relatives for each combination of levels.JOINT, with what is not known summed out."""
        found: dict[tuple[int, ...], float] = {}
        comparisons = [_BY_NAME[name] for name in JOINT]
        for numbers in product(*([NULL, *range(len(each.levels))] for each in comparisons)):
            share = {"match": 1.0, "relatives": 0.0}
            open_levels = []
            for comparison, number in zip(comparisons, numbers, strict=True):
                if number == NULL:
                    open_levels.append([level.name for level in comparison.levels])
                else:
                    name = comparison.level(number).name
                    share["match"] *= self.match[comparison.name][name]
                    open_levels.append([name])
            share["relatives"] = sum(self.joint["|".join(key)] for key in product(*open_levels))
            found[numbers] = math.log2(share["match"] / share["relatives"])
        return found

    @cached_property
    def most_for_unlike(self) -> float:
        """The highest final weight of a pair with different given names, different birth dates and no one NHS number.

        It is never above the weight against relatives.
        """
        joint = max(self.joint_weights[0, 0, number] for number in (NULL, *range(len(_BY_NAME["sex"].levels))))
        nhs = _BY_NAME["nhs"].value("same")
        alone = (
            max(weight for number, weight in weights.items() if (name, number) != ("nhs", nhs))
            for name, weights in self.relatives_weights.items()
        )
        return self.relatives_prior + joint + sum(alone)

    def to_json(self) -> str:
        """The file's text."""
        whole = asdict(self)
        return json.dumps({"format": FORMAT, **whole}, ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the file's text. Raises Untrained where a level has no share, ValueError for another format."""
        whole = json.loads(text)
        if whole.pop("format", None) != FORMAT:
            raise ValueError("This is no model of this release's form.")
        whole["frequencies"] = {name: Frequencies(**each) for name, each in whole["frequencies"].items()}
        return cls(**whole)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file."""
        return cls.from_json(path.read_text(encoding="utf-8"))


def joint_keys() -> list[str]:
    """All combinations of levels.JOINT."""
    return ["|".join(key) for key in product(*([level.name for level in _BY_NAME[name].levels] for name in JOINT))]


def probability(weight: float) -> float:
    """The probability that belongs to a weight in bits."""
    return 1 / (1 + 2.0**-weight) if weight > -1000 else 0.0


def combined(against_others: float, against_relatives: float) -> float:
    """The final weight: one person against strangers and relatives together."""
    return -math.log2(2.0**-against_others + 2.0**-against_relatives)
