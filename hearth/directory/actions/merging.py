"""Bringing two listings of one service together, and taking them apart again.

What hangs on the absorbed listing (notes, follows, reports, requests, saved lists, rows of feeds) stays where it is and
is found through `Service.merged_into` when it is read, so that undoing a merge has nothing to move back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max

from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.directory import document as documents
from hearth.directory import merging
from hearth.directory import policy as policies
from hearth.directory.actions import standing
from hearth.directory.actions.duplicates import said_now
from hearth.directory.actions.versions import ChangedMeanwhile, change_listing
from hearth.directory.document import SHAPE
from hearth.directory.events import ListingsMerged, MergeUndone
from hearth.directory.models import (
    ChangeState,
    DuplicatePair,
    ListingChange,
    Merge,
    PairState,
    Service,
    ServiceStatus,
    SourceRow,
    Why,
)
from hearth.directory.queries.listings import may_approve

LOCK = 4_721_904  # merges are made and undone one after the other; any fixed number does


class NotMergeable(Exception):
    """One of the two is closed, or another listing took it in already."""


class ChangeWaits(Exception):
    """A change of the listing that would be absorbed waits for approval. `.change_id` is its id."""

    def __init__(self, change_id: UUID) -> None:
        super().__init__("A change waits for approval.")
        self.change_id = change_id


class AlreadyUndone(Exception):
    """Somebody else has taken them apart."""


@transaction.atomic
def merge(
    *,
    kept_id: UUID,
    absorbed_id: UUID,
    choices: Mapping[str, str],
    reason: str,
    seen: tuple[int, int],
    by: Actor,
    now: datetime,
) -> Merge:
    """Keep one listing with the parts that were chosen (by row of `merging.ROWS`); the other is closed, and its address
    leads to the kept one. `seen` are the versions that the editor chose between: kept, absorbed.

    Raises PermissionDenied, NotMergeable, ChangedMeanwhile, ChangeWaits.
    """
    if not may_approve(by):
        raise PermissionDenied
    _one_at_a_time()
    rows = Service.objects.select_for_update().filter(pk__in=[kept_id, absorbed_id], merged_into__isnull=True)
    found = {row.pk: row for row in rows.exclude(status=ServiceStatus.CLOSED).order_by("pk")}
    if kept_id == absorbed_id or not {kept_id, absorbed_id} <= set(found):
        raise NotMergeable
    kept, absorbed = found[kept_id], found[absorbed_id]
    for row, version in zip((kept, absorbed), seen, strict=True):
        if row.version != version:
            raise ChangedMeanwhile(row.version)
    waiting = ListingChange.objects.filter(service=absorbed, state=ChangeState.WAITING).first()
    if waiting:
        raise ChangeWaits(waiting.pk)
    both = documents.snapshots([kept_id, absorbed_id])
    said, steps, copies = merging.brought_together(kept_id, both[kept_id], both[absorbed_id], choices)
    change_listing(
        service_id=kept_id,
        document={"shape": SHAPE, **said},
        why=Why.MERGED,
        by=by,
        now=now,
        words=absorbed.name[:500],
    )
    after = documents.snapshot(kept_id)
    for group, step in steps.items():
        step["after"] = {part: after[part] for part in merging.parts_of(group)}
    made = Merge.objects.create(
        number=(Merge.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        kept=kept,
        absorbed=absorbed,
        kept_name=kept.name,
        absorbed_name=absorbed.name,
        status_before=absorbed.status,
        at=now,
        reason=reason.strip()[:300],
        by_user_id=by.user_id,
        by_name=by.name,
        parts=steps,
        copies=copies,
        sources=_sources_of(absorbed_id),
    )
    _set(absorbed_id, ServiceStatus.CLOSED, kept_id, Why.MERGED, kept.name, by, now)
    pair = _pair(kept_id, absorbed_id)
    if pair:
        _set_pair(pair, PairState.MERGED, reason, by, now)
    _say("directory.listings_merged", made, reason, by)
    events.publish(ListingsMerged(made.pk, kept_id, absorbed_id), by=by)
    return made


@transaction.atomic
def undo(*, merge_id: UUID, reason: str, by: Actor, now: datetime) -> Merge:
    """Take two listings apart: both say what they would say had they never been brought together. What somebody has
    changed since stays (`Merge.stayed`).

    Raises PermissionDenied, Merge.DoesNotExist, AlreadyUndone.
    """
    if not may_approve(by):
        raise PermissionDenied
    _one_at_a_time()
    made = Merge.objects.select_for_update().get(pk=merge_id)
    if made.undone_at is not None:
        raise AlreadyUndone
    apart = plan_undo(made)
    for service_id, said in apart.documents.items():
        change_listing(
            service_id=service_id,
            document={"shape": SHAPE, **said},
            why=Why.SPLIT,
            by=by,
            now=now,
            words=made.absorbed_name[:500],
        )
    Merge.objects.bulk_update(apart.again, ["parts"])
    made.undone_at, made.undone_by, made.undone_reason = now, by.name, reason.strip()[:300]
    made.stayed = sorted({group for _service, group in apart.stays})
    made.save(update_fields=["undone_at", "undone_by", "undone_reason", "stayed"])
    _set(made.absorbed_id, ServiceStatus(made.status_before), None, Why.SPLIT, made.kept_name, by, now)
    _tell_feeds_again(made)
    policy, today = policies.current(), clock.today(now)
    standing.work_out(policy=policy, today=today, only=[made.absorbed_id])
    standing.move(policy=policy, today=today, now=now, by=by, only=[made.absorbed_id])
    pair = _pair(made.kept_id, made.absorbed_id)
    if pair:
        _set_pair(pair, PairState.PROPOSED, "", by, now)
    _say("directory.merge_undone", made, reason, by)
    events.publish(MergeUndone(made.pk, made.kept_id, made.absorbed_id), by=by)
    return made


def plan_undo(made: Merge) -> merging.Apart:
    """What undoing it would come to. Nothing is written."""
    others = list(Merge.objects.filter(undone_at__isnull=True).exclude(pk=made.pk).order_by("number"))
    reached = _reached(made, others)
    return merging.taken_apart(made, others, documents.snapshots(reached))


def _reached(made: Merge, others: list[Merge]) -> list[UUID]:
    """The kept listing, and those that took it in one after the other."""
    into = {other.absorbed_id: other.kept_id for other in others}
    found = [made.kept_id]
    while found[-1] in into:
        found.append(into[found[-1]])
    return found


# --------------------------------------------------------------------------------------------------------------------
def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def _set(
    service_id: UUID, status: ServiceStatus, into: UUID | None, why: Why, words: str, by: Actor, now: datetime
) -> None:
    document = {"shape": SHAPE, "status": status.value}
    Service.objects.filter(pk=service_id).update(merged_into=into)
    change_listing(service_id=service_id, document=document, why=why, by=by, now=now, words=words[:500])


def _sources_of(service_id: UUID) -> list[Any]:
    """What feeds and files last said of a listing."""
    rows = SourceRow.objects.filter(record_id=service_id, record_kind="service").order_by("id")
    return list(rows.values("id", "written", "fingerprint", "terms"))


def _tell_feeds_again(made: Merge) -> None:
    """While a listing is absorbed its feeds write nothing to it. Take back what they are known to have said, so that
    the next reading brings what they have said meanwhile."""
    for row in made.sources:
        SourceRow.objects.filter(pk=row["id"]).update(
            written=row["written"], fingerprint=row["fingerprint"], terms=row["terms"], mark=""
        )


def _pair(one: UUID, other: UUID) -> DuplicatePair | None:
    first, second = sorted((one, other))
    return DuplicatePair.objects.select_for_update().filter(first_id=first, second_id=second).first()


def _set_pair(pair: DuplicatePair, state: PairState, reason: str, by: Actor, now: datetime) -> None:
    pair.state, pair.reason, pair.decided_at, pair.decided_by = state, reason.strip()[:300], now, by.name
    pair.said = said_now(pair)
    pair.save(update_fields=["state", "reason", "decided_at", "decided_by", "said"])


def _say(action: str, made: Merge, reason: str, by: Actor) -> None:
    for service in (made.kept, made.absorbed):
        audit.record(
            action=action,
            by=by,
            organisation_id=service.organisation_id,
            subject_type="service",
            subject_id=service.pk,
            reason=reason.strip()[:120],
            detail={"kept": str(made.kept_id), "absorbed": str(made.absorbed_id)},
        )
