"""Looks at people, written into the log: one entry for each record that was shown, so that a family can be told.

A list has one entry of its own, which says how many were in it, and one for each record of it where somebody was looked
for by name or the list was taken away as a file. Opening the list of those with whom an organisation works has its own
entry alone: it shows no more than they know already, many times a day, and would bury what a family should find.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core.actors import Actor
from hearth.families.models import SourceRecord

LISTED, FOUND, TAKEN = "families.listed", "families.found_in_list", "families.taken_in_list"


def record_view(*, records: Iterable[SourceRecord], by: Actor, reason: str) -> None:
    """Somebody looked at these records on a page; `reason` is a code: why they may ("own", "involved", "agreement")."""
    _each("families.person_viewed", records, by, EntryKind.VIEW, reason)


def record_listed(*, by: Actor, shown: int) -> None:
    """Somebody opened the list of families."""
    _list(LISTED, by, EntryKind.VIEW, {"rows": shown})


def record_search(*, by: Actor, found: int, shown: Sequence[SourceRecord]) -> None:
    """Somebody looked for people, and was shown these; what was typed is not kept."""
    _list("families.searched", by, EntryKind.VIEW, {"found": found})
    _each(FOUND, shown, by, EntryKind.VIEW)


def record_list(*, by: Actor, taken: Sequence[SourceRecord]) -> None:
    """Somebody took the list of families away as a file."""
    _list("families.list_exported", by, EntryKind.EXPORT, {"rows": len(taken)})
    _each(TAKEN, taken, by, EntryKind.EXPORT)


def _list(action: str, by: Actor, kind: EntryKind, detail: dict[str, int]) -> None:
    audit.record(
        action=action, by=by, kind=kind, organisation_id=by.organisation_id, subject_type="families.SourceRecord",
        detail=detail,
    )  # fmt: skip


def _each(action: str, records: Iterable[SourceRecord], by: Actor, kind: EntryKind, reason: str = "") -> None:
    audit.record_all(
        action=action,
        by=by,
        kind=kind,
        subject_type="families.SourceRecord",
        reason=reason,
        about=[audit.Subject(row.pk, row.source_organisation_id or by.organisation_id) for row in records],
    )
