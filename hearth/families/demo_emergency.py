"""The demo's one opening in an emergency, which waits for the information lead's review."""

from __future__ import annotations

from datetime import datetime, timedelta

from hearth.access.models import User
from hearth.core import clock
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.families.actions.emergency import open_in_emergency
from hearth.families.models import Opening, SourceRecord

NURSE = "joseph.adeyemi@sorrelvale-nhs.example"
AGO = timedelta(hours=26)


def load_emergency(*, now: datetime) -> int:
    """A nurse opened the notes of a child whom nobody could reach. Nothing where there is one already."""
    with acting_as(purpose="sign-in"):
        nurse = User.objects.select_related("active_membership").get(email=NURSE)
        membership = nurse.active_membership
    if membership is None:
        return 0
    by, at = Actor(ActorKind.STAFF, nurse.pk, membership.organisation_id, nurse.name), now - AGO
    with clock.standing_at(at), acting_as(user_id=nurse.pk):
        record = SourceRecord.objects.filter(source_organisation=membership.organisation_id, source_ref="HV-21001")
        if Opening.objects.exists() or not record.exists():
            return 0
        open_in_emergency(
            record_id=record[0].pk,
            tier="summary",
            reason="cannot-wait",
            words="Their mother was taken to hospital and I had to know who else helps them tonight.",
            by=by,
            now=at,
        )
    return 1
