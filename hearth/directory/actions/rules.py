"""Changing how often listings are confirmed and what happens to those that are not: looked at first, then saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from hearth.audit import actions as audit
from hearth.core import actors, clock, deferring
from hearth.core.actors import Actor
from hearth.directory import policy as policies
from hearth.directory.actions import standing
from hearth.directory.models import ReviewDates, ReviewPolicy, Service, ServiceStatus, ServiceTerm, Term
from hearth.directory.policy import LATER, Policy, Rule

USUAL = "usual"
Values = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What new rules would do today. `moves` are pairs of a standing and the one after it, with how many listings."""

    listings: int  # shown ones to which the rule applies
    other_dates: int  # of them, those due on another day than before
    moves: tuple[tuple[str, str, int], ...]


def look_ahead(*, term_id: UUID | None, values: Values, now: datetime) -> Outlook:
    """What saving these would do, worked out by the same statements as the real thing, and undone again."""
    today = clock.today(now)
    with transaction.atomic():
        policy = _write(term_id, values)
        ids = _listings(term_id)
        rows = ReviewDates.objects.filter(service_id__in=ids).values_list("service_id", "due_on")
        before = dict(rows)
        standing.work_out(policy=policy, today=today, only=ids)
        after = dict(rows.all())
        with connection.cursor() as cursor:
            cursor.execute(
                f"select s.standing, {standing.STANDING} from directory_service s"  # noqa: S608 (no value is pasted in)
                " join directory_reviewdates d on d.service_id = s.id where s.id = any (%(only)s)",
                {"only": ids, "today": today},
            )
            moves = Counter((old, new) for old, new in cursor.fetchall() if old != new)
        transaction.set_rollback(True)
    return Outlook(
        listings=len(ids),
        other_dates=sum(before.get(pk) != day for pk, day in after.items()),
        moves=tuple((old, new, count) for (old, new), count in sorted(moves.items(), key=lambda one: -one[1])),
    )


@transaction.atomic
def save_rule(*, term_id: UUID | None, values: Values, by: Actor, now: datetime) -> int:
    """Save the months and days of one term, or what is usual (None), as new rules; their number.

    Empty values are left to what lies above. Listings move soon after, in a job: there may be very many. Whether the
    actor may is the caller's to ask.
    """
    was = policies.current()
    said = was.usual.as_dict() if term_id is None else dict(was.terms[term_id].own)
    code = USUAL if term_id is None else was.terms[term_id].code
    policy = _write(term_id, values)
    number = was.number + 1
    ReviewPolicy.objects.create(
        number=number,
        saved_at=now,
        usual=policy.usual.as_dict(),
        changed={code: {"before": said, "after": dict(values)}},
    )
    audit.record(
        action="directory.rules_changed",
        by=by,
        subject_type="term" if term_id else "",
        subject_id=term_id,
        detail={"rules": number, "term": code},
    )
    deferring.defer(stand_anew)
    return number


@app.task(name="directory.stand_anew", queue="upkeep")
def stand_anew() -> None:
    """After new rules: every listing gets the standing that they give it."""
    standing.nightly(now=clock.now(), by=actors.job("freshness"))


def _write(term_id: UUID | None, values: Values) -> Policy:
    """Put the values where they stand; the rules as they are then."""
    usual = policies.usual()
    if term_id is None:
        usual = Rule(**{name: value for name, value in values.items() if value is not None})
    else:
        later = {name: values[name] for name in LATER if values.get(name) is not None}
        Term.objects.filter(pk=term_id).update(review_months=values.get("review_months"), later_days=later)
    terms = list(Term.objects.select_related("taxonomy"))
    return policies.build(usual=usual, terms=terms, number=policies.number())


def _listings(term_id: UUID | None) -> list[UUID]:
    """The shown listings of a term or of one under it; all of them for what is usual."""
    rows = Service.objects.filter(status=ServiceStatus.ACTIVE)
    if term_id is not None:
        terms = Term.objects.filter(pk=term_id) | Term.objects.filter(parent_id=term_id)
        rows = rows.filter(pk__in=ServiceTerm.objects.filter(term__in=terms).values("service_id"))
    return list(rows.values_list("pk", flat=True))
