"""What somebody may do who opened the link of a letter: only for its listings, and each only as long as nobody has
confirmed it since. Nothing here happens by opening the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from hearth.access.actions.notices import notify_staff
from hearth.access.models import Organisation
from hearth.audit import actions as audit
from hearth.core import actors
from hearth.core.actors import Actor
from hearth.directory import policy as policies
from hearth.directory.actions import problems, steps
from hearth.directory.actions.closing import close_for_good
from hearth.directory.actions.confirming import confirm
from hearth.directory.models import Reminder, Service, Step
from hearth.directory.queries.freshness import open_listings
from hearth.directory.queries.problems import about_service
from hearth.directory.staff import letters

CHANGED = "wrong"  # the kind of problem report (data/problems.yaml)


@transaction.atomic
def still_right(*, reminder: Reminder, service_ids: Iterable[UUID], now: datetime) -> list[UUID]:
    """Confirm these of the letter's listings; the ids of those that were still to be confirmed."""
    wanted = set(service_ids)
    ids = [one.pk for one in _locked(reminder, now) if one.pk in wanted]
    done = confirm(service_ids=ids, by=_by(reminder), now=now)
    if done:
        _answered(reminder, now)
    return done


@transaction.atomic
def something_changed(*, reminder: Reminder, service_id: UUID, words: str, now: datetime) -> bool:
    """Pass on what has changed, in their words, as a problem report: to those who edit the organisation's listings
    here, or else to the directory editors. False where it cannot be said any more."""
    service = next((one for one in _locked(reminder, now) if one.pk == service_id), None)
    if service is None:
        return False
    by = _by(reminder)
    steps.keep(services=[service], step=Step.CHANGED, by=by, now=now, policy=policies.number(), words=words)
    audit.record(
        action="directory.change_said",
        by=by,
        organisation_id=service.organisation_id,
        subject_type="service",
        subject_id=service_id,
    )
    about = about_service(service_id)
    assert about is not None  # it is shown, and locked
    problems.report(about=about, kind=CHANGED, words=words, visitor=f"letter/{reminder.pk}", by=by, now=now)
    _answered(reminder, now)
    return True


@transaction.atomic
def no_longer_run(*, reminder: Reminder, service_id: UUID, words: str, now: datetime) -> bool:
    """Close it, and tell those who look after the directory. False where it cannot be said any more."""
    service = next((one for one in _locked(reminder, now) if one.pk == service_id), None)
    if service is None or not close_for_good(service_id=service_id, by=_by(reminder), now=now, words=words):
        return False
    _tell_editors(service, words, now)
    _answered(reminder, now)
    return True


def _by(reminder: Reminder) -> Actor:
    return actors.by_link(reminder.organisation_id)


def _locked(reminder: Reminder, now: datetime) -> list[Service]:
    return list(open_listings(reminder, now).select_for_update(of=("self",)).order_by("pk"))


def _answered(reminder: Reminder, now: datetime) -> None:
    Reminder.objects.filter(pk=reminder.pk, answered_at__isnull=True).update(answered_at=now)


def _tell_editors(service: Service, words: str, now: datetime) -> None:
    """Those who look after the directory hear that a listing is closed: by whom, why, and where to open it again."""
    with translation.override("en"):
        subject, body = letters.said_closed(
            service=service.name,
            organisation=service.organisation.name,
            words=words,
            url=settings.PUBLIC_URL + reverse("directory:standing", args=[service.pk]),
        )
    for host in Organisation.objects.filter(is_host=True, is_active=True):
        notify_staff(
            organisation_id=host.pk,
            permission="directory.approve",
            subject=subject,
            body=body,
            purpose="directory.listing_closed",
            key=f"directory.listing_closed:{service.pk.hex}:{int(now.timestamp())}",
            subject_id=service.pk,
            subject_type="service",
        )
