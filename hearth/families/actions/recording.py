"""Writing down what a source says of a person, and how that person may safely be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.families.actions.keys import keep_key
from hearth.families.events import PersonRecorded, SafeContactSet
from hearth.families.models import SafeContact, SourceKind, SourceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a source says of one person. Empty where it says nothing."""

    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    due_date: date | None = None  # of a child not born yet
    age_words: str = ""
    sex: str = ""  # of models.Sex; empty: not said
    relation: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    lsoa_code: str = ""
    language: str = ""
    needs_interpreter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How a person may safely be reached. `channels` in the order they prefer: "email", "text", "call"."""

    channels: Sequence[str] = ()
    email: str = ""
    phone: str = ""
    safe_from: time | None = None
    safe_until: time | None = None
    voicemail_ok: bool = False
    do_not_contact: bool = False
    language: str = "en"
    notes: str = ""


def record_person(
    *,
    person: Person,
    kind: SourceKind,
    by: Actor,
    now: datetime,
    source_organisation_id: UUID | None = None,
    source_ref: str = "",
    corrects: SourceRecord | None = None,
    owner_organisation_id: UUID | None = None,
) -> SourceRecord:
    """Write down what one source says of one person at one time. It is never changed afterwards, only corrected.

    `source_organisation_id` is empty when the family itself says it; `owner_organisation_id` is whose log shows it.
    """
    with transaction.atomic():
        record = SourceRecord.objects.create(
            kind=kind,
            source_organisation_id=source_organisation_id,
            source_ref=source_ref,
            said_at=now,
            corrects=corrects,
            entered_by=by.user_id,
            given_name=person.given_name,
            family_name=person.family_name,
            birth_date=person.birth_date,
            due_date=person.due_date,
            age_words=person.age_words,
            sex=person.sex,
            relation=person.relation,
            phone=person.phone,
            email=person.email,
            address=person.address,
            postcode=person.postcode,
            lsoa_code=person.lsoa_code,
            language=person.language,
            needs_interpreter=person.needs_interpreter,
        )
        keep_key(record)
        audit.record(
            action="families.person_recorded",
            by=by,
            organisation_id=owner_organisation_id,
            subject_type="families.SourceRecord",
            subject_id=record.id,
            detail={"source": kind.value},
        )
        events.publish(PersonRecorded(source_record_id=record.id), by=by)
    return record


def set_safe_contact(
    *,
    source_record: SourceRecord,
    contact: Contact,
    by: Actor,
    now: datetime,
    owner_organisation_id: UUID | None = None,
) -> SafeContact:
    """Say how a person may safely be reached. What was said before is kept, and no longer counts."""
    with transaction.atomic():
        said = SafeContact.objects.create(
            created_at=now,
            source_record=source_record,
            channels=list(contact.channels),
            email=contact.email,
            phone=contact.phone,
            safe_from=contact.safe_from,
            safe_until=contact.safe_until,
            voicemail_ok=contact.voicemail_ok,
            do_not_contact=contact.do_not_contact,
            language=contact.language,
            notes=contact.notes,
        )
        audit.record(
            action="families.safe_contact_set",
            by=by,
            organisation_id=owner_organisation_id,
            subject_type="families.SourceRecord",
            subject_id=source_record.id,
        )
        events.publish(SafeContactSet(source_record_id=source_record.id, safe_contact_id=said.id), by=by)
    return said
