"""The demo's two families of long ago: the time of both is over, and one is held because a court may ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid5

from hearth.core import clock
from hearth.families.actions import retention as actions
from hearth.families.demo import NAMESPACE
from hearth.families.demo_copies import LEAD, acting_as_member
from hearth.families.models import LegalHold, Registration
from hearth.families.queries import retention as queries

HELD = uuid5(NAMESPACE, "fairweather")


def load_retention(*, now: datetime) -> int:
    """Puts the hold and makes the list; how many things are on it."""
    if not LegalHold.objects.filter(subject_id=HELD).exists():
        at = now - timedelta(days=40)
        with clock.standing_at(at), acting_as_member(LEAD) as lead:
            on = queries.named(Registration.objects.get(pk=HELD).reference)
            assert on is not None
            actions.put_hold(
                on=on, reason="court", words="The family court asked what was known in 2019.", with_people=True,
                review_on=clock.today(now), by=lead, now=at,
            )  # fmt: skip
    return actions.find_due(now=now)
