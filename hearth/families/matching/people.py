"""Puts linked records together into people. The same links give the same people, in whatever order they come.

Links are taken from the surest to the least sure; one that would put two people's records together is refused. Where a
record fits two people almost equally well, it is left to somebody to look, rather than given to either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from hearth.families.matching.records import Comparable
from hearth.families.matching.rules import two_people

MARGIN: Final = 4.0
"""Bits by which a link must be surer than one that speaks for somebody else."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Two records that are to be one person's. `weight` is in bits; decided: a person said so (surest of all)."""

    weight: float
    one: str
    other: str
    decided: bool = False


@dataclass
class Grouping:
    """Which records are one person's, and the links that were refused because they would have joined two people."""

    people: list[frozenset[str]] = field(default_factory=list)
    refused: list[Link] = field(default_factory=list)


class _Sets:
    """Union-find that keeps each set's members."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}

    def find(self, key: str) -> str:
        parent = self.parent
        if key not in parent:
            parent[key] = key
            return key
        root = key
        while parent[root] != root:
            root = parent[root]
        while parent[key] != root:
            parent[key], key = root, parent[key]
        return root

    def of(self, root: str) -> list[str]:
        return self.members.get(root, [root])

    def join(self, one: str, other: str) -> None:
        if one == other:
            return
        mine, theirs = self.of(one), self.of(other)
        if (len(mine), one) < (len(theirs), other):
            one, other = other, one
        self.members[one] = mine + theirs
        self.members.pop(other, None)
        self.parent[other] = one


def group(
    links: Iterable[Link],
    records: Mapping[str, Comparable],
    *,
    never: frozenset[tuple[str, str]] = frozenset(),
    apart: Callable[[Comparable, Comparable], bool] = two_people,
) -> Grouping:
    """Group records. `never` holds pairs (smaller id first) that a person said are two people.

    A person's *same* joins records that the rules would keep apart; a person's *never* outweighs everything.
    Records without a link are not in the answer.
    """
    ordered = sorted(links, key=lambda link: (not link.decided, -round(link.weight, 6), link.one, link.other))
    taken, refused = _take(ordered, records, never, apart)
    doubtful = _near_refusals(taken, refused)
    if doubtful:
        taken, again = _take([link for link in taken if link not in doubtful], records, never, apart)
        refused += [*doubtful, *again]
    sets = _Sets()
    for link in taken:
        sets.join(sets.find(link.one), sets.find(link.other))
    people: dict[str, list[str]] = {}
    for key in list(sets.parent):
        people.setdefault(sets.find(key), []).append(key)
    return Grouping(sorted((frozenset(each) for each in people.values()), key=min), sorted(set(refused)))


def _take(
    ordered: list[Link],
    records: Mapping[str, Comparable],
    never: frozenset[tuple[str, str]],
    apart: Callable[[Comparable, Comparable], bool],
) -> tuple[list[Link], list[Link]]:
    """Links that are taken and refused, from the surest on. Equally sure ones are taken together or not at all."""
    sets = _Sets()
    taken: list[Link] = []
    refused: list[Link] = []

    def clash(one: str, other: str, decided: bool) -> bool:
        if one == other:
            return False
        return any(
            (min(a, b), max(a, b)) in never or (not decided and apart(records[a], records[b]))
            for a in sets.of(one)
            for b in sets.of(other)
        )

    for _, same in groupby(ordered, key=lambda link: (link.decided, round(link.weight, 6))):
        together: list[Link] = []
        for link in same:
            fits = not clash(sets.find(link.one), sets.find(link.other), link.decided)
            (together if fits else refused).append(link)
        if len(together) > 1:
            together, clashing = _fitting(together, sets, clash)
            refused += clashing
        for link in together:
            sets.join(sets.find(link.one), sets.find(link.other))
        taken += together
    return taken, refused


def _fitting(
    together: list[Link],
    sets: _Sets,
    clash: Callable[[str, str, bool], bool],
) -> tuple[list[Link], list[Link]]:
    """Of equally sure links those that fit together: where a few of them meet and clash, none of these is taken."""
    met = _Sets()
    for link in together:
        met.join(met.find(sets.find(link.one)), met.find(sets.find(link.other)))
    decided = together[0].decided  # all of them are, or none
    bad = {
        root
        for root, roots in met.members.items()
        # Of two sets it was looked at already whether they clash.
        if len(roots) > 2 and any(clash(a, b, decided) for at, a in enumerate(roots) for b in roots[at + 1 :])
    }
    if not bad:
        return together, []
    kept: list[Link] = []
    refused: list[Link] = []
    for link in together:
        (refused if met.find(sets.find(link.one)) in bad else kept).append(link)
    return kept, refused


def _near_refusals(taken: list[Link], refused: list[Link]) -> set[Link]:
    """Taken links of a record that fits somebody else almost as well."""
    rival: dict[str, float] = {}
    for link in refused:
        for key in (link.one, link.other):
            rival[key] = max(rival.get(key, link.weight), link.weight)
    return {
        link
        for link in taken
        if not link.decided
        and any(key in rival and link.weight - rival[key] < MARGIN for key in (link.one, link.other))
    }
