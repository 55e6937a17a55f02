"""What helps while a family waits: the rules that an organisation's staff wrote, and what they offer to one family."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from hearth.access.queries import organisations_where
from hearth.core.actors import Actor
from hearth.directory.models import Service, ServiceStatus, Term
from hearth.referrals.models import InterimRule, Referral


def rules_of(actor: Actor) -> QuerySet[InterimRule]:
    """The rules of the actor's organisation."""
    rows = InterimRule.objects.filter(organisation_id__in=organisations_where(actor, "referrals.lead"))
    return rows.select_related("service", "need", "offered__organisation").order_by("service__name", "from_weeks", "id")


def meanwhile(referral: Referral, *, weeks: int) -> list[InterimRule]:
    """What the rules of its service's organisation offer to a family with this wait; each service once."""
    rows = InterimRule.objects.filter(
        Q(service__isnull=True) | Q(service_id=referral.service_id),
        Q(need__isnull=True) | Q(need__in=Term.objects.filter(services=referral.service_id)),
        organisation_id=referral.provider_id,
        from_weeks__lte=weeks,
        offered__status=ServiceStatus.ACTIVE,
        offered__organisation__is_active=True,
    ).exclude(offered_id=referral.service_id)
    found: dict[UUID, InterimRule] = {}
    for row in rows.select_related("offered__organisation").order_by("-from_weeks", "offered__name"):
        found.setdefault(row.offered_id, row)
    return list(found.values())


def own_services(actor: Actor) -> Sequence[Service]:
    """The services of the actor's organisation that take requests."""
    rows = Service.objects.filter(
        organisation_id__in=organisations_where(actor, "referrals.view"), status=ServiceStatus.ACTIVE
    )
    return list(rows.order_by("name"))


def needs() -> Sequence[Term]:
    """The kinds of help of the directory, by name."""
    return list(Term.objects.filter(taxonomy__code="service-expectations").order_by("name"))
