"""From decisions to people: which records are of one person, given what people and the model decided.

A pure function of what stands now, so the order in which decisions came, and what was undone meanwhile, cannot matter:
linking and splitting give the same people as beginning from nothing.

The rules, in this order:
1. a correction is of the same person as what it corrects;
2. what somebody decided counts before anything that the model said;
3. two records that are never of one person never meet, not through others either;
4. the model alone never brings two different NHS numbers together;
5. of the model's links the likelier comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from hearth.families.grouping import Groups

Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Edge:
    """A reason to hold two records for one person. `probability` is 1 for what somebody decided."""

    pair: Pair
    by_person: bool
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class People:
    """`parts`: the records of each person. `refused`: edges that the rules kept from joining."""

    parts: list[frozenset[UUID]]
    refused: list[Edge]


def people_of(
    records: Collection[UUID],
    edges: Iterable[Edge],
    *,
    corrections: Iterable[Pair] = (),
    never: Iterable[Pair] = (),
    nhs_numbers: Mapping[UUID, str] | None = None,
) -> People:
    """The people whom these records describe. Edges to other records are left out."""
    known = set(records)
    numbers = nhs_numbers or {}

    def apart(one: UUID, other: UUID) -> bool:
        mine, theirs = numbers.get(one), numbers.get(other)
        return bool(mine and theirs) and mine != theirs

    groups = Groups(apart, (pair for pair in never if known.issuperset(pair)))
    for record in known:
        groups.find(record)
    for pair in corrections:
        if known.issuperset(pair):
            groups.join(*pair)
    refused = [
        edge
        for edge in sorted((edge for edge in edges if known.issuperset(edge.pair)), key=_rank)
        if not groups.joined(*edge.pair, decided=edge.by_person)
    ]
    return People(sorted(groups.groups(), key=min), refused)


def ordered(pair: Pair) -> Pair:
    """The pair with the lesser id first, as it is stored."""
    return pair if pair[0] < pair[1] else (pair[1], pair[0])


def _rank(edge: Edge) -> tuple[bool, float, Pair]:
    return not edge.by_person, -edge.probability, ordered(edge.pair)
