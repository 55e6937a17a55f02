"""A referral as FHIR R4: a ServiceRequest says what is asked and why, a Task how far it has come.

One Bundle (collection) with everything that they point at: the people, the sender, the service and its organisation.
Identifiers are ours, under this site's address. A person's phone and email leave only where the family said that they
are safe, together with when; who must not be contacted has none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from hearth.core.clock import LONDON
from hearth.families.models import SafeContact, SourceRecord
from hearth.referrals import needs
from hearth.referrals.machine import machine
from hearth.referrals.models import PersonRole, Referral, ReferralPerson, State, StatusRow

Json = dict[str, Any]
MEDIA_TYPE = "application/fhir+json"

# Our states as FHIR's: ServiceRequest.status (request-status) and Task.status (task-status).
REQUEST_STATUS = {
    State.SENT: "active",
    State.NEEDS_INFORMATION: "active",
    State.ACCEPTED: "active",
    State.WAITING: "active",
    State.IN_PROGRESS: "active",
    State.ON_HOLD: "on-hold",
    State.COMPLETED: "completed",
    State.DECLINED: "revoked",
    State.REDIRECTED: "revoked",
    State.WITHDRAWN: "revoked",
    State.ENDED_EARLY: "revoked",
    State.IN_ERROR: "entered-in-error",
}
TASK_STATUS = {
    State.SENT: "requested",  # "received" once somebody opened it
    State.NEEDS_INFORMATION: "on-hold",
    State.ACCEPTED: "accepted",
    State.WAITING: "accepted",
    State.IN_PROGRESS: "in-progress",
    State.ON_HOLD: "on-hold",
    State.COMPLETED: "completed",
    State.DECLINED: "rejected",
    State.REDIRECTED: "rejected",
    State.WITHDRAWN: "cancelled",
    State.ENDED_EARLY: "failed",
    State.IN_ERROR: "entered-in-error",
}
PRIORITY = {"usual": "routine", "soon": "urgent", "urgent": "asap"}
CHANNEL_SYSTEMS = {"email": "email", "text": "sms", "call": "phone"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a bundle is made of. `story` has its oldest row first."""

    referral: Referral
    people: Sequence[ReferralPerson]
    story: Sequence[StatusRow]
    contact: SafeContact | None
    protected: Collection[UUID] = ()  # records of people whose address nobody is shown


def bundle(told: Told, *, now: datetime) -> Json:
    """The referral with everything that it points at."""
    referral = told.referral
    resources = [
        _service_request(told),
        _task(told),
        *(_patient(told, one.source_record, is_first=place == 0) for place, one in enumerate(told.people)),
        *([_group(told)] if len(told.people) > 1 else []),
        _organisation(referral.provider_id, referral.provider.name),
        _healthcare_service(referral),
    ]
    if referral.sender_organisation is not None and referral.sender_organisation_id != referral.provider_id:
        resources.append(_organisation(referral.sender_organisation.pk, referral.sender_organisation.name))
    return {
        "resourceType": "Bundle",
        "identifier": _identifier("bundle", referral.pk),
        "type": "collection",
        "timestamp": _moment(now),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def _service_request(told: Told) -> Json:
    referral = told.referral
    notes = [
        ("What was tried", referral.what_tried),
        ("What would be better", referral.what_better),
        ("How to be in touch safely", _contact_words(told.contact)),
        ("The family does not know of this referral", "" if referral.family_knows else referral.family_knows_why_not),
    ]
    return _clean(
        {
            "resourceType": "ServiceRequest",
            "id": str(referral.pk),
            "identifier": [{"system": _system("reference"), "value": referral.reference}],
            "status": REQUEST_STATUS[State(referral.state)],
            "intent": "order",
            "priority": PRIORITY.get(referral.urgency, "routine"),
            "code": {"text": referral.service.name},
            "subject": _subject(told),
            "authoredOn": _moment(referral.sent_at),
            "requester": _requester(told),
            "performer": [_reference(referral.service_id, referral.service.name)],
            "reasonCode": [{"text": referral.what_help}],
            "note": [{"text": f"{head}: {words}"} for head, words in notes if words],
        }
    )


def _task(told: Told) -> Json:
    referral = told.referral
    # The step that brought it where it stands; messages, complaints and the like may have followed.
    last = next(row for row in reversed(told.story) if machine().moves[row.move].to)
    status = TASK_STATUS[State(referral.state)]
    if referral.state == State.SENT and referral.acknowledged_at is not None:
        status = "received"
    reason = machine().reason_words(_reason_list(last), last.reason) if last.reason else ""
    return _clean(
        {
            "resourceType": "Task",
            "id": str(_task_id(referral)),
            "identifier": [_identifier("task", referral.pk)],
            "basedOn": [_reference(referral.pk)],
            "status": status,
            "statusReason": {"text": reason} if reason else None,
            "businessStatus": {
                "coding": [{"system": _system("state"), "code": referral.state}],
                "text": str(State(referral.state).label),
            },
            "intent": "order",
            "code": {
                "coding": [
                    {"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"},
                ]
            },
            "focus": _reference(referral.pk),
            "for": _subject(told),
            "authoredOn": _moment(referral.sent_at),
            "lastModified": _moment(referral.state_at),
            "requester": _requester(told),
            "owner": _reference(referral.provider_id, referral.provider.name),
            "restriction": {"period": {"end": referral.decide_by.isoformat()}},
            "note": [{"time": _moment(row.at), "text": row.words} for row in told.story if row.words],
            "output": [*_as_a_whole(last), *_by_need(last)],
        }
    )


def _as_a_whole(last: StatusRow) -> list[Json]:
    return [{"type": {"text": "outcome"}, "valueCodeableConcept": _outcome(last.outcome)}] if last.outcome else []


def _by_need(last: StatusRow) -> list[Json]:
    """One output for each need, whose type names it."""
    return [
        {
            "type": {"coding": [{"system": _system("need"), "code": need}], "text": words},
            "valueCodeableConcept": _outcome(last.by_need[need]),
        }
        for need, words in needs.named(last.by_need)
    ]


def _outcome(code: str) -> Json:
    words = machine().reason_words(needs.OUTCOMES, code)
    return {"coding": [{"system": _system("outcome"), "code": code}], "text": words}


def _reason_list(last: StatusRow) -> str:
    move = machine().moves.get(last.move)
    return move.reason if move else ""


def _patient(told: Told, record: SourceRecord, *, is_first: bool) -> Json:
    name = _clean({"text": record.name, "family": record.family_name, "given": [record.given_name]})
    language = {"coding": [{"system": "urn:ietf:bcp:47", "code": record.language}]} if record.language else None
    return _clean(
        {
            "resourceType": "Patient",
            "id": str(record.pk),
            "name": [name] if record.name else None,
            "telecom": _telecom(told.contact if is_first else None),
            "birthDate": record.birth_date.isoformat() if record.birth_date else None,
            "address": [_clean({"text": record.address, "postalCode": record.postcode})]
            if (record.address or record.postcode) and record.pk not in told.protected
            else None,
            "communication": [{"language": language, "preferred": True}] if language else None,
        }
    )


def _telecom(contact: SafeContact | None) -> list[Json]:
    """The ways that the family said are safe, in its order."""
    if contact is None or contact.do_not_contact:
        return []
    found = []
    for rank, channel in enumerate(contact.channels, start=1):
        value = contact.email if channel == "email" else contact.phone
        if value and channel in CHANNEL_SYSTEMS:
            found.append({"system": CHANNEL_SYSTEMS[channel], "value": value, "rank": rank})
    return found


def _contact_words(contact: SafeContact | None) -> str:
    if contact is None:
        return "nobody said how"
    if contact.do_not_contact:
        return "do not contact this family"
    words = ", then ".join(contact.channels)
    if contact.safe_from and contact.safe_until:
        words += f", only from {contact.safe_from:%H:%M} to {contact.safe_until:%H:%M}"
    if "call" in contact.channels:
        words += ", voicemail is safe" if contact.voicemail_ok else ", leave no voicemail"
    return f"{words}. {contact.notes}".strip() if contact.notes else words


def _subject(told: Told) -> Json:
    """The one person, or the group of those whom it concerns."""
    if len(told.people) == 1:
        return _reference(told.people[0].source_record_id)
    return _reference(_group_id(told.referral))


def _group(told: Told) -> Json:
    return {
        "resourceType": "Group",
        "id": str(_group_id(told.referral)),
        "type": "person",
        "actual": True,
        "quantity": len(told.people),
        "member": [
            {"entity": _reference(one.source_record_id, str(PersonRole(one.role).label))} for one in told.people
        ],
    }


def _requester(told: Told) -> Json:
    referral = told.referral
    if referral.sender_organisation is not None:
        return _reference(referral.sender_organisation.pk, referral.sender_organisation.name)
    return _reference(told.people[0].source_record_id)


def _organisation(key: UUID, name: str) -> Json:
    return {"resourceType": "Organization", "id": str(key), "active": True, "name": name}


def _healthcare_service(referral: Referral) -> Json:
    return {
        "resourceType": "HealthcareService",
        "id": str(referral.service_id),
        "active": True,
        "providedBy": _reference(referral.provider_id, referral.provider.name),
        "name": referral.service.name,
    }


def _reference(key: UUID, display: str = "") -> Json:
    return _clean({"reference": f"urn:uuid:{key}", "display": display})


def _identifier(what: str, key: UUID) -> Json:
    return {"system": _system(what), "value": str(key)}


def _system(what: str) -> str:
    return f"{settings.PUBLIC_URL}/fhir/{what}"


def _group_id(referral: Referral) -> UUID:
    return UUID(int=referral.pk.int ^ 1)


def _task_id(referral: Referral) -> UUID:
    return UUID(int=referral.pk.int ^ 2)


def _moment(value: datetime) -> str:
    return value.astimezone(LONDON).isoformat(timespec="seconds")


def _clean(values: Json) -> Json:
    """Without what is empty: FHIR knows no empty text and no empty list."""
    return {name: value for name, value in values.items() if value not in (None, "", [], [""], {})}
