"""Reading what members follow, what they have been told, and what is new in the directory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from hearth.access.queries import organisations_where
from hearth.core.actors import Actor
from hearth.directory.follow_rules import rules
from hearth.directory.models import (
    Alert,
    Follow,
    FollowChoice,
    FollowSuggestion,
    ListingNews,
    Service,
    ServiceStatus,
    Site,
    TellHow,
    Term,
)
from hearth.directory.queries import merged

FOLLOWS = "directory.follow"
# What staff may read of besides what is shown: what has closed.
KNOWN = [ServiceStatus.ACTIVE, ServiceStatus.CLOSED]


def own(actor: Actor) -> Q:
    """Rows of the actor, for the organisation that they work for now: what row security shows to them."""
    return Q(user_id=actor.user_id, organisation_id__in=organisations_where(actor, FOLLOWS))


def follows_of(actor: Actor) -> QuerySet[Follow]:
    """What the actor follows while working for their organisation."""
    return Follow.objects.filter(own(actor)).select_related("service", "site", "term")


def alerts_of(actor: Actor) -> QuerySet[Alert]:
    """What the actor has been told, newest first."""
    return (
        Alert.objects.filter(own(actor), news__service__status__in=KNOWN)
        .select_related("news__service__organisation")
        .order_by("-news__created_at", "pk")
    )


def unread(actor: Actor) -> int:
    """How many alerts the actor has not seen."""
    return alerts_of(actor).filter(read_at__isnull=True).count()


def how_told(actor: Actor) -> TellHow:
    """How the actor hears by email: once a day, until they choose."""
    chosen = FollowChoice.objects.filter(own(actor)).first()
    return TellHow(chosen.how) if chosen else TellHow.DAILY


def suggestions_for(actor: Actor) -> list[Service]:
    """Shown services that the actor had to do with and might want to follow, newest first."""
    rows = FollowSuggestion.objects.filter(own(actor), dismissed_at__isnull=True)
    rows = rows.filter(service__status=ServiceStatus.ACTIVE).select_related("service__organisation")
    return [row.service for row in rows.order_by("-created_at")]


def news(now: datetime) -> QuerySet[ListingNews]:
    """What has happened in the directory lately, newest first. Of one listing that shows for the first time only that
    it is new, not what was changed of it on the way."""
    return (
        ListingNews.objects.filter(created_at__gte=now - rules().shown, service__status__in=KNOWN)
        .filter(service__organisation__is_active=True)
        .select_related("service__organisation")
        .order_by("-created_at", "pk")
    )


def news_of(service_id: UUID, now: datetime) -> QuerySet[ListingNews]:
    """What has happened to one listing, as far back as news are kept."""
    return ListingNews.objects.filter(service_id=service_id, created_at__gte=now - rules().keep_news).order_by(
        "-created_at", "pk"
    )


# Services that happen at a site or within so many metres of it.
AROUND = """
select p.service_id from directory_serviceplace p
left join directory_site at on at.id = p.site_id
join directory_site hub on hub.id = %s
where not p.is_confidential and (p.site_id = hub.id or
    sqrt((directory_plane_x(coalesce(p.latitude, at.latitude), coalesce(p.longitude, at.longitude))
          - directory_plane_x(hub.latitude, hub.longitude)) ^ 2
       + (directory_plane_y(coalesce(p.latitude, at.latitude), coalesce(p.longitude, at.longitude))
          - directory_plane_y(hub.latitude, hub.longitude)) ^ 2) <= %s)
"""


def around_hub(rows: QuerySet[ListingNews], site_id: UUID) -> QuerySet[ListingNews]:
    """The news of services at a hub or near it (data/follow.yaml says how near)."""
    return rows.filter(service_id__in=RawSQL(AROUND, [site_id, rules().near_metres]))  # noqa: S611 (no value is pasted in)


def of_term(rows: QuerySet[ListingNews], term_id: UUID) -> QuerySet[ListingNews]:
    """The news of services of a term, or of one under it."""
    return rows.filter(
        Q(service__service_terms__term_id=term_id) | Q(service__service_terms__term__parent_id=term_id)
    ).distinct()


def hubs_to_follow() -> list[Site]:
    """Sites that families visit, by name."""
    return list(Site.objects.filter(is_active=True).exclude(kind="other").order_by("name"))


def terms_to_follow() -> list[Term]:
    """The service expectations, in their order: kinds of help."""
    return list(Term.objects.filter(taxonomy__code="service-expectations").order_by("order", "name"))


def services_known(actor: Actor) -> QuerySet[Service]:
    """Services that staff may look up: shown ones, closed ones, and hidden ones of their own organisation."""
    own = Q(organisation_id__in=organisations_where(actor, "directory.edit"))
    return Service.objects.filter(Q(status__in=KNOWN) | own).select_related("organisation")


def follows_by_service(actor: Actor, service_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Which of these services the actor follows, or one that it took in: the follow's id by the service's."""
    wanted = set(service_ids)
    rows = [(row.service_id, row.pk) for row in follows_of(actor) if row.service_id]
    absorbed = merged.kept(service_id for service_id, _pk in rows if service_id not in wanted)
    known = [(absorbed.get(service_id, service_id), pk) for service_id, pk in rows]
    return {service_id: pk for service_id, pk in known if service_id in wanted}
