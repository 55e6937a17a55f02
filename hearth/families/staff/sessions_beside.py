"""What is ahead for a family at the hub: the next time of the session by whose poster it registered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.queries import organisations_where
from hearth.core.actors import Actor
from hearth.directory.queries import sessions
from hearth.directory.queries.times import hours_words, next_on
from hearth.families.beside import Coming
from hearth.families.models import Registration
from hearth.families.queries.people import VIEW

STILL_COMES = timedelta(days=366)  # who registered at a session longer ago may well have grown out of it
AHEAD = 28  # days


def coming_for_person(actor: Actor, records: Collection[UUID], now: datetime) -> list[Coming]:
    """The next time of each session by which these people registered with the actor's organisation."""
    rows = Registration.objects.filter(
        people__source_record__in=records,
        organisation__in=organisations_where(actor, VIEW),
        session__isnull=False,
        registered_at__gt=now - STILL_COMES,
    )
    wanted = set(rows.values_list("site", "session"))
    found = []
    for one in sessions({site for site, _service in wanted}) if wanted else ():
        if (one.site_id, one.service_id) not in wanted:
            continue
        time = next_on(one.timetable, now, AHEAD)
        if time is None:
            continue
        hours = hours_words(time.opens, time.closes)
        said = _("%(hours)s, the session where they registered") % {"hours": hours} if hours else ""
        url = reverse("directory:service", args=[one.service_id])
        found.append(Coming(time.day, one.name, said or _("The session where they registered"), url))
    return found
