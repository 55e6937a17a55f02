"""Pages of a list that may have very many rows."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.query import ModelIterable


class CountedSoFar(Paginator):  # type: ignore[type-arg]  # it takes its argument in the stubs alone
    """Pages of the first so many rows. Counting every row of a long history costs more than the page itself."""

    def __init__(self, rows: Any, page_size: int, most: int) -> None:
        super().__init__(rows, page_size)
        self.most = most

    @cached_property
    def _counted(self) -> int:
        rows, most = self.object_list, self.most + 1
        if not isinstance(rows, QuerySet):
            return len(rows[:most])
        if issubclass(rows._iterable_class, ModelIterable) and not rows.query.distinct:
            rows = rows.order_by().values("pk")  # nothing need be joined, worked out or sorted to count
        return rows[:most].count()

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than were counted."""
        return self._counted > self.most

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.most)
