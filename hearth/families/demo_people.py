"""The demo's people: what invented agencies know of invented families, linked by the demo's records clerk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hearth.access.models import User
from hearth.core import clock
from hearth.core.actors import Actor, ActorKind, job
from hearth.core.rowcontext import acting_as
from hearth.core.yaml_files import read_yaml
from hearth.directory.models import OrganisationListing
from hearth.families.actions import (
    Person,
    begin_involvement,
    decide,
    end_involvement,
    note_identifier,
    note_needs,
    record_person,
    relate,
)
from hearth.families.actions.loading import load_file
from hearth.families.actions.relating import Needs
from hearth.families.models import (
    LinkCandidate,
    RecordSource,
    RelationshipKind,
    Restriction,
    RestrictionReader,
    Scheme,
    SourceKind,
    SourceRecord,
    Verdict,
)

FILE = Path(__file__).parent / "data" / "demo_people.yaml"
EXAMPLES = Path(__file__).parent / "feeds" / "examples"
CLERK = "beth.lindqvist@larkmere-council.example"
DEMO = job("demo")


def load_people(*, now: datetime) -> int:
    """Make everybody of the file; how many records are new. Nothing is done where the first of them is there."""
    content: dict[str, Any] = read_yaml(FILE)
    owners = dict(OrganisationListing.objects.filter(source="demo").values_list("source_ref", "organisation"))
    with acting_as(job="demo"):
        first = content["records"][0]
        if SourceRecord.objects.filter(source_ref=first["ref"], source_organisation=owners[first["by"]]).exists():
            return 0
        made = {row["key"]: _record(row, owners, now) for row in content["records"]}
        for one, kind, other, together in content["ties"]:
            relate(
                record=made[one], to_record=made[other], kind=RelationshipKind(kind), lives_with=together,
                by=DEMO, now=now,
            )  # fmt: skip
        for row in content["candidates"]:
            _wait(row, made, now)
        for row in content["involvement"]:
            _involve(row, made, owners, now)
    _link(content["same"], made, now)
    _extracts(content["extracts"], owners, now)
    for row in content["restricted"]:
        _restrict(row, made, owners, now)
    return len(made)


def _record(row: dict[str, Any], owners: dict[str, UUID], now: datetime) -> SourceRecord:
    at, today = now - timedelta(days=row["days"]), clock.today(now)
    person = Person(
        given_name=row["given"],
        family_name=row["family"],
        birth_date=_born(row, today),
        due_date=today + timedelta(days=row["due"]) if "due" in row else None,
        sex=row.get("sex", ""),
        phone=row.get("phone", ""),
        postcode=row["postcode"],
        address=row.get("address", ""),
        language=row.get("language", "en"),
    )
    record = record_person(
        person=person, kind=SourceKind(row["kind"]), source_organisation_id=owners[row["by"]], source_ref=row["ref"],
        by=DEMO, now=at, owner_organisation_id=owners[row["by"]],
    )  # fmt: skip
    if "nhs" in row:
        note_identifier(record=record, scheme=Scheme.NHS, value=row["nhs"], by=DEMO, now=at)
    if "needs" in row:
        note_needs(record=record, needs=Needs(**row["needs"]), by=DEMO, now=at)
    return record


def _extracts(rows: list[dict[str, Any]], owners: dict[str, UUID], now: datetime) -> None:
    """The examples that ship with the mappings, as if agencies had sent them."""
    for row in rows:
        source = RecordSource.objects.create(
            created_at=now, code=row["mapping"], name=row["name"], organisation_id=owners[row["by"]],
            mapping=row["mapping"], stale_after_days=row["late_after"],
        )  # fmt: skip
        at = now - timedelta(days=row["days"])
        load_file(source=source, path=EXAMPLES / f"{row['mapping']}.csv", by=DEMO, now=at)


def _born(row: dict[str, Any], today: date) -> date | None:
    """A birthday that makes the age true whenever the demo is loaded, the same for each record of one person."""
    if "years" not in row:
        return None
    months = row["years"] * 12 + row.get("months", 5)
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, 12) - timedelta(days=31)


def _involve(row: dict[str, Any], made: dict[str, SourceRecord], owners: dict[str, UUID], now: datetime) -> None:
    today = clock.today(now)
    begun = begin_involvement(
        source_record_ids=[made[row["record"]].pk],
        organisation_id=owners[row["by"]],
        service_name=row["service"],
        since=today - timedelta(days=row["days"]),
        contact_name=row["ring"],
        contact_phone=row["phone"],
        is_named_contact=row.get("named", False),
        origin="feed",
        by=DEMO,
        now=now,
    )
    if "until" in row:
        last = today - timedelta(days=row["until"])
        end_involvement(involvement_ids=[one.pk for one in begun], by=DEMO, now=now, last_day=last)


def _wait(row: dict[str, Any], made: dict[str, SourceRecord], now: datetime) -> None:
    one, other = sorted(made[key].pk for key in row["pair"])
    with acting_as(job="matching"):
        LinkCandidate.objects.create(
            created_at=now - timedelta(days=1), record_a_id=one, record_b_id=other, probability=row["probability"],
            hazard=row.get("hazard", ""), evidence=row["evidence"], model_version=1,
        )  # fmt: skip


def _link(rows: list[dict[str, Any]], made: dict[str, SourceRecord], now: datetime) -> None:
    with acting_as(purpose="sign-in"):
        user = User.objects.select_related("active_membership").get(email=CLERK)
        membership = user.active_membership
        clerk = Actor(ActorKind.STAFF, user.pk, membership.organisation_id if membership else None, user.name)
    with acting_as(user_id=clerk.user_id):
        for row in rows:
            one, other = (made[key].pk for key in row["pair"])
            decide(pair=(one, other), verdict=Verdict.SAME, reason=row["reason"], by=clerk, now=now)


def _restrict(row: dict[str, Any], made: dict[str, SourceRecord], owners: dict[str, UUID], now: datetime) -> None:
    with acting_as(purpose="sign-in"):
        readers = list(User.objects.filter(email__in=row["readers"]))
        decided = User.objects.get(email=row.get("decided") or row["readers"][0])
    kept = Restriction.objects.create(
        created_at=now, source_record=made[row["record"]], organisation_id=owners[row["by"]], kind=row["kind"],
        reason=row["reason"], words=row["words"], by_user=decided.pk,
        review_on=clock.today(now) + timedelta(days=row["review"]),
    )  # fmt: skip
    RestrictionReader.objects.bulk_create(RestrictionReader(restriction=kept, user=user) for user in readers)
