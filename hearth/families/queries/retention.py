"""What is due, held and destroyed, for whoever answers for it; and the rules that count today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from psycopg.sql import SQL, Identifier

from hearth.access.queries import may_everywhere, organisations_where
from hearth.core.actors import Actor
from hearth.families import retention
from hearth.families.models import Destruction, DueItem, LegalHold, RetentionPeriod
from hearth.families.retention import Rule

ANSWER = "families.answer_access"
Kind = TypeVar("Kind", DueItem, LegalHold, Destruction)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one thing stands by what holds today."""

    due_on: date
    goes_on: bool  # somebody works with it still, or waits for an answer
    is_held: bool


@dataclass(frozen=True, slots=True)
class Named:
    """What a reference leads to."""

    code: str
    subject_id: UUID
    organisation_id: UUID | None
    label: str
    records: list[UUID]


def rules() -> list[Rule]:
    """All classes with the periods that count now: what somebody changed last, else what ships."""
    newest: dict[str, RetentionPeriod] = {}
    for row in RetentionPeriod.objects.order_by("created_at"):
        newest[row.code] = row
    return [_with(rule, newest.get(rule.code)) for rule in retention.shipped()]


def _with(rule: Rule, row: RetentionPeriod | None) -> Rule:
    if row is None:
        return rule
    return replace(rule, years=row.years, until_age=row.until_age, source=row.reason)


def periods_before(code: str) -> QuerySet[RetentionPeriod]:
    """How a class was changed, the newest first."""
    return RetentionPeriod.objects.filter(code=code).order_by("-created_at")


def rule_of(code: str) -> Rule | None:
    """The rule of one class; None for one that the file has lost."""
    return next((rule for rule in rules() if rule.code == code), None)


def items_visible_to(actor: Actor) -> QuerySet[DueItem]:
    """All that is due, of the information lead's own organisation; for the host's everywhere."""
    return _answered_for(DueItem.objects.select_related("organisation"), actor)


def items_to_decide(actor: Actor, *, today: date) -> QuerySet[DueItem]:
    """Of which somebody has to decide now."""
    return items_visible_to(actor).filter(Q(kept_until=None) | Q(kept_until__lt=today))


def holds_visible_to(actor: Actor) -> QuerySet[LegalHold]:
    """Those that stand, and those that were lifted."""
    return _answered_for(LegalHold.objects.select_related("organisation"), actor)


def holds_to_review(actor: Actor, *, today: date) -> QuerySet[LegalHold]:
    """Those that stand and whose day to be looked at again has come, the longest waiting first."""
    return holds_visible_to(actor).filter(lifted_at=None, review_on__lte=today).order_by("review_on", "created_at")


def destructions_visible_to(actor: Actor) -> QuerySet[Destruction]:
    """What was destroyed."""
    return _answered_for(Destruction.objects.select_related("organisation"), actor)


def _answered_for(rows: QuerySet[Kind], actor: Actor) -> QuerySet[Kind]:
    if may_everywhere(actor, ANSWER):
        return rows
    return rows.filter(organisation_id__in=organisations_where(actor, ANSWER))


def standing(item: DueItem, rule: Rule) -> Standing | None:
    """How it stands now; None where it is gone, or is not the reader's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select due, goes_on, is_held from retention_state(%s, %s, %s)", [item.pk, rule.years, rule.until_age]
        )
        row = cursor.fetchone()
    return Standing(*row) if row else None


def due_rows(rule: Rule) -> Sequence[tuple[UUID, UUID | None, str, date, date | None, date]]:
    """Everything of one class that is due today, that nobody holds and that does not go on."""
    query = SQL(
        "select f.subject, f.owner, f.label, f.base, f.youngest,"
        " retention_due_on(f.base, f.youngest, %(years)s, %(age)s)"
        " from {}() f where not f.goes_on"
        " and retention_due_on(f.base, f.youngest, %(years)s, %(age)s) <= hearth_today()"
        " and not retention_held(f.subject, f.records)"
    ).format(Identifier(f"retention_{rule.code}"))
    with connection.cursor() as cursor:
        cursor.execute(query, {"years": rule.years, "age": rule.until_age})
        found: list[tuple[UUID, UUID | None, str, date, date | None, date]] = cursor.fetchall()
        return found


def named(reference: str) -> Named | None:
    """The registration or request with this reference, for whoever answers for it."""
    with connection.cursor() as cursor:
        for code, word in (("registration", "Registration"), ("request", "Request")):
            query = SQL("select subject, owner, label, records from {}() where label = %s")
            cursor.execute(query.format(Identifier(f"retention_{code}")), [f"{word} {reference}"])
            row = cursor.fetchone()
            if row:
                return Named(code, row[0], row[1], row[2], list(row[3]))
    return None
