"""The demo area's problem reports, staff's notes, what members follow and what they were told. Added once; runs as the
owner, after the demo's people are there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hearth.access.models import User
from hearth.core import clock
from hearth.directory import vocabularies
from hearth.directory.actions.problems import visitor_key
from hearth.directory.demo import reading
from hearth.directory.loading.demo import demo_id
from hearth.directory.models import (
    Alert,
    Follow,
    FollowChoice,
    FollowSuggestion,
    ListingNews,
    NoteMark,
    ProblemReport,
    ProblemReporter,
    ProblemState,
    Service,
    ServiceNote,
    Site,
)
from hearth.directory.problem_rules import rules

Row = dict[str, Any]


def load_care(now: datetime) -> int:
    """All of it, where none of it is there yet; how many rows. Raises KeyError for a person whom the demo has not."""
    if ServiceNote.objects.exists() or Follow.objects.exists():
        return 0
    content = reading.care()
    people = {user.email: user for user in User.objects.select_related("active_membership__organisation")}
    count = sum(_report(row, people, now) for row in content["reports"])
    count += sum(_note(row, people, now) for row in content["notes"])
    count += sum(_follow(row, people, now) for row in content["follows"])
    for row in content["suggestions"]:
        user = people[row["who"]]
        FollowSuggestion.objects.create(
            user=user, organisation_id=_works_for(user), service_id=demo_id("service", row["service"])
        )
    for row in content["how"]:
        user = people[row["who"]]
        FollowChoice.objects.create(user=user, organisation_id=_works_for(user), how=row["how"])
    return count + sum(_news(row, now) for row in content["news"])


def _works_for(user: User) -> UUID:
    assert user.active_membership is not None
    return user.active_membership.organisation_id


def _report(row: Row, people: dict[str, User], now: datetime) -> int:
    at = now - timedelta(days=row["days_ago"], hours=3)
    service = Service.objects.get(pk=demo_id("service", row["service"])) if "service" in row else None
    site = Site.objects.get(pk=demo_id("site", row["hub"])) if "hub" in row else None
    listing = service or site
    assert listing is not None
    by = people[row["by"]] if "by" in row else None
    answered = "answer" in row
    report = ProblemReport.objects.create(
        id=demo_id("report", row["key"]),
        created_at=at,
        service=service,
        site=site,
        organisation_id=listing.organisation_id,
        kind=row["kind"],
        words=row.get("words", ""),
        visitor=visitor_key(str(row.get("visitor") or row["key"])),
        due_on=rules().due(clock.today(at)),
        by_user_id=by.pk if by else None,
        by_name=by.name if by else "",
        by_organisation_id=_works_for(by) if by else None,
        wants_answer=row.get("wants_answer", False) or by is not None,
        state=row.get("answer", ProblemState.OPEN),
        answered_at=now - timedelta(days=row["answered_days_ago"]) if answered else None,
        answered_by=row.get("answered_by", ""),
        escalated_at=at if row.get("handed_on") else None,
    )
    if row.get("wants_answer"):
        ProblemReporter.objects.create(report=report, email=f"{row['key']}@home.example")
    return 1


def _note(row: Row, people: dict[str, User], now: datetime) -> int:
    author = people[row["by"]]
    note = ServiceNote.objects.create(
        id=demo_id("note", row["key"]),
        created_at=now - timedelta(days=row["days_ago"]),
        service_id=demo_id("service", row["service"]),
        organisation_id=_works_for(author),
        author_id=author.pk,
        author_name=author.name,
        words=row["words"],
    )
    others = [user for user in people.values() if user.pk != author.pk]
    NoteMark.objects.bulk_create(NoteMark(note=note, user_id=user.pk) for user in others[: row.get("useful", 0)])
    return 1


def _follow(row: Row, people: dict[str, User], now: datetime) -> int:
    user = people[row["who"]]
    Follow.objects.create(
        created_at=now - timedelta(days=60),
        user=user,
        organisation_id=_works_for(user),
        service_id=demo_id("service", row["service"]) if "service" in row else None,
        site_id=demo_id("site", row["hub"]) if "hub" in row else None,
        term_id=vocabularies.term_id("service-expectations", row["help"]) if "help" in row else None,
    )
    return 1


def _news(row: Row, now: datetime) -> int:
    at = now - timedelta(days=row["days_ago"], hours=2)
    service = Service.objects.get(pk=demo_id("service", row["service"]))
    detail = {name: row[name] for name in ("parts", "standing") if name in row}
    news = ListingNews.objects.create(
        created_at=at, service=service, organisation_id=service.organisation_id, kind=row["kind"], detail=detail,
        spread_at=at,
    )  # fmt: skip
    for follow in Follow.objects.filter(service=service) if row.get("tell") else []:
        Alert.objects.create(
            created_at=at, user_id=follow.user_id, organisation_id=follow.organisation_id, news=news, follow=follow,
            mailed_at=at,
        )  # fmt: skip
    return 1
