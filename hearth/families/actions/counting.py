"""Counting a family that wants help without a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.directory.models import Site
from hearth.families import vocabulary
from hearth.families.actions.errors import NotAllowed
from hearth.families.events import VisitCounted
from hearth.families.models import CountedVisit
from hearth.families.queries.registrations import REGISTER, own_sites, session_at

ATTEMPTS = 5  # tags already given here today before something is very wrong


class CountedAlready(Exception):
    """The family with this tag was counted at this hub today, or at this session."""


def count_visit(
    *,
    site: Site,
    adults: int,
    children: Mapping[str, int],
    tag: str,
    by: Actor,
    now: datetime,
    session: UUID | None = None,
) -> CountedVisit:
    """Count a family at a hub today. `children` says how many there are in each age band; `tag` is the one that they
    kept, or empty for a new one; `session` is the service to which they came, one that is on at the hub. Raises
    NotAllowed, CountedAlready."""
    if not may(by, REGISTER) or site not in own_sites(by):
        raise NotAllowed
    if session is not None and session_at(site, session) is None:
        raise NotAllowed
    assert by.organisation_id is not None
    assert by.user_id is not None
    bands = {code: children[code] for code in vocabulary.codes("bands") if children.get(code)}
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                visit = CountedVisit.objects.create(
                    organisation_id=by.organisation_id,
                    site=site,
                    session_id=session,
                    day=clock.today(now),
                    created_at=now,
                    tag=tag or vocabulary.new_tag(),
                    adults=adults,
                    children=bands,
                    rules_version=str(vocabulary.shipped()["version"]),
                    entered_by=by.user_id,
                )
                # The log says that somebody was counted, and not by which tag.
                audit.record(action="families.visit_counted", by=by, detail={"site": str(site.pk)})
                events.publish(VisitCounted(visit_id=visit.pk, site_id=site.pk), by=by)
                return visit
        except IntegrityError:
            if tag:
                raise CountedAlready from None
    raise RuntimeError("No free tag was found.")


def record_counts_export(*, rows: int, by: Actor) -> None:
    """Somebody took the counts as a file."""
    audit.record(action="families.counts_exported", kind=EntryKind.EXPORT, by=by, detail={"rows": rows})
