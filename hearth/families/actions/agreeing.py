"""What a family agrees to, said anew: more, or less."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.families import notices
from hearth.families.actions.errors import NotAllowed
from hearth.families.actions.involving import end_involvement
from hearth.families.actions.registering import INVOLVEMENT, work_with
from hearth.families.events import AgreedAnew
from hearth.families.models import AgreedLater, Registration
from hearth.families.queries import registrations as queries


def agree(*, registration: Registration, codes: Collection[str], by: Actor, now: datetime) -> bool:
    """Write down what a family agrees to from now on; what it said before is kept. False where nothing changed.

    By the family on its own page, or by a member who registers at that hub. Who no longer agrees that others see that
    it comes to the hub: that was the hub's only reason to be named, so its involvement by this registration ends with
    yesterday, or today where it only began today. Codes that its notice does not have count for nothing. Raises
    NotAllowed.
    """
    if by.kind is ActorKind.STAFF and not (
        may(by, queries.REGISTER) and queries.registrations_visible_to(by).filter(pk=registration.pk).exists()
    ):
        raise NotAllowed
    with transaction.atomic():
        said_at = _after_the_last(registration, now)
        before = set(queries.agreed_now(registration))
        known = {one.code for one in notices.shown_with(registration.notice_version, clock.today(now)).agreements}
        after = (before - known) | (set(codes) & known)
        given, taken_back = tuple(sorted(after - before)), tuple(sorted(before - after))
        if not (given or taken_back):
            return False
        AgreedLater.objects.bulk_create(
            AgreedLater(created_at=said_at, registration=registration, code=code, is_agreed=code in given)
            for code in (*given, *taken_back)
        )
        audit.record(
            action="families.agreed_anew",
            by=by,
            organisation_id=registration.organisation_id,
            subject_type="families.Registration",
            subject_id=registration.pk,
            detail={"given": list(given), "taken_back": list(taken_back)},
        )
        if INVOLVEMENT in taken_back:
            with acting_as(job="involvement"):
                end_involvement(
                    origin_id=registration.pk, last_day=clock.today(now) - timedelta(days=1), by=by, now=now
                )
        elif INVOLVEMENT in given and queries.is_met(registration):
            work_with(registration, [record.pk for record in queries.people_of(registration)], by, now)
        events.publish(AgreedAnew(registration_id=registration.pk, given=given, taken_back=taken_back), by=by)
    return True


def _after_the_last(registration: Registration, now: datetime) -> datetime:
    """When this is said: later than all that was said before, also where two say it at one moment."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 5))", [f"agreed:{registration.pk}"])
    last = AgreedLater.objects.filter(registration=registration).aggregate(last=Max("created_at"))["last"]
    return max(now, last + timedelta(microseconds=1)) if last else now
