"""Bringing records together into people: the one way of it, for what matching proposes and for what stands decided."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Groups(Generic[K]):
    """Records, at first each by itself, brought together one link at a time. A group is named by one of its records.

    `apart` says of two records that nothing but a person's word makes them one person's; `never` are pairs that a
    person said are two people, which nothing brings together, not through others either.
    """

    def __init__(self, apart: Callable[[K, K], bool], never: Iterable[tuple[K, K]] = ()) -> None:
        self._parent: dict[K, K] = {}
        self._members: dict[K, list[K]] = {}
        self._apart = apart
        self._never: dict[K, set[K]] = {}
        for one, other in never:
            self._never.setdefault(one, set()).add(other)
            self._never.setdefault(other, set()).add(one)

    def find(self, key: K) -> K:
        """The group in which a record is."""
        parent = self._parent
        if key not in parent:
            parent[key] = key
            return key
        root = key
        while parent[root] != root:
            root = parent[root]
        while parent[key] != root:
            parent[key], key = root, parent[key]
        return root

    def of(self, group: K) -> list[K]:
        """The records of a group."""
        return self._members.get(group, [group])

    def clash(self, one: K, other: K, *, decided: bool = False) -> bool:
        """Whether two groups cannot become one; `decided`: by a person's word, which outweighs `apart`."""
        if one == other:
            return False
        mine, theirs = self.of(one), self.of(other)
        if self._never and any(not self._never[key].isdisjoint(theirs) for key in mine if key in self._never):
            return True
        return not decided and any(self._apart(a, b) for a in mine for b in theirs)

    def join(self, one: K, other: K) -> None:
        """Bring the groups of two records together, whatever speaks against it."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return
        if len(self.of(one)) < len(self.of(other)):
            one, other = other, one
        self._members[one] = self.of(one) + self.of(other)
        self._members.pop(other, None)
        self._parent[other] = one

    def joined(self, one: K, other: K, *, decided: bool = False) -> bool:
        """Bring them together unless they clash; whether they are together now."""
        if self.clash(self.find(one), self.find(other), decided=decided):
            return False
        self.join(one, other)
        return True

    def groups(self) -> list[frozenset[K]]:
        """All of them, in no order."""
        return [frozenset(self.of(key)) for key, parent in self._parent.items() if key == parent]
