"""Pairs of listings that may be of one service, and merges: for the host's approvers alone."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import Lower

from hearth.core.actors import Actor
from hearth.directory.models import DuplicatePair, DuplicateSearch, Merge, PairState, Service, ServiceStatus
from hearth.directory.queries.listings import may_approve


def pairs_visible_to(actor: Actor) -> QuerySet[DuplicatePair]:
    """Every pair on which somebody has decided or is to decide; nothing for anybody else."""
    rows = DuplicatePair.objects.select_related("first__organisation", "second__organisation")
    return rows if may_approve(actor) else rows.none()


def waiting(actor: Actor) -> QuerySet[DuplicatePair]:
    """Those to look at: both are still there, and neither is in another listing by now."""
    there = {f"{side}__merged_into__isnull": True for side in ("first", "second")}
    rows = pairs_visible_to(actor).filter(state=PairState.PROPOSED, **there)
    return rows.exclude(first__status=ServiceStatus.CLOSED).exclude(second__status=ServiceStatus.CLOSED)


def could_be_same(service: Service, words: str, limit: int = 12) -> list[Service]:
    """Other listings whose name is like these words, or that have all of them in the name or the organisation's; the
    likest first. What is closed or part of another is left out."""
    words = words.replace("\x00", " ").strip()
    if not words:
        return []
    alike = Func(Lower(F("name")), Value(words.lower()), function="similarity", output_field=FloatField())
    has_all = Q()
    for word in words.split()[:8]:
        has_all &= Q(name__icontains=word) | Q(organisation__name__icontains=word)
    there = Service.objects.exclude(status=ServiceStatus.CLOSED).filter(merged_into__isnull=True)
    found = there.exclude(pk=service.pk).annotate(alike=alike).filter(has_all | Q(alike__gte=0.4))
    return list(found.select_related("organisation").order_by("-alike", "name")[:limit])


def last_search() -> DuplicateSearch | None:
    """When duplicates were last looked for, and what came of it."""
    return DuplicateSearch.objects.first()


def merges_visible_to(actor: Actor) -> QuerySet[Merge]:
    """Every merge that was ever made, newest first; nothing for anybody else."""
    rows = Merge.objects.select_related("kept__organisation", "absorbed__organisation")
    return rows.order_by("-number") if may_approve(actor) else rows.none()


def names_for(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What the listings are called that an undoing would change; nothing for whoever may undo nothing."""
    return dict(Service.objects.filter(pk__in=ids).values_list("pk", "name")) if may_approve(actor) else {}
