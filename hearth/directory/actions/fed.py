"""What an editor decides about what a feed brought: conflicts, words, new services, services that are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.directory import document as documents
from hearth.directory.actions.feeds import FeedRefused, host_only
from hearth.directory.actions.versions import change_listing
from hearth.directory.events import FeedDecided
from hearth.directory.loading import bulk
from hearth.directory.models import (
    ConflictChoice,
    Feed,
    FeedConflict,
    FeedTerm,
    FeedTermTarget,
    Service,
    ServiceStatus,
    ServiceTerm,
    SourceRow,
    Why,
)

JOB = "feeds"  # row security lets this job write what a listing says, whoever decided it
CHUNK = 500


@transaction.atomic
def settle_conflict(*, conflict_id: UUID, choice: ConflictChoice, by: Actor, now: datetime) -> FeedConflict:
    """Keep ours, take theirs, or take theirs now and from now on. Raises FeedRefused where somebody was first."""
    host_only(by)
    conflict = FeedConflict.objects.select_for_update().select_related("feed").get(pk=conflict_id)
    if conflict.settled_at is not None:
        raise FeedRefused(_("Somebody has chosen already, or both sides say the same by now."))
    conflict.choice, conflict.settled_at, conflict.settled_by = choice, now, by.name
    conflict.save(update_fields=["choice", "settled_at", "settled_by"])
    if choice == ConflictChoice.ALWAYS:
        row = SourceRow.objects.select_for_update().get(
            source=conflict.feed.source, record_id=conflict.service_id, record_kind="service"
        )
        row.always = sorted({*row.always, conflict.field})
        row.save(update_fields=["always"])
    if choice != ConflictChoice.OURS:
        _say(conflict.service_id, conflict.theirs or {}, Why.EDITED, by, now, conflict.feed.name)
    _log("directory.feed_conflict_settled", conflict.feed, by, field=conflict.field, choice=choice.value)
    return conflict


@transaction.atomic
def settle_conflicts(
    *, feed_id: UUID, choices: Mapping[UUID, ConflictChoice], by: Actor, now: datetime
) -> list[FeedConflict]:
    """Several fields of a listing at once: all of them, or none. Raises FeedRefused."""
    if FeedConflict.objects.filter(feed_id=feed_id, pk__in=choices).count() != len(choices):
        raise FeedRefused(_("Somebody has chosen already, or both sides say the same by now."))
    return [settle_conflict(conflict_id=pk, choice=choice, by=by, now=now) for pk, choice in choices.items()]


@transaction.atomic
def decide_term(*, feed_term_id: int, target_ids: Sequence[UUID], by: Actor, now: datetime) -> int:
    """Say what an entry of a feed's vocabulary means here; no target: nothing. How many services it touched."""
    host_only(by)
    feed_term = FeedTerm.objects.select_for_update().select_related("feed").get(pk=feed_term_id)
    FeedTermTarget.objects.filter(feed_term=feed_term).exclude(term_id__in=target_ids).delete()
    there = set(FeedTermTarget.objects.filter(feed_term=feed_term).values_list("term_id", flat=True))
    FeedTermTarget.objects.bulk_create(
        FeedTermTarget(feed_term=feed_term, term_id=term_id) for term_id in target_ids if term_id not in there
    )
    feed_term.decided_at, feed_term.decided_by = now, by.name
    feed_term.save(update_fields=["decided_at", "decided_by"])
    touched = _classify(feed_term.feed, feed_term.term_id)
    _log("directory.feed_term_decided", feed_term.feed, by, term=str(feed_term.term_id), services=touched)
    return touched


def _classify(feed: Feed, term_id: UUID) -> int:
    """Give the services with this term what its feed's terms mean now. What an editor added or took away stays."""
    meant: dict[UUID, set[UUID]] = {}
    for own, target in FeedTermTarget.objects.filter(feed_term__feed=feed).values_list("feed_term__term", "term"):
        meant.setdefault(own, set()).add(target)
    defaults = set(feed.default_terms.values_list("id", flat=True))
    rows = SourceRow.objects.filter(source=feed.source, record_kind="service", said__contains=[term_id])
    touched = 0
    for batch in bulk.batches(rows.defer("raw").order_by("id").iterator(chunk_size=CHUNK), CHUNK):
        touched += _reclassify(batch, meant, defaults)
    return touched


def _reclassify(rows: list[SourceRow], meant: dict[UUID, set[UUID]], defaults: set[UUID]) -> int:
    have: dict[UUID, set[UUID]] = {}
    ids = [row.record_id for row in rows]
    for service_id, term_id in ServiceTerm.objects.filter(service_id__in=ids).values_list("service", "term"):
        have.setdefault(service_id, set()).add(term_id)
    new: list[ServiceTerm] = []
    changed: list[SourceRow] = []
    for row in rows:
        told = {UUID(pk) for pk in row.terms}
        given = {*row.said, *defaults}.union(*(meant.get(one, set()) for one in row.said))
        if given == told:
            continue
        here = have.get(row.record_id, set())
        lost = (told - given) & here
        if lost:
            ServiceTerm.objects.filter(service_id=row.record_id, term_id__in=lost).delete()
        new += [ServiceTerm(service_id=row.record_id, term_id=pk) for pk in sorted(given - told - here)]
        row.terms = sorted(str(pk) for pk in given)
        changed.append(row)
    bulk.store(new, key=("service_id", "term_id"), leave=("id",))
    SourceRow.objects.bulk_update(changed, ["terms"])
    return len(changed)


@transaction.atomic
def show_new(*, feed_id: UUID, service_ids: Sequence[UUID], by: Actor, now: datetime) -> int:
    """Show hidden services of a feed that is not trusted; how many. Also one that was left hidden before."""
    host_only(by)
    feed = Feed.objects.get(pk=feed_id)
    ids = _hidden(feed, service_ids)
    for service_id in ids:
        _say(service_id, {"status": ServiceStatus.ACTIVE.value}, Why.APPROVED, by, now, "")
    _log("directory.feed_services_shown", feed, by, count=len(ids))
    return len(ids)


@transaction.atomic
def leave_hidden(*, feed_id: UUID, service_ids: Sequence[UUID], by: Actor) -> int:
    """Refuse new services: they stay hidden and wait no more; how many."""
    host_only(by)
    feed = Feed.objects.get(pk=feed_id)
    ids = _hidden(feed, service_ids)
    _log("directory.feed_services_left", feed, by, count=len(ids))
    return len(ids)


def _hidden(feed: Feed, service_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the feed that are hidden; whatever waits of it waits no more."""
    rows = SourceRow.objects.select_for_update().filter(
        source=feed.source, record_kind="service", record_id__in=list(service_ids)
    )
    ids = [row.record_id for row in rows.only("id", "record_id")]
    SourceRow.objects.filter(source=feed.source, record_id__in=ids, waits=True).update(waits=False)
    hidden = Service.objects.filter(pk__in=ids, status=ServiceStatus.HIDDEN, merged_into__isnull=True)
    return list(hidden.values_list("id", flat=True))


@transaction.atomic
def close_gone(*, feed_id: UUID, service_id: UUID, by: Actor, now: datetime) -> bool:
    """Close a service that its feed has no more. False where somebody closed it already."""
    host_only(by)
    feed, row = _gone(feed_id, service_id)
    row.kept_at = now
    row.save(update_fields=["kept_at"])
    changed = _say(service_id, {"status": ServiceStatus.CLOSED.value}, Why.EDITED, by, now, feed.name)
    _log("directory.feed_gone_closed", feed, by, service=str(service_id))
    return bool(changed)


@transaction.atomic
def keep_gone(*, feed_id: UUID, service_id: UUID, by: Actor, now: datetime) -> None:
    """Keep a service although its feed has it no more; it is not proposed again until it comes back and goes."""
    host_only(by)
    feed, row = _gone(feed_id, service_id)
    row.kept_at = now
    row.save(update_fields=["kept_at"])
    _log("directory.feed_gone_kept", feed, by, service=str(service_id))


@transaction.atomic
def decide_gone(*, feed_id: UUID, service_ids: Sequence[UUID], close: bool, by: Actor, now: datetime) -> None:
    """Several at once: all of them, or none. Raises FeedRefused."""
    for service_id in service_ids:
        if close:
            close_gone(feed_id=feed_id, service_id=service_id, by=by, now=now)
        else:
            keep_gone(feed_id=feed_id, service_id=service_id, by=by, now=now)


def _gone(feed_id: UUID, service_id: UUID) -> tuple[Feed, SourceRow]:
    feed = Feed.objects.get(pk=feed_id)
    row = (
        SourceRow.objects.select_for_update()
        .filter(source=feed.source, record_id=service_id, gone_at__isnull=False, kept_at__isnull=True)
        .first()
    )
    if row is None:
        raise FeedRefused(_("Somebody has decided already, or the feed has it again."))
    return feed, row


def _say(service_id: UUID, parts: documents.Document, why: Why, by: Actor, now: datetime, name: str) -> tuple[str, ...]:
    """Change the listing, kept as a version, with the rights of the job that reads feeds."""
    if not Service.objects.filter(pk=service_id).exists():
        return ()
    words = _("As %(feed)s says") % {"feed": name} if name else ""
    with acting_as(user_id=by.user_id, job=JOB):
        return change_listing(
            service_id=service_id, document={"shape": documents.SHAPE, **parts}, why=why, by=by, now=now, words=words
        )


def _log(action: str, feed: Feed, by: Actor, **detail: object) -> None:
    audit.record(action=action, by=by, subject_type="feed", subject_id=feed.pk, detail=dict(detail))
    events.publish(FeedDecided(feed_id=feed.pk, what=action.split(".")[1]), by=by)
