"""What journeys begin with is the same whether it was loaded or put back."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from hearth.core.tests import keeping
from hearth.core.tests.support import as_owner
from tests.journeys.worlds import demo_area

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, list[bytes]]:
    with as_owner():
        return {table: sorted(keeping.read(table).lines.splitlines()) for table in keeping.tables()}


def test_what_is_put_back_is_what_was_loaded():
    # given
    demo_area()
    loaded = rows()
    # when
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("delete from directory_serviceterm")
    demo_area()
    # then every row is the same
    again = rows()
    assert [table for table in loaded if loaded[table] != again[table]] == []
    assert loaded["directory_searchrow"]


def test_nothing_is_put_back_in_a_transaction_that_may_not_last():
    with as_owner(), transaction.atomic(), pytest.raises(RuntimeError, match="outside of any transaction"):
        keeping.put_back("beginning")
