"""Puts linked records together into people. The same links give the same people, in whatever order they come.

Links are taken from the surest to the least sure; one that would put two people's records together is refused. Where a
record fits two people almost equally well, it is left to somebody to look, rather than given to either.

This is what the model alone says. What members decided is laid over it afterwards (`families.components`), so that a
decision changes nothing of what the model holds, and taking it back leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, groupby
from typing import Final, NamedTuple

from hearth.families.grouping import Groups
from hearth.families.matching.records import Comparable
from hearth.families.matching.rules import two_people

_MANY: Final = 40
"""Linked records beyond which they are not compared each with each beforehand."""
MARGIN: Final = 4.0
"""Bits by which a link must be surer than one that speaks for somebody else."""


class Link(NamedTuple):
    """Two records that are to be one person's, in order of `weight`, which is in bits."""

    weight: float
    one: str
    other: str


@dataclass
class Grouping:
    """Which records are one person's, and the links that were refused because they would have joined two people."""

    people: list[frozenset[str]] = field(default_factory=list)
    refused: list[Link] = field(default_factory=list)


def group(
    links: Iterable[Link],
    records: Mapping[str, Comparable],
    *,
    apart: Callable[[Comparable, Comparable], bool] = two_people,
) -> Grouping:
    """Group records. Those without a link are not in the answer."""

    def two(one: str, other: str) -> bool:
        return apart(records[one], records[other])

    all_links = list(links)
    met: Groups[str] = Groups(two)
    for link in all_links:
        met.join(link.one, link.other)
    # Where nobody of those who are linked together stands apart from another, no link can be refused: nearly all.
    clashing, people = set(), []
    for each in met.groups():
        if len(each) > _MANY or any(two(one, other) for one, other in combinations(sorted(each), 2)):
            clashing.add(met.find(next(iter(each))))
        else:
            people.append(each)
    found = _one_by_one([link for link in all_links if met.find(link.one) in clashing], two)
    return Grouping(sorted([*people, *found.people], key=min), found.refused)


def _one_by_one(links: Iterable[Link], two: Callable[[str, str], bool]) -> Grouping:
    """Group records some of which are two people's, from the surest link on."""
    ordered = sorted(links, key=lambda link: (-round(link.weight, 6), link.one, link.other))
    taken, refused = _take(ordered, Groups(two))
    doubtful = _near_refusals(taken, refused)
    if doubtful:
        taken, again = _take([link for link in taken if link not in doubtful], Groups(two))
        refused += [*doubtful, *again]
    groups = Groups(two)
    for link in taken:
        groups.join(link.one, link.other)
    return Grouping(groups.groups(), sorted(set(refused)))


def _take(ordered: list[Link], groups: Groups[str]) -> tuple[list[Link], list[Link]]:
    """Links that are taken and refused, from the surest on. Equally sure ones are taken together or not at all."""
    taken: list[Link] = []
    refused: list[Link] = []
    for _, same in groupby(ordered, key=lambda link: round(link.weight, 6)):
        together: list[Link] = []
        for link in same:
            fits = not groups.clash(groups.find(link.one), groups.find(link.other))
            (together if fits else refused).append(link)
        if len(together) > 1:
            together, clashing = _fitting(together, groups)
            refused += clashing
        for link in together:
            groups.join(link.one, link.other)
        taken += together
    return taken, refused


def _fitting(together: list[Link], groups: Groups[str]) -> tuple[list[Link], list[Link]]:
    """Of equally sure links those that fit together: where a few of them meet and clash, none of these is taken."""
    met: Groups[str] = Groups(groups.clash)
    for link in together:
        met.join(groups.find(link.one), groups.find(link.other))
    bad = {
        met.find(min(each))
        for each in met.groups()
        # Of two groups it was looked at already whether they clash.
        if len(each) > 2 and any(groups.clash(a, b) for a in each for b in each if a < b)
    }
    if not bad:
        return together, []
    kept: list[Link] = []
    refused: list[Link] = []
    for link in together:
        (refused if met.find(groups.find(link.one)) in bad else kept).append(link)
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
        if any(key in rival and link.weight - rival[key] < MARGIN for key in (link.one, link.other))
    }
