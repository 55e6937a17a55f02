"""Expectation-maximisation over counted patterns: which pairs are of which kind, and what each kind looks like."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hearth.families.matching.levels import COMPARISONS, JOINT, NULL
from hearth.families.matching.model import Shares

Patterns = dict[tuple[int, ...], int]
"""How many pairs have each pattern: the numbers of the levels in the order of levels.COMPARISONS."""
_ROUNDS: Final = 60
_STILL: Final = 1e-6
_DAY: Final = JOINT.index("dob")
_AT: Final = {comparison.name: number for number, comparison in enumerate(COMPARISONS)}


@dataclass(frozen=True)
class Kind:
    """One kind of pair: shares of the levels, one by one or (relatives) some of them jointly; which may be learned."""

    shares: Shares
    joint: dict[str, float] | None = None
    free: frozenset[str] = frozenset()
    joint_free: bool = False


@dataclass(frozen=True)
class Result:
    """The kinds as learned, how common each is among the pairs, and after how many rounds nothing changed."""

    kinds: list[Kind]
    rates: list[float]
    rounds: int


def learn(
    found: Patterns, kinds: Sequence[Kind], *, leave_out: Collection[str], pairs: float, rates: Sequence[float]
) -> Result:
    """Learn the free shares. `pairs` is how many pairs the shares at the start count as; `rates` where it begins."""
    now, common, begin = list(kinds), list(rates), list(kinds)
    total = sum(found.values())
    for turn in range(1, _ROUNDS + 1):
        held = [dict[tuple[int, ...], float]() for _ in now]
        for pattern, number in found.items():
            chances = [rate * _chance(kind, pattern, leave_out) for rate, kind in zip(common, now, strict=True)]
            whole = sum(chances)
            for kind_number, chance in enumerate(chances):
                held[kind_number][pattern] = number * chance / whole if whole else 0.0
        rates_now = [(sum(each.values()) + rate) / (total + 1) for each, rate in zip(held, rates, strict=True)]
        moved = max(abs(new - old) for new, old in zip(rates_now, common, strict=True))
        common = rates_now
        now = [_relearned(kind, first, each, pairs) for kind, first, each in zip(now, begin, held, strict=True)]
        if moved < _STILL and turn > 3:
            break
    return Result(now, common, turn)


def _chance(kind: Kind, pattern: tuple[int, ...], leave_out: Collection[str]) -> float:
    chance = 1.0
    for comparison, number in zip(COMPARISONS, pattern, strict=True):
        name = comparison.name
        if number == NULL or name in leave_out or (kind.joint is not None and name in JOINT):
            continue
        chance *= kind.shares[name][comparison.level(number).name]
    if kind.joint is not None:
        chance *= sum(kind.joint[key] for key in _keys(pattern))
    return chance


def _keys(pattern: tuple[int, ...]) -> list[str]:
    """The keys of a joint table that a pattern may stand for: all, where something is not known."""
    keys = [""]
    for name in JOINT:
        comparison = COMPARISONS[_AT[name]]
        number = pattern[_AT[name]]
        names = [each.name for each in comparison.levels] if number == NULL else [comparison.level(number).name]
        keys = [f"{key}|{each}" if key else each for key in keys for each in names]
    return keys


def _relearned(kind: Kind, first: Kind, held: dict[tuple[int, ...], float], pairs: float) -> Kind:
    shares = dict(kind.shares)
    for name in kind.free:
        comparison = COMPARISONS[_AT[name]]
        counts = {level.name: pairs * first.shares[name][level.name] for level in comparison.levels}
        for pattern, number in held.items():
            if pattern[_AT[name]] != NULL:
                counts[comparison.level(pattern[_AT[name]]).name] += number
        whole = sum(counts.values())
        shares[name] = {level: number / whole for level, number in counts.items()}
    if not kind.joint_free or kind.joint is None or first.joint is None:
        return replace(kind, shares=shares)
    joint = dict.fromkeys(first.joint, 0.0)
    for pattern, number in held.items():
        keys = _keys(pattern)
        whole = sum(kind.joint[key] for key in keys)
        for key in keys:
            joint[key] += number * kind.joint[key] / whole
    return replace(kind, shares=shares, joint=_smoothed(joint, first.joint, pairs))


def _smoothed(counts: dict[str, float], first: dict[str, float], pairs: float) -> dict[str, float]:
    """Shares of a joint table: how common each birth date level is, and within each of them what the rest is like.

    Twins are rare, so what is believed of them must not drown in what is seen of other relatives: the shares at the
    start count as `pairs` pairs within each level of the birth date, not in the table as a whole.
    """
    day = {key: key.split("|")[_DAY] for key in first}
    seen, believed = dict.fromkeys(day.values(), 0.0), dict.fromkeys(day.values(), 0.0)
    for key, level in day.items():
        seen[level] += counts[key]
        believed[level] += first[key]
    total = sum(seen.values()) + pairs
    return {
        key: (seen[level] + pairs * believed[level])
        / total
        * (counts[key] + pairs * first[key] / believed[level])
        / (seen[level] + pairs)
        for key, level in day.items()
    }
