"""A source record says what one source said, and is never rewritten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from hearth.core.actors import SYSTEM
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families import actions
from hearth.families.actions import Contact, Person
from hearth.families.models import SafeContact, SourceKind, SourceRecord

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def record(**values):
    with acting_as(job="demo"):
        return actions.record_person(
            person=Person(given_name="Amina", family_name="Begum", **values),
            kind=SourceKind.REQUEST,
            by=SYSTEM,
            now=NOW,
        )


def test_it_keeps_what_was_said_and_when(db):
    said = record(relation="self")
    with as_owner():
        kept = SourceRecord.objects.get(pk=said.pk)
    assert (kept.name, kept.relation, kept.said_at, kept.kind) == ("Amina Begum", "self", NOW, "request")


def test_the_serving_role_cannot_rewrite_it(db):
    said = record()
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(job="demo"), connection.cursor() as cursor:
        cursor.execute("update families_sourcerecord set given_name = 'Other' where id = %s", [said.pk])


def test_not_even_the_owner_can(db):
    said = record()
    with as_owner(), pytest.raises(DatabaseError, match="never changed"):
        SourceRecord.objects.filter(pk=said.pk).update(given_name="Other")


def test_somebody_unknown_cannot_add_one(db):
    with pytest.raises(DatabaseError, match="row-level security"):
        actions.record_person(person=Person(), kind=SourceKind.REQUEST, by=SYSTEM, now=NOW)


def test_the_newest_safe_contact_counts_and_the_older_stays(db):
    said = record()
    with acting_as(job="demo"):
        for n, email in enumerate(("old@home.example", "new@home.example")):
            actions.set_safe_contact(
                source_record=said,
                contact=Contact(channels=["email"], email=email),
                by=SYSTEM,
                now=NOW + timedelta(hours=n),
            )
    with as_owner():
        assert [c.email for c in SafeContact.objects.order_by("-created_at")] == [
            "new@home.example",
            "old@home.example",
        ]
