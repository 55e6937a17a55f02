"""The one way into the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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
    record_all(
        action=action,
        by=by,
        kind=kind,
        subject_type=subject_type,
        reason=reason,
        about=[Subject(subject_id, organisation_id, detail or {})],
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """What one of many entries is about, and whose it is (None: the actor's organisation's)."""

    id: UUID | None
    organisation_id: UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def record_all(
    *,
    action: str,
    by: Actor,
    about: Sequence[Subject],
    kind: EntryKind = EntryKind.CHANGE,
    subject_type: str = "",
    reason: str = "",
) -> None:
    """One entry for each subject, all in one statement: for what a job does to thousands."""
    at = clock.now()
    Entry.objects.bulk_create(
        Entry(
            created_at=at,
            kind=kind,
            action=action,
            actor_kind=by.kind.value,
            actor_id=by.user_id,
            actor_name=by.name,
            actor_organisation_id=by.organisation_id,
            organisation_id=one.organisation_id if one.organisation_id is not None else by.organisation_id,
            subject_type=subject_type,
            subject_id=one.id,
            reason=reason,
            detail=one.detail,
        )
        for one in about
    )
