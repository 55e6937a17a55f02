"""The organisations that families are told about and referred to, and what was agreed with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hearth.access.models import Organisation
from hearth.directory.models import PartnerAgreement, ServiceStatus, Standing

REVIEW_SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Partner:
    """One organisation of the register. `agreements` are those in force; `late` are listings not confirmed in time."""

    id: UUID
    name: str
    kind: str
    services: int
    late: int
    agreements: tuple[PartnerAgreement, ...]

    @property
    def covers(self) -> frozenset[str]:
        return frozenset(code for agreement in self.agreements for code in agreement.covers)

    @property
    def next_review(self) -> date | None:
        """The first day on which an agreement is to be reviewed or ends."""
        days = [day for a in self.agreements for day in (a.review_on, a.ends_on) if day]
        return min(days, default=None)


def in_force(today: date) -> Q:
    """Agreements that hold on a day: begun, not over, not ended early."""
    return (
        Q(starts_on__lte=today)
        & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        & (Q(ended_at__isnull=True) | Q(ended_at__date__gt=today))
    )


def partners(*, today: date) -> list[Partner]:
    """Every organisation that runs a service here, has members here, or has an agreement; by name."""
    shown = Q(services__status=ServiceStatus.ACTIVE)
    late = shown & ~Q(services__standing__in=[Standing.CURRENT, Standing.DUE])
    rows = (
        Organisation.objects.filter(is_active=True, is_host=False)
        .annotate(
            number=Count("services", filter=shown, distinct=True),
            number_late=Count("services", filter=late, distinct=True),
        )
        .order_by("name")
    )
    agreed: dict[UUID, list[PartnerAgreement]] = {}
    for agreement in PartnerAgreement.objects.filter(in_force(today)):
        agreed.setdefault(agreement.organisation_id, []).append(agreement)
    return [
        Partner(
            id=row.id,
            name=row.name,
            kind=row.get_kind_display(),
            services=row.number,
            late=row.number_late,
            agreements=tuple(agreed.get(row.id, ())),
        )
        for row in rows
        if row.number or row.id in agreed
    ]


def organisation(organisation_id: UUID) -> Organisation | None:
    """One active organisation other than the host, with its listing."""
    return (
        Organisation.objects.select_related("listing").filter(id=organisation_id, is_active=True, is_host=False).first()
    )


def agreements_of(organisation_id: UUID) -> QuerySet[PartnerAgreement]:
    """All agreements with an organisation, present and past, newest first."""
    return PartnerAgreement.objects.filter(organisation_id=organisation_id).order_by("-starts_on", "-created_at")


def agreement(agreement_id: UUID) -> PartnerAgreement | None:
    """One agreement."""
    return PartnerAgreement.objects.select_related("organisation").filter(id=agreement_id).first()


def to_review(*, today: date) -> Sequence[PartnerAgreement]:
    """Agreements in force that end or are to be reviewed within 60 days, or are late; the most urgent first."""
    until = today + REVIEW_SOON
    rows = PartnerAgreement.objects.select_related("organisation").filter(
        in_force(today), Q(review_on__lte=until) | Q(ends_on__lte=until)
    )
    return sorted(rows, key=lambda row: min(day for day in (row.review_on, row.ends_on) if day))
