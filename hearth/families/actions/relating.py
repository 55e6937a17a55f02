"""What a source says beyond one person: who belongs to whom, who lives together, what numbers and needs they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.families.identifiers import valid
from hearth.families.models import (
    AccessNeeds,
    Household,
    HouseholdPlace,
    Identifier,
    Relationship,
    RelationshipKind,
    Scheme,
    SourceRecord,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What somebody needs so that they can come and take part, in the family's words."""

    mobility: str = ""
    sensory: str = ""
    communication: str = ""
    diet: str = ""
    other: str = ""


SAID = {
    "mother": RelationshipKind.PARENT,
    "father": RelationshipKind.PARENT,
    "step-parent": RelationshipKind.STEP_PARENT,
    "parent": RelationshipKind.CARER,  # "parent in another way": which, nobody said
    "carer": RelationshipKind.CARER,
    "grandparent": RelationshipKind.GRANDPARENT,
    "partner": RelationshipKind.PARTNER,
}


def said_kind(relation: str, *, is_unborn: bool = False) -> RelationshipKind:
    """What somebody is to another, of the word that they chose in a form."""
    if relation == "mother" and is_unborn:
        return RelationshipKind.EXPECTING
    return SAID.get(relation, RelationshipKind.OTHER)


class NotAnIdentifier(ValueError):
    """The number's check digit, or its form, is wrong."""


def relate(
    *,
    record: SourceRecord,
    to_record: SourceRecord,
    kind: RelationshipKind,
    by: Actor,
    now: datetime,
    lives_with: bool | None = None,
    since: date | None = None,
) -> Relationship:
    """Write down that the first is a `kind` of the second, as a source stated it. Said again it stays as it was."""
    with transaction.atomic():
        row, is_new = Relationship.objects.get_or_create(
            record=record,
            to_record=to_record,
            kind=kind,
            defaults={"created_at": now, "lives_with": lives_with, "since": since},
        )
        if is_new:
            _log("families.related", record.pk, by, record.source_organisation_id)
    return row


def place_in_household(
    *,
    record: SourceRecord,
    by: Actor,
    now: datetime,
    household: Household | None = None,
    since: date | None = None,
    part_time: bool = False,
) -> HouseholdPlace:
    """Somebody lives in a household, a new one unless named."""
    with transaction.atomic():
        where = household or Household.objects.create(created_at=now)
        row = HouseholdPlace.objects.create(
            created_at=now, household=where, source_record=record, since=since, part_time=part_time
        )
        _log("families.placed_in_household", record.pk, by, record.source_organisation_id)
    return row


def note_identifier(*, record: SourceRecord, scheme: Scheme, value: str, by: Actor, now: datetime) -> Identifier:
    """Write down a number by which the source knows the person. Raises NotAnIdentifier."""
    number = valid(scheme, value)
    if number is None:
        raise NotAnIdentifier(scheme)
    with transaction.atomic():
        row = Identifier.objects.create(created_at=now, source_record=record, scheme=scheme, value=number)
        _log("families.identifier_noted", record.pk, by, record.source_organisation_id)
    return row


def note_needs(*, record: SourceRecord, needs: Needs, by: Actor, now: datetime) -> AccessNeeds:
    """Write down what somebody needs to take part. The newest counts, earlier ones are kept."""
    with transaction.atomic():
        row = AccessNeeds.objects.create(
            created_at=now,
            source_record=record,
            mobility=needs.mobility,
            sensory=needs.sensory,
            communication=needs.communication,
            diet=needs.diet,
            other=needs.other,
        )
        _log("families.needs_noted", record.pk, by, record.source_organisation_id)
    return row


def _log(action: str, record_id: UUID, by: Actor, organisation_id: UUID | None) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=organisation_id,
        subject_type="families.SourceRecord",
        subject_id=record_id,
    )
