"""Learns a model from records, without labels.

Pairs that share a valid NHS number show what two records of one person look like; pairs of different numbers that
live or lived at one address show what relatives look like; pairs taken at random show strangers. In each of them an
expectation-maximisation sorts out what does not belong (a number typed for the wrong child). Where no NHS numbers are
given, the same is done in pairs of one address and in pairs of one given name and birth date.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, Final

import duckdb

from hearth.families.matching import expectation, patterns, table
from hearth.families.matching.expectation import Kind, Patterns
from hearth.families.matching.levels import COMPARISONS
from hearth.families.matching.model import Frequencies, Model, Shares
from hearth.families.matching.start import Start, start

ENOUGH_PAIRS: Final = 200
"""Pairs of one NHS number from which a model is learned by them; with fewer it is learned without."""
_KNOWN_NAMES: Final = 20_000


@dataclass(frozen=True)
class _Learned:
    match: Shares
    relatives: Shares
    joint: dict[str, float]
    report: dict[str, Any]


def train(con: duckdb.DuckDBPyConnection, *, version: str) -> Model:
    """Learn a model from the table of comparable records. Raises Untrained where a level stays without a share."""
    begin = start()
    records = table.count(con)
    strangers = patterns.of_strangers(con)
    others = _others(con, strangers, begin)
    sharing = patterns.sharing_nhs(con)
    by_number = sum(sharing.values()) >= ENOUGH_PAIRS
    learned = _by_number(con, sharing, others, begin) if by_number else _without_number(con, others, begin)
    pairs = max(1, records * (records - 1) // 2)
    match_rate = _match_rate(con, learned.match, pairs)
    relatives_rate = _relatives_rate(con, learned, match_rate, pairs)
    seen = _levels_seen(sharing if by_number else strangers)
    return Model(
        version=version,
        match_rate=match_rate,
        relatives_rate=relatives_rate,
        match=learned.match,
        others=others,
        relatives=learned.relatives,
        joint=learned.joint,
        frequencies={name: _frequencies(con, name) for name in ("first", "surname")},
        report={
            "records": records,
            "way": "pairs that share an NHS number"
            if by_number
            else "pairs that share an address or name and birth date",
            **learned.report,
            "fixed_by_hand": sorted(begin.fixed),
            "rare_levels": sorted(key for key, number in seen.items() if number < 5),
        },
    )


def _by_number(con: duckdb.DuckDBPyConnection, sharing: Patterns, others: Shares, begin: Start) -> _Learned:
    free = [each.name for each in COMPARISONS if each.name not in begin.fixed]
    match = Kind(shares=dict(begin.match), free=frozenset(free))
    stranger = Kind(shares=others)
    one = expectation.learn(sharing, [match, stranger], leave_out={"nhs"}, pairs=begin.pairs, rates=[0.99, 0.01])
    kin_pairs = patterns.of_households(con)
    kin = Kind(shares=begin.relatives, joint=begin.joint, free=frozenset({"surname", "home", "town"}), joint_free=True)
    two = expectation.learn(
        kin_pairs, [Kind(shares=one.kinds[0].shares), kin], leave_out={"nhs"}, pairs=begin.pairs, rates=[0.01, 0.99]
    )
    relatives, joint = two.kinds[1].shares, two.kinds[1].joint or begin.joint
    report = {
        "pairs_of_one_number": sum(sharing.values()),
        "of_them_not_one_person": round(one.rates[1] * sum(sharing.values()), 1),
        "pairs_of_relatives": sum(kin_pairs.values()),
        "of_them_one_person": round(two.rates[0] * sum(kin_pairs.values()), 1),
        "rounds": [one.rounds, two.rounds],
    }
    return _Learned(one.kinds[0].shares, relatives, joint, report)


def _without_number(con: duckdb.DuckDBPyConnection, others: Shares, begin: Start) -> _Learned:
    stranger = Kind(shares=others)
    at_home = patterns.of_one_home(con)
    match = Kind(shares=dict(begin.match), free=frozenset({"first", "dob"}))
    kin = Kind(shares=begin.relatives, joint=begin.joint, free=frozenset({"surname"}), joint_free=True)
    one = expectation.learn(
        at_home, [match, kin, stranger], leave_out={"nhs", "home", "town"}, pairs=begin.pairs, rates=[0.4, 0.55, 0.05]
    )
    namesakes = patterns.of_one_name_and_day(con)
    match = Kind(shares=one.kinds[0].shares, free=frozenset({"surname", "home", "town"}))
    two = expectation.learn(
        namesakes, [match, stranger], leave_out={"nhs", "first", "dob"}, pairs=begin.pairs, rates=[0.9, 0.1]
    )
    report = {
        "pairs_at_one_address": sum(at_home.values()),
        "of_them_one_person": round(one.rates[0] * sum(at_home.values()), 1),
        "pairs_of_one_name_and_birth_date": sum(namesakes.values()),
        "of_those_one_person": round(two.rates[0] * sum(namesakes.values()), 1),
        "rounds": [one.rounds, two.rounds],
    }
    return _Learned(two.kinds[0].shares, one.kinds[1].shares, one.kinds[1].joint or begin.joint, report)


def _others(con: duckdb.DuckDBPyConnection, strangers: Patterns, begin: Start) -> Shares:
    """Shares of the levels among strangers. Two equal names are counted in the whole file, not in the sample."""
    found: Shares = {}
    for number, comparison in enumerate(COMPARISONS):
        name = comparison.name
        if name in begin.fixed:
            found[name] = begin.others[name]
            continue
        counts = {level.name: begin.pairs * begin.others[name][level.name] for level in comparison.levels}
        for pattern, pairs in strangers.items():
            if pattern[number] >= 0:
                counts[comparison.level(pattern[number]).name] += pairs
        total = sum(counts.values())
        found[name] = {level: each / total for level, each in counts.items()}
        if name == "home":
            # Pairs taken at random that share an address are relatives or one person, not strangers.
            believed = {level: begin.others[name][level] for level in ("same", "alike")}
            scale = (1 - sum(believed.values())) / (1 - sum(found[name][level] for level in believed))
            found[name] = {level: share * scale for level, share in found[name].items()} | believed
        if name in ("first", "surname", "dob", "town"):
            met = patterns.chance_of_equal(con, name)
            equal = comparison.levels[0].name
            if met > 0:
                scale = (1 - met) / (1 - found[name][equal])
                found[name] = {level: share * scale for level, share in found[name].items()} | {equal: met}
    return found


def _match_rate(con: duckdb.DuckDBPyConnection, match: Shares, pairs: int) -> float:
    """Pairs equal in both names and birth date are one person; how many pairs of one person are so is known."""
    equal = patterns.equal_pairs(con, ("first", "surname", "dob"))
    told = prod(patterns.told(con, name) ** 2 for name in ("first", "surname", "dob"))
    share = prod(match[name]["exact"] for name in ("first", "surname", "dob"))
    return min(0.1, max(1.0, equal / max(1e-9, share * told)) / pairs)


def _relatives_rate(con: duckdb.DuckDBPyConnection, learned: _Learned, match_rate: float, pairs: int) -> float:
    """Pairs at one address that are not one person, and how many relatives' records give one address."""
    at_home = patterns.equal_pairs(con, ("postcode", "place"))
    told = patterns.told(con, "place") ** 2
    same = learned.match["home"]["same"] * match_rate * pairs * told
    kin = (at_home - same) / max(1e-9, learned.relatives["home"]["same"] * told)
    return max(kin / pairs, match_rate / 1e6)


def _frequencies(con: duckdb.DuckDBPyConnection, name: str) -> Frequencies:
    counted = patterns.frequencies(con, name)
    total = max(1, sum(number for _, number in counted))
    kept, rest = counted[:_KNOWN_NAMES], counted[_KNOWN_NAMES:]
    mean = sum(number for _, number in rest) / len(rest) if rest else 1.0
    return Frequencies({value: number / total for value, number in kept}, mean / total)


def _levels_seen(found: Patterns) -> dict[str, int]:
    seen = {f"{each.name}: {level.name}": 0 for each in COMPARISONS for level in each.levels}
    for pattern, pairs in found.items():
        for comparison, number in zip(COMPARISONS, pattern, strict=True):
            if number >= 0:
                seen[f"{comparison.name}: {comparison.level(number).name}"] += pairs
    return seen
