"""Keeping somebody's records for named people only (staff who are residents, relatives), sealing who a child was
before an adoption, protecting an address. It works at once and everywhere (row security): for all others there is
nothing there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hearth.access.actions import notify_staff
from hearth.access.models import Organisation
from hearth.access.queries import NOWHERE, colleagues_visible_to, may, organisations
from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.families import trust
from hearth.families.actions import linking
from hearth.families.events import PersonRestricted, RestrictionEnded
from hearth.families.models import Registration, Restriction, RestrictionKind, RestrictionReader
from hearth.families.queries.people import links_of, person_of, protected_among
from hearth.families.queries.registrations import REGISTER, people_of

RESTRICT = "families.restrict"
AT_THE_DESK = "not-safe"  # a reason of data/trust.yaml
ONE_AT_A_TIME = 0x4B455054  # "KEPT": the advisory lock of whoever keeps somebody


class RestrictionRefused(Exception):
    """Nothing was changed; the message says why."""


class KeptAlready(RestrictionRefused):
    """The organisation keeps the same of this person already."""


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
    kind: RestrictionKind = RestrictionKind.RESTRICTED,
) -> Restriction:
    """Keep a person's records, or this record alone (an earlier identity), from everybody but the named colleagues; or
    their address from everybody.

    `record_id` is a record of the person that the actor may see. What is sealed as an earlier identity is of no other
    person from then on. Raises KeptAlready where the organisation keeps the same already, and RestrictionRefused for
    whoever may not, and where nobody or somebody from elsewhere is named.
    """
    person = person_of(by, record_id, today=clock.today(now)) if may(by, RESTRICT) else None
    if person is None:
        raise RestrictionRefused(_("You cannot restrict this record."))
    if reason not in dict(trust.choices("restrictions")):
        raise RestrictionRefused(_("Choose one of the reasons that are shown"))
    _refuse_twice(record_id, person, kind, by)
    made = _keep(record_id, kind, reason, by, now, words=words, review_on=review_on)
    if kind is not RestrictionKind.PROTECTED_ADDRESS:
        _name(made, reader_ids, by, now)
    if kind is RestrictionKind.SEALED_IDENTITY:
        linking.part(record_id=record_id, reason=_("The two are kept apart"), by=by, now=now)
    _log("families.restricted", made, by, reason=reason, kind=kind.value, readers=len(set(reader_ids)))
    if kind is RestrictionKind.RESTRICTED:
        _tell_host(made)
    events.publish(PersonRestricted(restriction_id=made.pk), by=by)
    return made


@transaction.atomic
def protect_address(*, registration: Registration, by: Actor, now: datetime) -> bool:
    """A family says at the desk that nobody may know where it lives: the address of everybody in its registration is
    shown to nobody from now on, and compared with none. False where it is protected already.

    `registration` is one that the actor may see. Raises RestrictionRefused for whoever may not register families.
    """
    if not may(by, REGISTER):
        raise RestrictionRefused(_("You cannot protect this address."))
    _one_at_a_time()
    records = [record.pk for record in people_of(registration)]
    open_ones = set(records) - protected_among(records)
    for record_id in sorted(open_ones):
        made = _keep(record_id, RestrictionKind.PROTECTED_ADDRESS, AT_THE_DESK, by, now)
        _log("families.restricted", made, by, reason=AT_THE_DESK, kind=made.kind, readers=0)
        events.publish(PersonRestricted(restriction_id=made.pk), by=by)
    return bool(open_ones)


def _keep(
    record_id: UUID,
    kind: RestrictionKind,
    reason: str,
    by: Actor,
    now: datetime,
    *,
    words: str = "",
    review_on: date | None = None,
) -> Restriction:
    assert by.user_id is not None and by.organisation_id is not None
    return Restriction.objects.create(
        created_at=now,
        source_record_id=record_id,
        organisation_id=by.organisation_id,
        kind=kind,
        reason=reason,
        words=words,
        by_user=by.user_id,
        review_on=review_on,
    )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _refuse_twice(record_id: UUID, person: UUID, kind: RestrictionKind, by: Actor) -> None:
    """Two that say the same would have to be ended twice, and would name two lists of readers that each keep the
    other's out."""
    _one_at_a_time()
    rows = Restriction.objects.filter(organisation_id=by.organisation_id or NOWHERE, kind=kind, ended_at=None)
    if kind is RestrictionKind.SEALED_IDENTITY:
        if rows.filter(source_record=record_id).exists():
            raise KeptAlready(_("This record is sealed already. You find it in the list"))
    elif rows.filter(source_record__in=links_of([person])).exists():
        raise KeptAlready(
            _("Their address is protected already. You find it in the list")
            if kind is RestrictionKind.PROTECTED_ADDRESS
            else _("This person is kept for named colleagues already. Change who may see them in the list")
        )


@transaction.atomic
def name_readers(
    *, restriction_id: UUID, reader_ids: Collection[UUID], review_on: date | None, by: Actor, now: datetime
) -> None:
    """Say anew who may see the person, and when to look at it again. Raises RestrictionRefused."""
    kept = _open(restriction_id, by)
    kept.review_on = review_on
    kept.save(update_fields=["review_on"])
    if kept.kind != RestrictionKind.PROTECTED_ADDRESS:
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
        .filter(pk=restriction_id, organisation_id=by.organisation_id or NOWHERE)
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
