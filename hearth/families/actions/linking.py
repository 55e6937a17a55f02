"""Deciding that two records are, or never are, of one person; taking that back; and what people follow from it.

Links are stored, rows are never merged: every decision can be revoked, and the people are then what they were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from hearth.access.queries import may_everywhere
from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.families.components import Edge, Pair, ordered, people_of
from hearth.families.events import PeopleChanged
from hearth.families.models import (
    Identifier,
    LinkCandidate,
    LinkDecision,
    Origin,
    PersonLink,
    Scheme,
    SourceRecord,
    Verdict,
)

LINKS = 0x4C494E4B  # "LINK": the advisory lock of whoever works out who is one person


class NotAllowed(Exception):
    """The actor may not decide about links, or may not see one of the records."""


class AlreadyRevoked(Exception):
    """Somebody took this decision back before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the model said of a pair: how likely they are one person (0 to 1), and by which comparisons."""

    probability: float
    model_version: int
    evidence: Sequence[Any] = field(default=())


def decide(
    *, pair: Pair, verdict: Verdict, by: Actor, now: datetime, reason: str = "", judged: Judged | None = None
) -> LinkDecision:
    """Say that two records are of one person, or never are. It takes the place of the actor's kind's earlier word.

    By a member (permission families.link, who must see both records) or by the matching job. What a member decided
    stays whatever the model says later. Raises NotAllowed.
    """
    one, other = ordered(pair)
    origin = Origin.MODEL if by.kind is ActorKind.JOB else Origin.PERSON
    if origin is Origin.PERSON and not _may_link(by, pair):
        raise NotAllowed
    with transaction.atomic(), acting_as(job="matching"):
        return _decide((one, other), verdict, origin, by=by, now=now, reason=reason, judged=judged)


def _decide(
    pair: Pair, verdict: Verdict, origin: Origin, *, by: Actor, now: datetime, reason: str, judged: Judged | None = None
) -> LinkDecision:
    """Write a decision down that the actor may make, and follow it."""
    one, other = pair
    with transaction.atomic():
        LinkDecision.objects.filter(record_a=one, record_b=other, origin=origin, revoked_at=None).update(
            revoked_at=now, revoked_by=by.user_id, revoked_reason="decided anew"
        )
        decision = LinkDecision.objects.create(
            created_at=now,
            record_a_id=one,
            record_b_id=other,
            verdict=verdict,
            origin=origin,
            probability=judged.probability if judged else None,
            evidence=list(judged.evidence) if judged else [],
            model_version=judged.model_version if judged else None,
            reason=reason,
            by_user=by.user_id,
            by_name=by.name,
        )
        LinkCandidate.objects.filter(record_a=one, record_b=other, closed_at=None).update(closed_at=now)
        recompute(records=pair, by=by, now=now)
        _log("families.link_decided", decision, by)
        return decision


def revoke(*, decision: LinkDecision, reason: str, by: Actor, now: datetime) -> None:
    """Take a decision back: the people are what they would be without it. Where a member takes back what the model
    said, it is not to say it again: the two are never of one person until somebody decides otherwise.

    Raises NotAllowed, AlreadyRevoked.
    """
    pair = (decision.record_a_id, decision.record_b_id)
    if by.kind is not ActorKind.JOB and not _may_link(by, pair):
        raise NotAllowed
    with transaction.atomic(), acting_as(job="matching"):
        changed = LinkDecision.objects.filter(pk=decision.pk, revoked_at=None).update(
            revoked_at=now, revoked_by=by.user_id, revoked_reason=reason
        )
        if not changed:
            raise AlreadyRevoked
        _log("families.link_revoked", decision, by)
        if decision.origin == Origin.MODEL and by.kind is not ActorKind.JOB and decision.verdict == Verdict.SAME:
            _decide(pair, Verdict.NEVER, Origin.PERSON, by=by, now=now, reason=reason)
        else:
            recompute(records=pair, by=by, now=now)


def part(*, record_id: UUID, reason: str, by: Actor, now: datetime) -> None:
    """Take a record, with what corrects it, out of the person whom it was linked to: every link to another source is
    taken back. For whoever may seal an earlier identity; the caller has checked that."""
    with transaction.atomic(), acting_as(job="matching"):
        with connection.cursor() as cursor:
            cursor.execute("select families_corrections_of(%s)", [record_id])
            own = {row[0] for row in cursor.fetchall()}
        links = LinkDecision.objects.filter(verdict=Verdict.SAME, revoked_at=None).filter(
            Q(record_a__in=own) ^ Q(record_b__in=own)
        )
        parted = list(links)
        links.update(revoked_at=now, revoked_by=by.user_id, revoked_reason=reason)
        for decision in parted:
            _log("families.link_revoked", decision, by)
        recompute(records={one for row in parted for one in (row.record_a_id, row.record_b_id)} | own, by=by, now=now)


def recompute(*, records: Iterable[UUID], by: Actor, now: datetime) -> None:
    """Find anew who is one person among everything that decisions tie to these records. Called as the matching job."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # One at a time: what another decision ties to these is seen only when that one is over.
            cursor.execute("select pg_advisory_xact_lock(%s)", [LINKS])
        reach = _reach(set(records))
        links = {
            link.source_record_id: link
            for link in PersonLink.objects.select_for_update().filter(source_record__in=reach).order_by("pk")
        }
        rows = list(SourceRecord.objects.filter(pk__in=reach))
        _store(_parts(reach, rows), links, {row.pk: (row.created_at, row.pk) for row in rows}, by, now)


def people_without(decision: LinkDecision) -> list[frozenset[UUID]]:
    """What would become of the people in whom a decision's two records stand, if it were taken back: the records of
    each, the largest first. Nothing is changed. They may be records that whoever asks does not see."""
    pair = (decision.record_a_id, decision.record_b_id)
    with transaction.atomic(), acting_as(job="matching"):
        reach = _reach(set(pair))
        parts = _parts(reach, SourceRecord.objects.filter(pk__in=reach), without=decision)
        people = PersonLink.objects.filter(pk__in=pair).values("person")
        here = set(PersonLink.objects.filter(person__in=people).values_list("pk", flat=True))
    return sorted((part for part in parts if part & here), key=len, reverse=True)


def _parts(
    reach: set[UUID], rows: Iterable[SourceRecord], *, without: LinkDecision | None = None
) -> list[frozenset[UUID]]:
    """The people among these records, by all that stands decided; or by what would, were one decision taken back by a
    member."""
    stand = LinkDecision.objects.filter(record_a__in=reach, record_b__in=reach, revoked_at=None)
    if without is not None:
        stand = stand.exclude(pk=without.pk)
    decided = {(row.record_a_id, row.record_b_id): row.verdict for row in stand if row.origin == Origin.PERSON}
    if without is not None and without.origin == Origin.MODEL:
        decided[without.record_a_id, without.record_b_id] = Verdict.NEVER
    edges = [
        Edge((row.record_a_id, row.record_b_id), row.origin == Origin.PERSON, row.probability or 1.0)
        for row in stand
        if row.verdict == Verdict.SAME
    ]
    found = people_of(
        reach,
        edges,
        corrections=[(row.pk, row.corrects_id) for row in rows if row.corrects_id],
        never=[pair for pair, verdict in decided.items() if verdict == Verdict.NEVER],
        nhs_numbers=dict(
            # What was corrected no longer says which number somebody has.
            Identifier.objects.filter(
                source_record__in=reach, source_record__corrected_by=None, scheme=Scheme.NHS
            ).values_list("source_record", "value")
        ),
    )
    return found.parts


def _store(
    parts: Iterable[Collection[UUID]],
    links: dict[UUID, PersonLink],
    age: dict[UUID, tuple[datetime, UUID]],
    by: Actor,
    now: datetime,
) -> None:
    changed = []
    before = {link.person for link in links.values()}
    for part in parts:
        person = min(part, key=lambda record: age[record])
        for record in part:
            if links[record].person != person:
                links[record].person, links[record].changed_at = person, now
                changed.append(links[record])
    if changed:
        PersonLink.objects.bulk_update(changed, ["person", "changed_at"])
        after = {link.person for link in links.values()}
        events.publish(PeopleChanged(before=tuple(sorted(before)), after=tuple(sorted(after))), by=by)


def _reach(records: set[UUID]) -> set[UUID]:
    """All records tied to these by corrections and by decisions that stand, whether or not they join them now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with recursive tied as (
                select unnest(%s::uuid[]) as id
                union
                select near.id from tied, lateral (
                    select record_b_id as id from families_linkdecision
                     where record_a_id = tied.id and verdict = 'same' and revoked_at is null
                    union all
                    select record_a_id from families_linkdecision
                     where record_b_id = tied.id and verdict = 'same' and revoked_at is null
                    union all
                    select corrects_id from families_sourcerecord where id = tied.id and corrects_id is not null
                    union all
                    select id from families_sourcerecord where corrects_id = tied.id
                    union all
                    select held.id from families_personlink own
                      join families_personlink held on held.person = own.person where own.id = tied.id
                ) near)
            select id from tied
            """,
            [list(records)],
        )
        return {row[0] for row in cursor.fetchall()}


def _may_link(by: Actor, pair: Pair) -> bool:
    return may_everywhere(by, "families.link") and SourceRecord.objects.filter(pk__in=pair).count() == 2


def _log(action: str, decision: LinkDecision, by: Actor) -> None:
    for record in (decision.record_a_id, decision.record_b_id):
        audit.record(
            action=action,
            by=by,
            organisation_id=by.organisation_id,
            subject_type="families.SourceRecord",
            subject_id=record,
            detail={"decision": str(decision.pk), "verdict": decision.verdict},
        )
