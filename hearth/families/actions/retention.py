"""Keeping things no longer than they may be kept: finding what is due, deciding, holding, destroying.

Nothing is destroyed but by `destroy`, for one thing of the list, by a member's decision. The database looks again
whether it is due and whether anybody holds it, deletes it with all that hangs on it, and writes the destruction record,
in one transaction.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from hearth.access.queries import may, may_everywhere
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, events
from hearth.core.actors import Actor, job
from hearth.core.rowcontext import acting_as
from hearth.families import retention
from hearth.families.actions.linking import recompute
from hearth.families.events import Destroyed
from hearth.families.models import DueItem, LegalHold, PersonLink, RetentionPeriod
from hearth.families.queries import retention as queries

JOB = "retention"  # row security lets it find what is due, and destroy what a member decided
LONGEST = 100  # years


class RetentionRefused(Exception):
    """Nothing was changed; the message says why."""


def find_due(*, now: datetime) -> int:
    """Put on the list what is due, and take off what is due no longer; how many are on it. Nothing is destroyed."""
    on_it = 0
    with acting_as(job=JOB):
        for rule in queries.rules():
            rows = queries.due_rows(rule)
            known = dict(DueItem.objects.filter(code=rule.code).values_list("subject_id", "pk"))
            DueItem.objects.filter(code=rule.code).exclude(subject_id__in=[row[0] for row in rows]).delete()
            for subject, owner, label, base, youngest, due in rows:
                said = {"label": label, "base_on": base, "youngest_on": youngest, "due_on": due}
                if subject in known:
                    DueItem.objects.filter(pk=known[subject]).update(**said)
                else:
                    DueItem(created_at=now, code=rule.code, subject_id=subject, organisation_id=owner, **said).save(
                        force_insert=True
                    )
            on_it += len(rows)
    return on_it


@transaction.atomic
def destroy(*, item_id: UUID, by: Actor, now: datetime) -> dict[str, int]:
    """Destroy one thing of the list with all that hangs on it; returns how many rows of which kind went.

    Raises DueItem.DoesNotExist for whoever does not answer for it, RetentionRefused where it is held, goes on, or is
    not due by the rule of today, or where something else rests on it.
    """
    item = queries.items_visible_to(by).get(pk=item_id)
    rule = queries.rule_of(item.code)
    if rule is None or not may(by, queries.ANSWER) or by.user_id is None:
        raise RetentionRefused(_("You cannot decide about this."))
    with acting_as(job=JOB), connection.cursor() as cursor:
        cursor.execute("select * from retention_records(%s)", [item.pk])
        records = [row[0] for row in cursor.fetchall()]
    with acting_as(job="matching"):
        people = PersonLink.objects.filter(pk__in=records).values("person")
        near = list(PersonLink.objects.filter(person__in=people).values_list("pk", flat=True))
    counts = _destroyed(item, rule, by)
    with acting_as(job="matching"):
        left = list(PersonLink.objects.filter(pk__in=near).values_list("pk", flat=True))
        if left:
            recompute(records=left, by=job("matching"), now=now)
    audit.record(
        action="families.destroyed", by=by, organisation_id=item.organisation_id, subject_type="families.Destruction",
        detail={"record_class": item.code, "rows": sum(counts.values())},
    )  # fmt: skip
    events.publish(Destroyed(code=item.code), by=by)
    return counts


def _destroyed(item: DueItem, rule: retention.Rule, by: Actor) -> dict[str, int]:
    values: list[Any] = [item.pk, rule.years, rule.until_age, rule.source, by.user_id, by.name]
    try:
        with acting_as(job=JOB), connection.cursor() as cursor:
            cursor.execute("select retention_destroy(%s, %s, %s, %s, %s, %s)", values)
            row = cursor.fetchone()
    except DatabaseError as error:
        if "RETENTION" not in str(error) and "foreign key" not in str(error):
            raise
        raise RetentionRefused(
            _("It is not destroyed: it is held, goes on, is not due by the rule of today, or something rests on it.")
        ) from None
    found = row[0] if row else None
    if found is None:
        raise RetentionRefused(_("A colleague has decided about this already."))
    counts: dict[str, int] = json.loads(found) if isinstance(found, str) else found
    return counts


@transaction.atomic
def keep(*, item_id: UUID, until: date, why: str, by: Actor, now: datetime) -> DueItem:
    """Decide that it stays until a day, and why. Raises RetentionRefused for a day that is past."""
    item = queries.items_visible_to(by).get(pk=item_id)
    if until <= clock.today(now) or not why.strip():
        raise RetentionRefused(_("Say until which day it stays, and why."))
    item.kept_until, item.kept_why, item.kept_by_name = until, why, by.name
    item.save(update_fields=["kept_until", "kept_why", "kept_by_name"])
    _log("families.kept_longer", by, item.organisation_id, item.subject_id, record_class=item.code)
    return item


@transaction.atomic
def put_hold(
    *, on: queries.Named, reason: str, words: str, with_people: bool, review_on: date, by: Actor, now: datetime
) -> LegalHold:
    """From now on it is not destroyed, whatever is due; with `with_people` nothing of the people in it either.

    Raises RetentionRefused.
    """
    if not may(by, queries.ANSWER) or by.user_id is None or reason not in dict(retention.hold_reasons()):
        raise RetentionRefused(_("Choose one of the answers that are shown"))
    hold = LegalHold(
        created_at=now, code=on.code, subject_id=on.subject_id, label=on.label, records=on.records,
        with_people=with_people, organisation_id=on.organisation_id, reason=reason, words=words, review_on=review_on,
        by_user_id=by.user_id, by_name=by.name,
    )  # fmt: skip
    hold.save(force_insert=True)
    _log("families.held_from_destruction", by, on.organisation_id, on.subject_id, reason=reason)
    return hold


@transaction.atomic
def hold_on(*, hold_id: UUID, review_on: date, by: Actor, now: datetime) -> LegalHold:
    """It was looked at and is needed still; it is looked at again on another day. Raises RetentionRefused for a hold
    that was lifted meanwhile, and for a day that is past."""
    hold = _standing_hold(hold_id, by)
    if review_on <= clock.today(now):
        raise RetentionRefused(_("Enter a day after today"))
    hold.review_on = review_on
    hold.save(update_fields=["review_on"])
    _log("families.hold_looked_at", by, hold.organisation_id, hold.subject_id, reason=hold.reason)
    return hold


@transaction.atomic
def lift_hold(*, hold_id: UUID, words: str, by: Actor, now: datetime) -> LegalHold:
    """It may be destroyed again when it is due. Raises RetentionRefused."""
    hold = _standing_hold(hold_id, by)
    hold.lifted_at, hold.lifted_by_name, hold.lifted_words = now, by.name, words
    hold.save(update_fields=["lifted_at", "lifted_by_name", "lifted_words"])
    _log("families.hold_lifted", by, hold.organisation_id, hold.subject_id)
    return hold


def _standing_hold(hold_id: UUID, by: Actor) -> LegalHold:
    """The hold, locked. Row security locks only what stands."""
    rows = queries.holds_visible_to(by).filter(lifted_at=None).select_for_update(of=("self",))
    hold = rows.filter(pk=hold_id).first()
    if hold is None:
        raise RetentionRefused(_("A colleague has lifted this hold already."))
    return hold


@transaction.atomic
def change_period(
    *, code: str, years: int, until_age: int | None, reason: str, by: Actor, now: datetime
) -> RetentionPeriod:
    """Say anew how long a class is kept: for the host's information lead. What was before stays as history."""
    if not may_everywhere(by, queries.ANSWER) or by.user_id is None or queries.rule_of(code) is None:
        raise RetentionRefused(_("The council’s information lead changes these."))
    if not 0 < years <= LONGEST or not reason.strip():
        raise RetentionRefused(_("Say for how many years, and where the rule comes from."))
    row = RetentionPeriod(
        created_at=now, code=code, years=years, until_age=until_age, reason=reason, by_user_id=by.user_id,
        by_name=by.name,
    )  # fmt: skip
    row.save(force_insert=True)
    _log("families.period_changed", by, by.organisation_id, None, record_class=code, years=years)
    return row


def record_export(*, by: Actor, count: int) -> None:
    """Somebody took the list of destruction records away as a file."""
    audit.record(
        action="families.destructions_exported", by=by, kind=EntryKind.EXPORT, organisation_id=by.organisation_id,
        subject_type="families.Destruction", detail={"rows": count},
    )  # fmt: skip


def _log(action: str, by: Actor, organisation_id: UUID | None, subject_id: UUID | None, **detail: str | int) -> None:
    audit.record(
        action=action, by=by, organisation_id=organisation_id, subject_type="families.DueItem", subject_id=subject_id,
        detail=dict(detail),
    )  # fmt: skip
