"""The one way into the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.audit.models import EntryKind
from hearth.core import clock
from hearth.core.actors import Actor

_WRITE = """
    insert into audit_entry (id, created_at, kind, action, actor_kind, actor_id, actor_name, actor_organisation_id,
                             organisation_id, subject_type, subject_id, reason, detail)
    select gen_random_uuid(), %(at)s, %(kind)s, %(action)s, %(actor_kind)s, %(actor)s, %(name)s,
           %(actor_organisation)s, coalesce(one.organisation, %(actor_organisation)s), %(subject_type)s, one.id,
           %(reason)s, one.detail::jsonb
    from unnest(%(ids)s::uuid[], %(organisations)s::uuid[], %(details)s::text[]) one (id, organisation, detail)
"""


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
    """One entry for each subject, all in one statement: for what a job does to thousands, and for lists of people."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "at": clock.now(),
                "kind": EntryKind(kind).value,
                "action": action,
                "actor_kind": by.kind.value,
                "actor": by.user_id,
                "name": by.name,
                "actor_organisation": by.organisation_id,
                "subject_type": subject_type,
                "reason": reason,
                "ids": [one.id for one in about],
                "organisations": [one.organisation_id for one in about],
                "details": [json.dumps(one.detail) for one in about],
            },
        )
