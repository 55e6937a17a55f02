"""Opening in an emergency what no agreement opens, and closing the review of it. What is sealed is never opened."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hearth.access.actions import notify_staff
from hearth.access.models import Organisation
from hearth.access.queries import may, organisations
from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.families import trust
from hearth.families.events import OpenedInEmergency, OpeningReviewed
from hearth.families.models import Opening, OpeningReview
from hearth.families.queries.people import person_of

OPEN, ANSWER = "families.open_in_emergency", "families.answer_access"
PURPOSE = "families.opened_in_emergency"


class OpeningRefused(Exception):
    """Nothing was opened or reviewed; the message says why."""


@transaction.atomic
def open_in_emergency(*, record_id: UUID, tier: str, reason: str, words: str, by: Actor, now: datetime) -> Opening:
    """Open a person's summary or notes for three hours. The information leads of the actor's organisation and of the
    host are told in the same transaction.

    The caller has made sure that the actor signed in again. Raises OpeningRefused for whoever may not, for a person of
    whom they see nothing (so also one who is kept from them), and for a tier or reason that the data does not know.
    """
    if not may(by, OPEN) or person_of(by, record_id, today=clock.today(now)) is None:
        raise OpeningRefused(_("You cannot open this record."))
    if tier not in dict(trust.choices("tiers")) or reason not in dict(trust.choices("reasons")) or not words.strip():
        raise OpeningRefused(_("Say what you need to see, and why."))
    assert by.user_id is not None and by.organisation_id is not None
    opening = Opening.objects.create(
        created_at=now,
        source_record_id=record_id,
        user_id=by.user_id,
        user_name=by.name,
        organisation_id=by.organisation_id,
        tier=tier,
        reason=reason,
        words=words,
        until=now + trust.open_for(),
        rules_version=trust.version(),
    )
    _log("families.opened_in_emergency", opening, by, tier=tier, reason=reason)
    events.publish(OpenedInEmergency(opening_id=opening.pk, organisation_id=by.organisation_id), by=by)
    _tell_leads(opening)
    return opening


@transaction.atomic
def review_opening(*, opening_id: UUID, outcome: str, words: str, by: Actor, now: datetime) -> OpeningReview:
    """Say what was found of an opening, once. Raises OpeningRefused for the member who opened it, where somebody has
    reviewed it already, and for an outcome that the data does not know; Opening.DoesNotExist where it is not theirs."""
    opening = Opening.objects.get(pk=opening_id)
    if not may(by, ANSWER) or by.user_id is None or by.user_id == opening.user_id:
        raise OpeningRefused(_("Somebody else reviews what you opened yourself."))
    if outcome not in dict(trust.choices("outcomes")):
        raise OpeningRefused(_("Choose one of the answers that are shown"))
    try:
        with transaction.atomic():
            review = OpeningReview.objects.create(
                created_at=now, opening=opening, outcome=outcome, words=words, by_user_id=by.user_id, by_name=by.name
            )
    except IntegrityError:
        raise OpeningRefused(_("A colleague has reviewed this already.")) from None
    _log("families.opening_reviewed", opening, by, outcome=outcome)
    events.publish(OpeningReviewed(opening_id=opening.pk), by=by)
    return review


def _tell_leads(opening: Opening) -> None:
    """At once, to whoever answers for it; the message names neither the family nor the need."""
    host = organisations().filter(is_host=True).values_list("pk", flat=True)
    with translation.override("en"):
        subject = _("A record was opened in an emergency")
        body = _(
            "%(name)s opened a family’s record in an emergency, at %(organisation)s.\n\n"
            "Please look at it and close the review: %(link)s"
        ) % {
            "name": opening.user_name,
            "organisation": Organisation.objects.get(pk=opening.organisation_id).name,
            "link": settings.PUBLIC_URL + reverse("trust:opening", args=[opening.pk]),
        }
    for organisation_id in {opening.organisation_id, *host}:
        notify_staff(
            organisation_id=organisation_id,
            permission=ANSWER,
            subject=subject,
            body=body,
            purpose=PURPOSE,
            key=f"{PURPOSE}:{opening.pk}:{organisation_id.hex[:8]}",
            subject_type="families.Opening",
            subject_id=opening.pk,
        )


def _log(action: str, opening: Opening, by: Actor, **detail: str) -> None:
    audit.record(
        action=action,
        by=by,
        organisation_id=opening.organisation_id,
        subject_type="families.SourceRecord",
        subject_id=opening.source_record_id,
        reason=trust.words("reasons", opening.reason),
        detail={"opening": str(opening.pk), **detail},
    )
