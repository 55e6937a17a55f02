"""A sender's own reminders of what was sent."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from hearth.access.queries import NOWHERE
from hearth.core.actors import Actor, ActorKind
from hearth.referrals.models import Referral, Reminder


def reminder_of(referral: Referral, actor: Actor) -> Reminder | None:
    """The reader's own, of this referral."""
    return own_reminders(actor).filter(referral=referral).first()


def own_reminders(actor: Actor) -> QuerySet[Reminder]:
    """All of the reader's own, a member's or a guest's; a family has none."""
    sends = actor.kind in {ActorKind.STAFF, ActorKind.GUEST}
    return Reminder.objects.filter(user_id=actor.user_id if sends and actor.user_id else NOWHERE)


def reminded_of(sent: QuerySet[Referral], actor: Actor, today: date) -> QuerySet[Reminder]:
    """The reader's own, of what was sent, whose day has come."""
    return own_reminders(actor).filter(referral__in=sent, on__lte=today).order_by("on", "referral__reference")
