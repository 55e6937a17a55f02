"""Reading what people reported: for whoever answers it, and as the warning on a public page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from hearth.access.queries import may_everywhere, organisations_where
from hearth.core.actors import Actor
from hearth.directory.models import ProblemReport, ProblemState, Service, ServiceStatus, Site
from hearth.directory.problem_rules import rules, said

ANSWERS, OVERSEES = "directory.edit", "directory.approve"


@dataclass(frozen=True, slots=True)
class About:
    """The listing that a report is about: a service or a site (the other id is None)."""

    name: str
    organisation_id: UUID
    organisation: str
    service_id: UUID | None = None
    site_id: UUID | None = None
    slug: str = ""
    is_sensitive: bool = False

    @property
    def id(self) -> UUID:
        found = self.service_id or self.site_id
        assert found is not None
        return found


def about_service(service_id: UUID) -> About | None:
    """A shown service, or None."""
    row = (
        Service.objects.select_related("organisation")
        .filter(pk=service_id, status=ServiceStatus.ACTIVE, organisation__is_active=True)
        .first()
    )
    return _of_service(row) if row else None


def about_site(slug: str) -> About | None:
    """A shown hub or other site, or None."""
    row = Site.objects.select_related("organisation").filter(slug=slug, is_active=True).exclude(kind="other").first()
    return _of_site(row) if row else None


def about(report: ProblemReport) -> About:
    """What a report is about; `listed` has fetched it with the report."""
    if report.service is not None:
        return _of_service(report.service)
    assert report.site is not None  # a constraint of the table
    return _of_site(report.site)


def _of_service(row: Service) -> About:
    return About(
        name=row.name,
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        service_id=row.pk,
        is_sensitive=row.is_sensitive,
    )


def _of_site(row: Site) -> About:
    return About(
        name=row.name,
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        site_id=row.pk,
        slug=row.slug,
    )


def problems_of(actor: Actor) -> QuerySet[ProblemReport]:
    """Reports of the listings of the actor's own organisation."""
    return ProblemReport.objects.filter(organisation_id__in=organisations_where(actor, ANSWERS))


def any_problems(actor: Actor) -> QuerySet[ProblemReport]:
    """Reports of all listings, for the network's directory editors; for everybody else none."""
    return ProblemReport.objects.all() if may_everywhere(actor, OVERSEES) else ProblemReport.objects.none()


def problems_visible_to(actor: Actor) -> QuerySet[ProblemReport]:
    """Both: what row security shows to the actor."""
    return problems_of(actor) | any_problems(actor)


def waiting(rows: QuerySet[ProblemReport]) -> QuerySet[ProblemReport]:
    """Those that are open."""
    return rows.filter(state=ProblemState.OPEN)


def waiting_handed_on(actor: Actor) -> QuerySet[ProblemReport]:
    """Open ones that nobody else answered in time, or can: for the network's directory editors."""
    return waiting(any_problems(actor)).filter(escalated_at__isnull=False)


def listed(rows: QuerySet[ProblemReport]) -> QuerySet[ProblemReport]:
    """With what they are about, oldest first."""
    return rows.select_related(
        "service__organisation", "site__organisation", "organisation", "by_organisation"
    ).order_by("created_at", "pk")


def together(report: ProblemReport, scope: QuerySet[ProblemReport]) -> list[ProblemReport]:
    """All open reports of the same listing within a scope, oldest first; for one that is answered, those answered with
    it."""
    listing = {"service_id": report.service_id} if report.service_id else {"site_id": report.site_id}
    return list(listed(scope.filter(state=report.state, answered_at=report.answered_at, **listing)))


def open_about(service_id: UUID, scope: QuerySet[ProblemReport]) -> list[ProblemReport]:
    """The open reports of one service within a scope, oldest first."""
    return list(waiting(scope).filter(service_id=service_id).order_by("created_at", "pk"))


def listings_in(rows: QuerySet[ProblemReport]) -> int:
    """How many listings the reports are about."""
    return rows.order_by().values("service_id", "site_id").distinct().count()


@dataclass(frozen=True, slots=True)
class Task:
    """All reports of one listing that wait together, or were answered together."""

    id: UUID  # of the first report: the task's address
    name: str
    organisation: str
    kinds: tuple[str, ...]
    count: int
    told_at: datetime
    due_on: date
    state: str
    answered_at: datetime | None
    escalated: bool


def tasks(rows: Iterable[ProblemReport]) -> list[Task]:
    """The reports grouped, in the order in which their first one stands."""
    groups: dict[tuple[UUID | None, UUID | None, str, datetime | None], list[ProblemReport]] = {}
    for row in rows:
        groups.setdefault((row.service_id, row.site_id, row.state, row.answered_at), []).append(row)
    return [_task(group) for group in groups.values()]


def _task(group: list[ProblemReport]) -> Task:
    first = group[0]
    subject = about(first)
    return Task(
        id=first.pk,
        name=subject.name,
        organisation=subject.organisation,
        kinds=tuple(dict.fromkeys(row.kind for row in group)),
        count=len(group),
        told_at=first.created_at,
        due_on=min(row.due_on for row in group),
        state=first.state,
        answered_at=first.answered_at,
        escalated=any(row.escalated_at for row in group),
    )


PEOPLE_TOLD = "select directory_people_told(%s, %s, %s, %s)"


def warning(*, service_id: UUID | None = None, site_id: UUID | None = None, now: datetime) -> str:
    """What the public page of a listing says while several people told us the same; empty where they did not."""
    for rule in rules().warnings:
        since = now - timedelta(days=rule.days)
        with connection.cursor() as cursor:
            cursor.execute(PEOPLE_TOLD, [service_id, site_id, list(rule.kinds), since])
            row = cursor.fetchone()
        if row and row[0] >= rule.people:
            return said(rule.words)
    return ""
