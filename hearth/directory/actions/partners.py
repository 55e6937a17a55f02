"""What the network agrees with an organisation: kept, changed, ended. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hearth.access.queries import works_for_host
from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.directory.events import PartnerAgreed, PartnerAgreementEnded
from hearth.directory.models import PartnerAgreement


class PartnerRefused(Exception):
    """The change cannot be made; the message says why, for whoever asked."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What stands in an agreement. `ends_on` is its last day."""

    title: str
    covers: Sequence[str]
    starts_on: date
    ends_on: date | None
    review_on: date | None
    document: str
    notes: str


@transaction.atomic
def agree(*, organisation_id: UUID, agreed: Agreed, by: Actor, now: datetime) -> PartnerAgreement:
    """Keep a new agreement. Raises PartnerRefused for anybody but the host's people."""
    _host_only(by)
    made = PartnerAgreement(organisation_id=organisation_id, created_at=now)
    _fill(made, agreed)
    made.save(force_insert=True)
    _log("directory.partner_agreed", made, by)
    events.publish(PartnerAgreed(organisation_id=organisation_id, agreement_id=made.id), by=by)
    return made


@transaction.atomic
def change_agreement(*, agreement_id: UUID, agreed: Agreed, by: Actor) -> PartnerAgreement:
    """Change what stands in one that has not ended. Raises PartnerRefused."""
    _host_only(by)
    kept = _open(agreement_id)
    _fill(kept, agreed)
    kept.save()
    _log("directory.partner_agreement_changed", kept, by)
    return kept


@transaction.atomic
def end_agreement(*, agreement_id: UUID, by: Actor, now: datetime) -> PartnerAgreement:
    """End one before its time. Raises PartnerRefused where it has ended already."""
    _host_only(by)
    kept = _open(agreement_id)
    kept.ended_at = now
    kept.save(update_fields=["ended_at"])
    _log("directory.partner_agreement_ended", kept, by)
    events.publish(PartnerAgreementEnded(organisation_id=kept.organisation_id, agreement_id=kept.id), by=by)
    return kept


def _fill(kept: PartnerAgreement, agreed: Agreed) -> None:
    kept.title, kept.covers = agreed.title, list(agreed.covers)
    kept.starts_on, kept.ends_on, kept.review_on = agreed.starts_on, agreed.ends_on, agreed.review_on
    kept.document, kept.notes = agreed.document, agreed.notes


def _open(agreement_id: UUID) -> PartnerAgreement:
    kept = PartnerAgreement.objects.select_for_update().get(id=agreement_id)
    if kept.ended_at is not None:
        raise PartnerRefused(_("This agreement has ended already. Make a new one."))
    return kept


def _host_only(by: Actor) -> None:
    if not works_for_host(by):
        raise PartnerRefused(_("Only the council that runs this network keeps its agreements."))


def _log(action: str, kept: PartnerAgreement, by: Actor) -> None:
    audit.record(
        action=action,
        by=by,
        subject_type="partner_agreement",
        subject_id=kept.id,
        detail={"organisation": str(kept.organisation_id), "covers": list(kept.covers)},
    )
