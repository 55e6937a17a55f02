"""Keeping what is counted true to the story: after every move, and by a job that finds whatever was left behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, Q

from hearth.core.models import MessageStatus, OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.directory.models import ServicePlace, SiteKind
from hearth.referrals import facts, queries
from hearth.referrals.machine import FAMILY, SENDER
from hearth.referrals.models import LoopFact, Referral, StatusRow

JOB = "numbers"  # row security lets this job read stories, and whether messages left, and nothing else
AT_A_TIME = 500
SERVICE_CLOCKS = frozenset({"acknowledge", "decide", "first-contact", "review"})  # others are the family's or sender's
LATELY = timedelta(days=2)  # in which the job has surely run once


def note(*, referral: Referral) -> None:
    """Count a referral anew after a move, in the mover's transaction."""
    note_all([referral])


def note_all(referrals: Sequence[Referral]) -> None:
    """Count these anew from their stories, as far as the reader sees them."""
    stories: dict[UUID, list[StatusRow]] = defaultdict(list)
    for row in StatusRow.objects.filter(referral__in=referrals).order_by("referral_id", "number"):
        stories[row.referral_id].append(row)
    hubs = _hubs({referral.service_id for referral in referrals})
    made = []
    for referral in referrals:
        if not (story := stories[referral.pk]):
            continue
        counted = facts.stages(story)
        due = queries.due(referral)
        # Whoever ended it, or sent it and ended it, knows; whether the others were told, the messages say.
        tells = facts.parties_to_tell(facts.ending(story), by_professional=referral.by_professional)
        made.append(
            LoopFact(
                referral=referral,
                provider_id=referral.provider_id,
                service_id=referral.service_id,
                hub_id=hubs.get(referral.service_id),
                due_by=due.by if due and due.clock in SERVICE_CLOCKS else None,
                family_told=not counted.is_open and FAMILY not in tells,
                sender_told=not counted.is_open and SENDER not in tells,
                **asdict(counted),
            )
        )
    changing = [field.name for field in LoopFact._meta.fields if field.name not in {"id", "created_at", "referral"}]
    LoopFact.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["referral"], update_fields=changing, batch_size=AT_A_TIME
    )


def catch_up(*, limit: int = AT_A_TIME) -> int:
    """Count what has no numbers yet, or moved without them; returns how many. Run until it returns 0."""
    with acting_as(job=JOB):
        behind = Referral.objects.annotate(last=Max("history__number")).filter(
            Q(fact__isnull=True) | Q(fact__rows__lt=F("last"))
        )[:limit]
        found = list(behind)
        note_all(found)
    return len(found)


def see_who_was_told(*, now: datetime) -> int:
    """Note of what ended whether the messages about that have left, of those that left lately; returns how many
    changed. A message that is held never leaves."""
    changed = 0
    with acting_as(job=JOB):
        left = OutboxMessage.objects.filter(subject_type="referrals.Referral", sent_at__gte=now - LATELY)
        untold = LoopFact.objects.filter(
            Q(family_told=False) | Q(sender_told=False), is_open=False, referral_id__in=left.values("subject_id")
        )
        for fact in untold.iterator(chunk_size=AT_A_TIME):
            story = list(StatusRow.objects.filter(referral_id=fact.referral_id).order_by("number"))
            if not story:
                continue
            last = next(row for row in story if row.number == facts.ending(story).number)
            before = (fact.family_told, fact.sender_told)
            fact.family_told = fact.family_told or _left(fact.referral_id, last, FAMILY)
            fact.sender_told = fact.sender_told or _left(fact.referral_id, last, SENDER)
            if before != (fact.family_told, fact.sender_told):
                fact.save(update_fields=["family_told", "sender_told"])
                changed += 1
    return changed


def _left(referral_id: UUID, row: facts.Step, party: str) -> bool:
    """Whether a message about this row of the story left to this party (`telling.message_key`)."""
    key = f"referrals.{row.move}:{referral_id}:{row.number}:{party}"
    sent = OutboxMessage.objects.filter(subject_id=referral_id, status=MessageStatus.SENT)
    return sent.filter(Q(key=key) | Q(key__startswith=f"{key}:")).exists()


def _hubs(services: set[UUID]) -> dict[UUID, UUID]:
    """The hub at which each of these services takes place; the first by name where there are several."""
    places = ServicePlace.objects.filter(service_id__in=services, site__kind=SiteKind.HUB, site__is_active=True)
    found: dict[UUID, UUID] = {}
    for service_id, site_id in places.order_by("site__name").values_list("service_id", "site_id"):
        if site_id is not None:
            found.setdefault(service_id, site_id)
    return found
