"""Sealing a part of a record: what it says is for the named colleagues alone, from the first moment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.families.events import PartSealed
from hearth.families.models import SealedKind, SealedPart, SealedReader
from hearth.families.queries.people import person_of
from hearth.families.queries.sealed import seal_colleagues

VIEW = "families.view"


class SealingRefused(Exception):
    """Nothing was written; the message says why."""


@transaction.atomic
def seal(
    *, record_id: UUID, kind: str, words: str, reader_ids: Collection[UUID], by: Actor, now: datetime
) -> SealedPart:
    """Write down what only the actor and the named colleagues of their organisation may read.

    Raises SealingRefused for a person of whom the actor sees nothing, and where somebody from elsewhere is named.
    """
    if not may(by, VIEW) or person_of(by, record_id, today=clock.today(now)) is None:
        raise SealingRefused(_("You cannot seal a part of this record."))
    if kind not in SealedKind.values or not words.strip():
        raise SealingRefused(_("Say what is to be sealed, and of what kind it is."))
    assert by.user_id is not None and by.organisation_id is not None
    wanted = {by.user_id, *reader_ids}
    if not wanted <= set(seal_colleagues()):
        raise SealingRefused(_("Name colleagues of your own organisation only."))
    part = SealedPart(
        created_at=now,
        source_record_id=record_id,
        organisation_id=by.organisation_id,
        kind=kind,
        words=words,
        by_user_id=by.user_id,
        by_name=by.name,
    )
    part.save(force_insert=True)
    for user_id in sorted(wanted):
        SealedReader(part=part, user_id=user_id, created_at=now).save(force_insert=True)
    audit.record(
        action="families.part_sealed",
        by=by,
        subject_type="families.SourceRecord",
        subject_id=record_id,
        detail={"part": str(part.pk), "readers": len(wanted)},
    )
    events.publish(PartSealed(part_id=part.pk), by=by)
    return part
