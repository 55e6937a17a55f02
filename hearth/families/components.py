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

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

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
    groups = _Groups(known, never, nhs_numbers or {})
    for pair in sorted(ordered(pair) for pair in corrections if known.issuperset(pair)):
        groups.join(pair)
    refused = [
        edge
        for edge in sorted((edge for edge in edges if known.issuperset(edge.pair)), key=_rank)
        if not groups.joined(edge)
    ]
    return People(groups.parts(), refused)


def ordered(pair: Pair) -> Pair:
    """The pair with the lesser id first, as it is stored."""
    return pair if pair[0] < pair[1] else (pair[1], pair[0])


def _rank(edge: Edge) -> tuple[bool, float, Pair]:
    return not edge.by_person, -edge.probability, ordered(edge.pair)


class _Groups:
    """Records brought together one edge at a time."""

    def __init__(self, records: set[UUID], never: Iterable[Pair], nhs_numbers: Mapping[UUID, str]) -> None:
        self._of = {record: record for record in records}
        self._records: dict[UUID, set[UUID]] = {record: {record} for record in records}
        self._numbers = {record: {nhs_numbers[record]} if nhs_numbers.get(record) else set() for record in records}
        self._apart: dict[UUID, set[UUID]] = defaultdict(set)
        for one, other in never:
            if {one, other} <= records:
                self._apart[one].add(other)
                self._apart[other].add(one)

    def joined(self, edge: Edge) -> bool:
        """Bring the two together unless a rule forbids it; whether they are together now."""
        one, other = (self._of[record] for record in edge.pair)
        if one == other:
            return True
        if any(self._apart[record] & self._records[other] for record in self._records[one]):
            return False
        if not edge.by_person and len(self._numbers[one] | self._numbers[other]) > 1:
            return False
        self.join(edge.pair)
        return True

    def join(self, pair: Pair) -> None:
        one, other = (self._of[record] for record in pair)
        if one == other:
            return
        if len(self._records[one]) < len(self._records[other]):
            one, other = other, one
        for record in self._records[other]:
            self._of[record] = one
        self._records[one] |= self._records.pop(other)
        self._numbers[one] |= self._numbers.pop(other)

    def parts(self) -> list[frozenset[UUID]]:
        return sorted((frozenset(part) for part in self._records.values()), key=min)
