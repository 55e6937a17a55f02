"""An event is kept and answered in the transaction that causes it, or not at all."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from hearth.core import events
from hearth.core.actors import FAMILY, SYSTEM
from hearth.core.models import StoredEvent
from hearth.core.tests.support import as_owner


@dataclass(frozen=True, slots=True)
class Opened(events.Event):
    thing_id: UUID


@dataclass(frozen=True, slots=True)
class Odd(events.Event):
    thing: object


@pytest.fixture
def heard():
    """Connects one listener for `Opened`, and the product's own table again afterwards."""
    from hearth.workflows import REACTIONS

    seen = []
    events.connect({Opened: [lambda event, by: seen.append((event, by))]})
    yield seen
    events.connect(REACTIONS)


def test_an_event_is_kept_as_ids_and_heard(db, heard):
    thing = uuid4()
    events.publish(Opened(thing), by=SYSTEM)
    with as_owner():
        row = StoredEvent.objects.get()
    assert (row.name, row.payload, row.actor_kind) == ("core.Opened", {"thing_id": str(thing)}, "system")
    assert heard == [(Opened(thing), SYSTEM)]


def test_an_event_goes_with_its_transaction(db, heard):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.publish(Opened(uuid4()), by=FAMILY)
        raise ZeroDivisionError
    with as_owner():
        assert not StoredEvent.objects.exists()


def test_an_event_carries_no_objects(db, heard):
    with pytest.raises(TypeError, match="cannot carry"):
        events.publish(Odd(object()), by=FAMILY)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(heard):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        events.publish(Opened(uuid4()), by=FAMILY)
