"""That an organisation works with somebody: when it began, whom to ring, when it ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.families.events import InvolvementBegan, InvolvementEnded
from hearth.families.models import Involvement


def begin_involvement(
    *,
    source_record_ids: Iterable[UUID],
    organisation_id: UUID,
    by: Actor,
    now: datetime,
    since: date | None = None,
    service_name: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    is_sealed: bool = False,
    is_named_contact: bool = False,
    origin: str,
    origin_id: UUID | None = None,
) -> list[Involvement]:
    """An organisation works with these people from a day on (today, unless said). Said twice for one origin, it is
    one involvement. Called as a job that may (row security): an involvement is a reason to see others' records, so no
    member writes one in their own name."""
    made = []
    with transaction.atomic():
        for record_id in source_record_ids:
            if origin_id and _known(record_id, organisation_id, origin_id, contact_name):
                continue
            row = Involvement.objects.create(
                created_at=now,
                source_record_id=record_id,
                organisation_id=organisation_id,
                service_name=service_name,
                since=since or clock.today(now),
                contact_name=contact_name,
                contact_phone=contact_phone,
                is_sealed=is_sealed,
                is_named_contact=is_named_contact,
                origin=origin,
                origin_id=origin_id,
            )
            _log("families.involvement_began", row, by)
            events.publish(InvolvementBegan(involvement_id=row.pk, organisation_id=organisation_id), by=by)
            made.append(row)
    return made


def _known(record_id: UUID, organisation_id: UUID, origin_id: UUID, contact_name: str) -> bool:
    """Whether this involvement goes on already; whom to ring is brought up to date."""
    rows = Involvement.objects.filter(
        source_record=record_id, organisation=organisation_id, origin_id=origin_id, until=None
    )
    if contact_name:
        rows.exclude(contact_name=contact_name).update(contact_name=contact_name)
    return rows.exists()


def end_involvement(
    *,
    by: Actor,
    now: datetime,
    involvement_ids: Iterable[UUID] = (),
    origin_id: UUID | None = None,
    last_day: date | None = None,
) -> int:
    """An organisation no longer works with these people: today (or the day given) is the last day. Returns how many
    ended."""
    rows = Involvement.objects.filter(until=None)
    rows = rows.filter(origin_id=origin_id) if origin_id else rows.filter(pk__in=list(involvement_ids))
    with transaction.atomic():
        ended = list(rows.select_for_update())
        for row in ended:
            row.until, row.ended_at = max(row.since, last_day or clock.today(now)), now
            row.save(update_fields=["until", "ended_at"])
            _log("families.involvement_ended", row, by)
            events.publish(InvolvementEnded(involvement_id=row.pk, organisation_id=row.organisation_id), by=by)
    return len(ended)


def _log(action: str, row: Involvement, by: Actor) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=row.organisation_id,
        subject_type="families.SourceRecord",
        subject_id=row.source_record_id,
    )
