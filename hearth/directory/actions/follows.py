"""Following services, hubs and kinds of help; how to hear of them; and stopping it, also from an email."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db import transaction

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.directory.events import Followed, Unfollowed
from hearth.directory.models import Alert, Follow, FollowChoice, FollowSuggestion, Service, Site, TellHow, Term
from hearth.directory.queries import follows as queries
from hearth.directory.queries.follows import FOLLOWS

JOB = "alerts"  # row security lets it read who follows what
SALT = "hearth.directory.follow"
SUBJECT = "follow"


class NotAllowed(Exception):
    """The member's role does not follow services."""


@transaction.atomic
def follow_service(*, service_id: UUID, by: Actor, now: datetime) -> Follow:
    """Hear of a service from now on. Followed already, nothing changes. Raises NotAllowed, Service.DoesNotExist."""
    service = Service.objects.get(pk=service_id)
    follow = _follow(by, now, service=service)
    FollowSuggestion.objects.filter(queries.own(by), service_id=service_id).delete()
    return follow


@transaction.atomic
def follow_hub(*, site: Site, term: Term | None = None, by: Actor, now: datetime) -> Follow:
    """Hear of what happens at a hub; with a term, of that kind of help near it. Raises NotAllowed."""
    return _follow(by, now, site=site, term=term)


def _follow(
    by: Actor, now: datetime, *, service: Service | None = None, site: Site | None = None, term: Term | None = None
) -> Follow:
    if not may(by, FOLLOWS):
        raise NotAllowed
    wanted = {"service": service, "site": site, "term": term}
    found = queries.follows_of(by).filter(**wanted).first()
    if found is not None:
        return found
    made = Follow.objects.create(created_at=now, user_id=by.user_id, organisation_id=by.organisation_id, **wanted)  # type: ignore[misc]
    _log("directory.followed", made, by)
    events.publish(Followed(follow_id=made.pk), by=by)
    return made


@transaction.atomic
def stop_following(*, follow_id: UUID, by: Actor) -> None:
    """Hear of it no longer. Raises Follow.DoesNotExist for one that is not the actor's."""
    _stop(queries.follows_of(by).get(pk=follow_id), by)


def _stop(follow: Follow, by: Actor) -> None:
    _log("directory.unfollowed", follow, by)
    events.publish(Unfollowed(follow_id=follow.pk), by=by)
    follow.delete()


@transaction.atomic
def choose_how(*, how: TellHow, by: Actor) -> None:
    """How the member hears by email from now on. Raises NotAllowed."""
    if not may(by, FOLLOWS):
        raise NotAllowed
    chosen = FollowChoice.objects.filter(queries.own(by))
    if not chosen.update(how=how):
        FollowChoice.objects.create(user_id=by.user_id, organisation_id=by.organisation_id, how=how)  # type: ignore[misc]
    audit.record(action="directory.follow_emails_chosen", by=by, subject_type="user", subject_id=by.user_id)


@transaction.atomic
def read_alerts(*, by: Actor, now: datetime, service_ids: Iterable[UUID] | None = None) -> int:
    """The member has seen the news of these services, or all news; how many were unread."""
    rows = queries.alerts_of(by).filter(read_at__isnull=True)
    if service_ids is not None:
        rows = rows.filter(news__service_id__in=list(service_ids))
    return Alert.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(read_at=now)


# Suggestions ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def suggest(*, service_id: UUID, by: Actor, now: datetime) -> bool:
    """Suggest to the actor to follow a service that they had to do with: for the apps above, through
    hearth.workflows. False where they follow it, were asked already, or their role does not follow."""
    if not by.is_staff or not may(by, FOLLOWS) or queries.follows_of(by).filter(service_id=service_id).exists():
        return False
    asked = FollowSuggestion.objects.filter(queries.own(by), service_id=service_id)
    if asked.exists():
        return False
    FollowSuggestion.objects.create(
        created_at=now,
        user_id=by.user_id,
        organisation_id=by.organisation_id,
        service_id=service_id,  # type: ignore[misc]
    )
    return True


@transaction.atomic
def dismiss(*, service_id: UUID, by: Actor, now: datetime) -> None:
    """The member does not want to follow it, and is not asked again."""
    rows = FollowSuggestion.objects.filter(queries.own(by))
    rows.filter(service_id=service_id, dismissed_at__isnull=True).update(dismissed_at=now)


# From an email, without signing in ------------------------------------------------------------------------------------
def stop_token(follow_id: UUID) -> str:
    """What an email's link carries to stop following one thing. It names nobody."""
    return signing.dumps(f"follow/{follow_id}", salt=SALT)


def no_emails_token(user_id: UUID, organisation_id: UUID) -> str:
    """… to get no more of these emails."""
    return signing.dumps(f"emails/{user_id}/{organisation_id}", salt=SALT)


@transaction.atomic
def linked(token: str) -> Follow | UUID | None:
    """What a link is about: something followed; a member (who wants no emails); or None for one that is altered, or of
    something followed no longer."""
    try:
        kind, *ids = signing.loads(token, salt=SALT).split("/")
    except signing.BadSignature:
        return None
    if kind == "emails":
        return UUID(ids[0])
    with acting_as(job=JOB):
        return Follow.objects.select_related("service", "site", "term").filter(pk=ids[0]).first()


@transaction.atomic
def stop_by_link(*, token: str) -> bool:
    """Do what the link says, for the member whose link it is. False where there is nothing to stop (any more)."""
    found = linked(token)
    if found is None:
        return False
    if isinstance(found, Follow):
        by = Actor(ActorKind.STAFF, found.user_id, found.organisation_id)
        with acting_as(job=JOB):
            _stop(found, by)
        return True
    user_id, organisation_id = signing.loads(token, salt=SALT).split("/")[1:]
    with acting_as(job=JOB):
        chosen = FollowChoice.objects.filter(user_id=user_id, organisation_id=organisation_id)
        if not chosen.update(how=TellHow.NEVER):
            FollowChoice.objects.create(user_id=user_id, organisation_id=organisation_id, how=TellHow.NEVER)
    by = Actor(ActorKind.STAFF, found, UUID(organisation_id))
    audit.record(action="directory.follow_emails_chosen", by=by, subject_type="user", subject_id=found)
    return True


def _log(action: str, follow: Follow, by: Actor) -> None:
    audit.record(action=action, by=by, subject_type=SUBJECT, subject_id=follow.pk)
