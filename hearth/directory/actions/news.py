"""News of listings: each event of interest becomes one row, from which alerts and the page of what is new are made.

These are handlers of events (hearth.workflows): one cheap insert in the transaction of whatever happened. Telling those
who follow is a job's (actions.alerts), so that it can neither slow down nor undo the change.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.core import clock
from hearth.core.actors import Actor
from hearth.directory.events import ListingChanged, ListingClosed, ListingReopened, StandingChanged
from hearth.directory.follow_rules import rules
from hearth.directory.models import ListingNews, NewsKind, Standing

DOUBTED = {Standing.DEMOTED, Standing.HIDDEN}


def changed(event: ListingChanged, *, by: Actor) -> None:
    """The public reads something else."""
    parts = [part for part in event.fields if part not in rules().silent_parts]
    if parts:
        _add(NewsKind.CHANGED, event.service_id, event.organisation_id, by, parts=parts, why=event.why)


def closed(event: ListingClosed, *, by: Actor) -> None:
    """For a while, or for good."""
    kind = NewsKind.GONE if event.for_good else NewsKind.CLOSED
    dates = {"from": event.closed_from, "until": event.closed_until}
    _add(kind, event.service_id, event.organisation_id, by, **{name: day for name, day in dates.items() if day})


def reopened(event: ListingReopened, *, by: Actor) -> None:
    """Open again."""
    _add(NewsKind.REOPENED, event.service_id, event.organisation_id, by)


def standing_changed(event: StandingChanged, *, by: Actor) -> None:
    """Not confirmed for so long that it is shown last or not at all; or confirmed again after that."""
    if event.after in DOUBTED:
        _add(NewsKind.DOUBTED, event.service_id, event.organisation_id, by, standing=event.after)
    elif event.before in DOUBTED and event.after == Standing.CURRENT:
        _add(NewsKind.TRUSTED, event.service_id, event.organisation_id, by)


def _add(kind: NewsKind, service_id: UUID, organisation_id: UUID, by: Actor, **detail: Any) -> None:
    ListingNews.objects.create(
        created_at=clock.now(),
        service_id=service_id,
        organisation_id=organisation_id,
        kind=kind,
        detail=detail,
        by_user_id=by.user_id,
    )


ARRIVED = """
insert into directory_listingnews (id, created_at, service_id, organisation_id, kind, detail)
select gen_random_uuid(), %(now)s, s.id, s.organisation_id, 'new', '{}'
from directory_service s join access_organisation o on o.id = s.organisation_id and o.is_active
where s.status = 'active' and s.created_at > %(since)s
  and not exists (select 1 from directory_listingnews n where n.service_id = s.id and n.kind = 'new')
"""


def note_arrivals(*, now: datetime) -> int:
    """News of listings that show for the first time, however they came: by hand, from a file, from a feed. How many."""
    with connection.cursor() as cursor:
        cursor.execute(ARRIVED, {"now": now, "since": now - rules().new_within})
        return int(cursor.rowcount)


def forget(*, now: datetime) -> int:
    """Delete news whose time is over; how many."""
    return ListingNews.objects.filter(created_at__lt=now - rules().keep_news).delete()[0]
