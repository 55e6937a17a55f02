"""The demo's front desk: a queue of three, a morning's entries, handovers that wait, and the weeks before."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from hearth.access.models import User
from hearth.core import clock, working_days
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.core.yaml_files import read_yaml
from hearth.directory.models import Service
from hearth.referrals.actions import enquiries as actions
from hearth.referrals.actions import handovers
from hearth.referrals.actions.enquiries import Noted
from hearth.referrals.actions.handovers import To
from hearth.referrals.demo import as_person
from hearth.referrals.queries import enquiries as queries

FILE = Path(__file__).parent / "data" / "demo_desk.yaml"


def load_desk(*, now: datetime) -> int:
    """Fill the demo's desk as its own people would; how many enquiries are new. One that has any is left as it is."""
    said: dict[str, Any] = read_yaml(FILE)
    with as_person(said["by"]) as by:
        if queries.enquiries_of_desk(by).exists():
            return 0
        site_id = next(site.pk for site in queries.hubs_of(by) if site.name == said["hub"])
    for row in said["takes"]:
        with as_person(row["by"]) as lead:
            handovers.choose_topics(topics=row["topics"], by=lead)
    with as_person(said["by"]) as by:
        count = _before(said["before"], site_id, by, now)
        for row in said["morning"]:
            _finish(row, site_id, by, _minutes_ago(now, row["ago"]))
        for row in said["queue"]:
            at = _minutes_ago(now, row["ago"])
            names, topics = row.get("first_names", []), row.get("topics", [])
            actions.queue_up(by=by, now=at, site_id=site_id, first_names=names, topics=topics)
    return count + len(said["morning"]) + len(said["queue"])


def _finish(row: dict[str, Any], site_id: UUID, by: Actor, at: datetime) -> None:
    services = [Service.objects.get(source="demo", source_ref=key).pk for key in row.get("services", [])]
    given = {key: value for key, value in row.items() if key not in {"ago", "handover", "services"}}
    to = _to(dict(row["handover"])) if "handover" in row else None
    with clock.standing_at(at):
        actions.finish(noted=Noted(**given, services=services), to=to, by=by, now=at, site_id=site_id)


def _to(said: dict[str, Any]) -> To:
    with acting_as(purpose="sign-in"):
        user = User.objects.select_related("active_membership").get(email=said.pop("to"))
        assert user.active_membership is not None
        organisation_id = user.active_membership.organisation_id
    return To(user_id=user.pk, organisation_id=organisation_id, **said)


def _before(said: dict[str, Any], site_id: UUID, by: Actor, now: datetime) -> int:
    """Some on each working day before today, so that there are numbers to look at."""
    topics, ways, count = cycle(said["topics"]), cycle(["walked-in", "walked-in", "rang", "walked-in", "emailed"]), 0
    who, outcomes = cycle(["family", "family", "adult", "family"]), cycle(["helped", "helped", "comes-back", "helped"])
    for ago in range(said["days"], 0, -1):
        day = clock.today(now) - timedelta(days=ago)
        if not working_days.is_working_day(day):
            continue
        for hour in range(said["a_day"]):
            at = datetime.combine(day, time(10 + hour, 20), tzinfo=clock.LONDON)
            row = {"topics": [next(topics)], "who": next(who), "way": next(ways), "outcome": next(outcomes)}
            _finish(row | {"offered": ["talk"]}, site_id, by, at)
            count += 1
    return count


def _minutes_ago(now: datetime, minutes: int) -> datetime:
    """So many minutes ago, and not before London's day began."""
    start = datetime.combine(clock.today(now), time(0, 1), tzinfo=clock.LONDON)
    return max(now - timedelta(minutes=minutes), min(start, now))
