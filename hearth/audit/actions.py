"""The one way into the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hearth.audit.models import Entry, EntryKind
from hearth.core import clock
from hearth.core.actors import Actor


def record(
    *,
    action: str,
    by: Actor,
    kind: EntryKind = EntryKind.CHANGE,
    organisation_id: UUID | None = None,
    subject_type: str = "",
    subject_id: UUID | None = None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one entry, in the caller's transaction where there is one.

    `action` is the app and the past tense of the verb ("referrals.accepted"); `organisation_id` is whose record it
    is; `detail` takes codes, ids and counts only.
    """
    Entry.objects.create(
        created_at=clock.now(),
        kind=kind,
        action=action,
        actor_kind=by.kind.value,
        actor_id=by.user_id,
        actor_name=by.name,
        actor_organisation_id=by.organisation_id,
        organisation_id=organisation_id if organisation_id is not None else by.organisation_id,
        subject_type=subject_type,
        subject_id=subject_id,
        reason=reason,
        detail=detail or {},
    )
