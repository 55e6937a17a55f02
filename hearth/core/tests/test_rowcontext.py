"""The reader's context reaches the database, holds for one transaction, and steps back when it ends."""

from uuid import uuid4

import pytest
from django.db import connection

from hearth.core.rowcontext import RowContext, acting_as, current_context, set_context


def test_every_test_runs_as_the_serving_role(db):
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == ("hearth_app", False, False)


def test_context_is_seen_inside_and_gone_outside(db):
    user_id = uuid4()
    with acting_as(user_id=user_id):
        assert current_context().user_id == str(user_id)
        with acting_as(job="outbox"):
            assert current_context() == RowContext(job="outbox")
        assert current_context() == RowContext(user_id=str(user_id))
    assert current_context() == RowContext()


def test_context_steps_back_when_the_block_fails(db):
    with acting_as(reference="ABC"):
        with pytest.raises(ZeroDivisionError), acting_as(job="outbox"):
            raise ZeroDivisionError
        assert current_context() == RowContext(reference="ABC")


@pytest.mark.django_db(transaction=True)
def test_context_cannot_be_set_where_it_would_not_hold():
    with pytest.raises(RuntimeError, match="transaction"):
        set_context(RowContext(job="outbox"))


@pytest.mark.django_db(transaction=True)
def test_a_transaction_of_its_own_leaves_nothing_to_the_next():
    with acting_as(user_id=uuid4(), holder="somebody"):
        pass
    assert current_context() == RowContext()
    with pytest.raises(ZeroDivisionError), acting_as(job="outbox"):
        raise ZeroDivisionError
    assert current_context() == RowContext()
