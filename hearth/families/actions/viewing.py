"""Looks at people, written into the log: one entry for each record that was shown, so that a family can be told."""

from __future__ import annotations

from collections.abc import Iterable

from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core.actors import Actor
from hearth.families.models import SourceRecord


def record_view(*, records: Iterable[SourceRecord], by: Actor, reason: str) -> None:
    """Somebody looked at these records on a page; `reason` is a code: why they may ("own", "involved", "agreement")."""
    audit.record_all(
        action="families.person_viewed",
        by=by,
        kind=EntryKind.VIEW,
        subject_type="families.SourceRecord",
        reason=reason,
        about=[audit.Subject(row.pk, row.source_organisation_id or by.organisation_id) for row in records],
    )


def record_search(*, by: Actor, found: int) -> None:
    """Somebody looked for people; what was typed is not kept."""
    audit.record(
        action="families.searched", by=by, kind=EntryKind.VIEW, organisation_id=by.organisation_id,
        subject_type="families.SourceRecord", detail={"found": found},
    )  # fmt: skip


def record_list(*, by: Actor, count: int) -> None:
    """Somebody took the list of families away as a file."""
    audit.record(
        action="families.list_exported", by=by, kind=EntryKind.EXPORT, organisation_id=by.organisation_id,
        subject_type="families.SourceRecord", detail={"rows": count},
    )  # fmt: skip
