"""Counts what became of the rows of one file, and keeps those of which there is something to say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hearth.core.table_files import MISSING, SURPLUS
from hearth.directory.loading.reasons import Notes, Reason
from hearth.directory.models import Load, LoadRow, RowOutcome

GONE_SHOWN = 200  # rows kept of those that are no longer in the file; all are counted


@dataclass(slots=True)
class Tally:
    """One load's counts. `save` writes them, with the rows gathered since, in the caller's transaction."""

    load: Load
    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    added: int = 0
    updated: int = 0
    gone: int = 0
    notes: list[str] = field(default_factory=list)  # sentences about the whole file
    failed: str = ""
    extra: dict[str, Any] = field(default_factory=dict)  # counts of one kind of load only
    _waiting: list[LoadRow] = field(default_factory=list)

    def took(self, number: int, raw: dict[str, str], notes: Notes, *, added: bool, updated: bool) -> None:
        """A row that is in: new, changed, or the same as before."""
        self.added += added
        self.updated += updated
        if not (added or updated):
            outcome = RowOutcome.UNCHANGED
        else:
            outcome = RowOutcome.REPAIRED if notes.repaired else RowOutcome.ACCEPTED
        self._count(number, raw, outcome, notes.reasons)

    def refused(self, number: int, raw: dict[str, Any], reason: Reason) -> None:
        """A row that is not in."""
        self._count(number, raw, RowOutcome.REFUSED, [reason])

    def lost(self, what: dict[str, Any]) -> None:
        """A row of an earlier file that this one has no more."""
        self.gone += 1
        self.reasons["gone"] += 1
        if self.gone <= GONE_SHOWN:
            self._keep(0, what, RowOutcome.GONE, [Reason("gone")])

    def _count(self, number: int, raw: dict[str, Any], outcome: RowOutcome, reasons: list[Reason]) -> None:
        self.rows += 1
        self.outcomes[outcome] += 1
        self.reasons.update(reason.code for reason in reasons)
        if reasons:
            self._keep(number, plain(raw), outcome, reasons)

    def _keep(self, number: int, raw: dict[str, Any], outcome: RowOutcome, reasons: list[Reason]) -> None:
        self._waiting.append(
            LoadRow(
                load=self.load,
                number=number,
                outcome=outcome,
                reasons=[reason.as_json() for reason in reasons],
                raw=raw,
            )
        )

    def counts(self) -> dict[str, Any]:
        """What `Load.counts` holds. accepted + repaired + refused + unchanged = rows."""
        found: dict[str, Any] = {
            "rows": self.rows,
            **{outcome.value: self.outcomes[outcome] for outcome in RowOutcome if outcome is not RowOutcome.GONE},
            "added": self.added,
            "updated": self.updated,
            "gone": self.gone,
            "reasons": dict(self.reasons.most_common()),
        }
        found |= self.extra
        if self.notes:
            found["notes"] = self.notes
        if self.failed:
            found["failed"] = self.failed
        return found

    def forget_waiting(self) -> None:
        """Rows gathered in a transaction that was undone."""
        self._waiting.clear()

    def save(self) -> None:
        LoadRow.objects.bulk_create(self._waiting, batch_size=1000)
        self._waiting.clear()
        self.load.counts = self.counts()
        self.load.save(update_fields=["counts", "finished_at"])


def plain(raw: dict[str, Any]) -> dict[str, Any]:
    """A raw row as it is kept: without our own marks, and without the zero bytes that PostgreSQL cannot hold."""
    kept = {key: value for key, value in raw.items() if key != MISSING}
    if SURPLUS in kept:
        kept["(more)"] = kept.pop(SURPLUS)
    return {key.replace("\0", ""): _without_zeros(value) for key, value in kept.items()}


def _without_zeros(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key).replace("\0", ""): _without_zeros(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_without_zeros(part) for part in value]
    return value.replace("\0", "") if isinstance(value, str) else "" if value is None else value
