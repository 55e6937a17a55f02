"""With whom a service works because of a request: for the apps that keep involvement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearth.core import clock
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral, ReferralPerson, StatusRow

WORKS = {"accepted", "in-progress", "on-hold"}


@dataclass(frozen=True, slots=True)
class WorksWith:
    """What a request's move means for involvement. `goes_on` is None where it says nothing (yet)."""

    goes_on: bool | None
    records: list[UUID]
    organisation_id: UUID
    service_name: str
    day: date
    worker_name: str
    phone: str
    is_sensitive: bool


def works_with(referral_id: UUID, number: int) -> WorksWith:
    """Whether the provider works with the people of a request after one row of its story. Reads as the reader."""
    referral = Referral.objects.select_related("service").get(pk=referral_id)
    row = StatusRow.objects.get(referral=referral, number=number)
    worker = StatusRow.objects.filter(referral=referral).exclude(worker_name="").order_by("-number").first()
    state = row.to_state
    return WorksWith(
        goes_on=True if state in WORKS else None if machine().is_open(state) else False,
        records=list(ReferralPerson.objects.filter(referral=referral).values_list("source_record", flat=True)),
        organisation_id=referral.provider_id,
        service_name=referral.service.name,
        day=clock.today(row.at),
        worker_name=worker.worker_name if worker else "",
        phone=referral.service.phone,
        is_sensitive=referral.service.is_sensitive,
    )
