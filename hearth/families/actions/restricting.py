"""Keeping somebody's records for named people only: staff who are residents, relatives, adoption. It works at once and
everywhere (row security): for all others the person does not exist."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hearth.access.actions import notify_staff
from hearth.access.models import Organisation
from hearth.access.queries import NOWHERE, colleagues_visible_to, may, organisations
from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.families import trust
from hearth.families.events import PersonRestricted, RestrictionEnded
from hearth.families.models import Restriction, RestrictionKind, RestrictionReader
from hearth.families.queries.people import person_of

RESTRICT = "families.restrict"


class RestrictionRefused(Exception):
    """Nothing was changed; the message says why."""


@transaction.atomic
def restrict(
    *,
    record_id: UUID,
    reason: str,
    words: str,
    reader_ids: Collection[UUID],
    review_on: date | None,
    by: Actor,
    now: datetime,
) -> Restriction:
    """Keep a person's records from everybody but the named colleagues.

    `record_id` is a record of the person that the actor may see. Raises RestrictionRefused for whoever may not, and
    where nobody or somebody from elsewhere is named.
    """
    if not may(by, RESTRICT) or person_of(by, record_id, today=clock.today(now)) is None:
        raise RestrictionRefused(_("You cannot restrict this record."))
    if reason not in dict(trust.choices("restrictions")):
        raise RestrictionRefused(_("Choose one of the reasons that are shown"))
    assert by.user_id is not None and by.organisation_id is not None
    made = Restriction.objects.create(
        created_at=now,
        source_record_id=record_id,
        organisation_id=by.organisation_id,
        kind=RestrictionKind.RESTRICTED,
        reason=reason,
        words=words,
        by_user=by.user_id,
        review_on=review_on,
    )
    _name(made, reader_ids, by, now)
    _log("families.restricted", made, by, reason=reason, readers=len(set(reader_ids)))
    _tell_host(made)
    events.publish(PersonRestricted(restriction_id=made.pk), by=by)
    return made


@transaction.atomic
def name_readers(*, restriction_id: UUID, reader_ids: Collection[UUID], by: Actor, now: datetime) -> None:
    """Say anew who may see the person. Raises RestrictionRefused."""
    kept = _open(restriction_id, by)
    RestrictionReader.objects.filter(restriction=kept).delete()
    _name(kept, reader_ids, by, now)
    _log("families.restriction_readers_named", kept, by, readers=len(set(reader_ids)))


@transaction.atomic
def end_restriction(*, restriction_id: UUID, by: Actor, now: datetime) -> None:
    """Let everybody see the person again who otherwise may. Raises RestrictionRefused."""
    kept = _open(restriction_id, by)
    kept.ended_at = now
    kept.save(update_fields=["ended_at"])
    _log("families.restriction_ended", kept, by)
    events.publish(RestrictionEnded(restriction_id=kept.pk), by=by)


def _tell_host(made: Restriction) -> None:
    """A person vanishes for everybody else, other organisations that help them too: the host's information lead hears
    of it, and can ask whether somebody there must be named. The message names nobody."""
    with translation.override("en"):  # members read English
        subject = _("A person was kept for named colleagues")
        body = _(
            "%(organisation)s kept a person’s records for named colleagues of its own. Other organisations that help "
            "this person no longer see them. If one of them must, ask %(organisation)s."
        ) % {"organisation": Organisation.objects.get(pk=made.organisation_id).name}
    for host in organisations().filter(is_host=True).values_list("pk", flat=True):
        notify_staff(
            organisation_id=host, permission="families.answer_access", subject=subject, body=body,
            purpose="families.restricted", key=f"families.restricted:{made.pk}", subject_type="families.Restriction",
            subject_id=made.pk,
        )  # fmt: skip


def _name(kept: Restriction, reader_ids: Collection[UUID], by: Actor, now: datetime) -> None:
    wanted = set(reader_ids)
    colleagues = set(
        colleagues_visible_to(by).filter(is_active=True, user_id__in=wanted).values_list("user_id", flat=True)
    )
    if not wanted or wanted != colleagues:
        raise RestrictionRefused(_("Name at least one colleague of your organisation who may see the record."))
    RestrictionReader.objects.bulk_create(
        RestrictionReader(restriction=kept, user_id=one, created_at=now) for one in sorted(wanted)
    )


def _open(restriction_id: UUID, by: Actor) -> Restriction:
    """The restriction, locked, if the actor's organisation decided it and it still holds."""
    kept = (
        Restriction.objects.select_for_update()
        .filter(pk=restriction_id, organisation_id=by.organisation_id or NOWHERE, kind=RestrictionKind.RESTRICTED)
        .first()
    )
    if kept is None or not may(by, RESTRICT):
        raise RestrictionRefused(_("You cannot change this restriction."))
    if kept.ended_at is not None:
        raise RestrictionRefused(_("This restriction has ended already."))
    return kept


def _log(action: str, kept: Restriction, by: Actor, **detail: str | int) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=kept.organisation_id,
        subject_type="families.SourceRecord",
        subject_id=kept.source_record_id,
        detail=dict(detail),
    )
