"""Feeds as staff look after them: how each is doing, and what it brought about which somebody must decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, QuerySet

from hearth.directory.models import (
    Feed,
    FeedConflict,
    FeedFile,
    FeedTerm,
    Load,
    LoadRow,
    Service,
    ServiceStatus,
    SourceRow,
)

SILENT = timedelta(minutes=15)  # a reading of which nothing was heard for so long was killed


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things of a feed wait for an editor."""

    conflicts: int = 0
    arrivals: int = 0
    gone: int = 0
    words: int = 0

    @property
    def urgent(self) -> int:
        """Without the words: a service is shown whether or not somebody has said what its words mean."""
        return self.conflicts + self.arrivals + self.gone


@dataclass(frozen=True, slots=True)
class Conflicted:
    """A listing about which a feed and an editor disagree, and in how many fields."""

    service_id: UUID
    name: str
    fields: list[str]
    since: datetime


def feeds() -> QuerySet[Feed]:
    """All feeds, by name. They say nothing about a person."""
    return Feed.objects.order_by("name")


def feed(feed_id: UUID) -> Feed | None:
    """One feed."""
    return Feed.objects.select_related("owner").filter(pk=feed_id).first()


def has_file(one: Feed) -> bool:
    """Whether it is read from a file that somebody gave."""
    return FeedFile.objects.filter(feed=one).exists()


def waiting(some: Sequence[Feed]) -> dict[UUID, Waiting]:
    """What waits, by feed."""
    conflicts = Counter(
        dict(
            FeedConflict.objects.filter(settled_at__isnull=True)
            .values_list("feed_id")
            .annotate(n=Count("service_id", distinct=True))
        )
    )
    words = Counter(
        dict(
            FeedTerm.objects.filter(decided_at__isnull=True, services__gt=0)
            .values_list("feed_id")
            .annotate(n=Count("id"))
        )
    )
    return {one.pk: Waiting(conflicts[one.pk], arrivals(one).count(), gone(one).count(), words[one.pk]) for one in some}


# Readings -------------------------------------------------------------------------------------------------------------
def readings(one: Feed) -> QuerySet[Load]:
    """The feed's readings, newest first."""
    return Load.objects.filter(feed=one).order_by("-created_at")


def running(one: Feed, now: datetime) -> Load | None:
    """The reading that runs now."""
    last = readings(one).first()
    return last if last and is_running(last, now) else None


def is_running(load: Load, now: datetime) -> bool:
    """Whether something was heard of it lately."""
    if load.finished_at is not None:
        return False
    at = load.progress.get("at")
    return now - (datetime.fromisoformat(at) if at else load.created_at) < SILENT


def why_failing(one: Feed) -> str:
    """The words of the last reading that failed; empty where the last one worked."""
    last = readings(one).filter(finished_at__isnull=False).first()
    return str(last.counts.get("failed", "")) if last else ""


def row(load_id: UUID, row_id: int) -> LoadRow | None:
    """What became of one record in one reading."""
    return LoadRow.objects.select_related("load").filter(pk=row_id, load_id=load_id).first()


def source_row(one: LoadRow) -> SourceRow | None:
    """What the file or feed last said of this row's record, where it is known by its id."""
    ref = one.raw.get("id")
    return SourceRow.objects.filter(source=one.load.source, ref=ref).first() if ref else None


def source_of(one: Feed, service_id: UUID) -> SourceRow | None:
    """What the feed last said of a service of its."""
    return SourceRow.objects.filter(source=one.source, record_kind="service", record_id=service_id).first()


# Conflicts ------------------------------------------------------------------------------------------------------------
def conflicts_of(one: Feed, service_id: UUID) -> list[FeedConflict]:
    """The fields of one listing in which somebody has to choose."""
    return list(FeedConflict.objects.filter(feed=one, service_id=service_id, settled_at__isnull=True).order_by("field"))


def conflicted(one: Feed) -> list[Conflicted]:
    """The listings with such fields, who waits longest first."""
    found: dict[UUID, Conflicted] = {}
    rows = FeedConflict.objects.filter(feed=one, settled_at__isnull=True).order_by("created_at", "field")
    for service_id, name, field, since in rows.values_list("service_id", "service__name", "field", "created_at"):
        found.setdefault(service_id, Conflicted(service_id, name, [], since)).fields.append(field)
    return list(found.values())


def chosen(one: Feed) -> QuerySet[FeedConflict]:
    """What was chosen, newest first."""
    return (
        FeedConflict.objects.filter(feed=one, settled_at__isnull=False)
        .select_related("service")
        .order_by("-settled_at")
    )


# Services that a feed brought or has no more --------------------------------------------------------------------------
def arrivals(one: Feed) -> QuerySet[Service]:
    """New services that are hidden until an editor has looked at them."""
    refs = SourceRow.objects.filter(source=one.source, waits=True, gone_at__isnull=True).values("record_id")
    return Service.objects.filter(pk__in=refs, status=ServiceStatus.HIDDEN, merged_into__isnull=True)


def left_hidden(one: Feed) -> QuerySet[Service]:
    """Services that an editor refused, and others of the feed that are hidden."""
    refs = SourceRow.objects.filter(source=one.source, waits=False, record_kind="service").values("record_id")
    return Service.objects.filter(pk__in=refs, status=ServiceStatus.HIDDEN, merged_into__isnull=True)


def gone(one: Feed) -> QuerySet[Service]:
    """Services that complete readings of the feed did not have, often enough to propose that they are closed."""
    refs = SourceRow.objects.filter(
        source=one.source,
        record_kind="service",
        gone_at__isnull=False,
        kept_at__isnull=True,
        misses__gte=one.gone_after,
    ).values("record_id")
    return Service.objects.filter(pk__in=refs, merged_into__isnull=True).exclude(status=ServiceStatus.CLOSED)


def gone_since(one: Feed, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the feed was first read without each."""
    rows = SourceRow.objects.filter(source=one.source, record_id__in=list(ids), gone_at__isnull=False)
    return {pk: at for pk, at in rows.values_list("record_id", "gone_at") if at is not None}


# Words ----------------------------------------------------------------------------------------------------------------
def words(one: Feed) -> QuerySet[FeedTerm]:
    """The entries of the feed's own vocabulary: those that nobody has decided about first, then the most used."""
    return (
        FeedTerm.objects.filter(feed=one)
        .select_related("term__taxonomy")
        .prefetch_related("targets")
        .order_by(F("decided_at").asc(nulls_first=True), "-services", "term__name")
    )


def word(one: Feed, word_id: int) -> FeedTerm | None:
    """One of them."""
    return words(one).filter(pk=word_id).first()


def used_by(one: FeedTerm, most: int = 10) -> list[str]:
    """The names of a few services that the feed gave this word."""
    found = Service.objects.filter(terms=one.term_id, source=one.feed.source).order_by("name")
    return list(found.values_list("name", flat=True)[:most])
