"""The register of data sharing agreements: kept by the host's information lead. Every change is a new version of the
agreement's words; nothing of an agreement is deleted. What is saved here is carried out from that moment on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hearth.access import events, sharing
from hearth.access.actions.errors import AccessRefused
from hearth.access.models import Agreement, AgreementParty, AgreementVersion, Organisation
from hearth.access.queries import may_everywhere
from hearth.access.queries.agreements import KEEP
from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.core.events import publish


@dataclass(frozen=True, slots=True)
class Terms:
    """What stands in an agreement beside its parties. Days are London's; `ends_on` is its last day."""

    title: str
    purpose: str
    lawful_basis: str
    special_basis: str
    starts_on: date
    ends_on: date
    review_on: date | None
    document: str


@transaction.atomic
def agree(*, terms: Terms, by: Actor, now: datetime) -> Agreement:
    """Add an agreement. Nothing goes under it until it has a party that gives and one that gets.

    Raises AccessRefused for anybody but the host's keeper of the register, and for a ground that the data file does
    not know.
    """
    _keeper_only(by)
    made = Agreement(created_at=now)
    _fill(made, terms)
    made.save(force_insert=True)
    _version(made, by=by, now=now, reason="")
    _log("access.agreement_made", made, by)
    publish(events.AgreementMade(made.pk), by=by)
    return made


@transaction.atomic
def change_agreement(*, agreement_id: UUID, terms: Terms, reason: str, by: Actor, now: datetime) -> Agreement:
    """Give an agreement other words or days, and say why. One that has run out may be made longer so; one that was
    ended may not. Raises AccessRefused."""
    kept = _locked(agreement_id, by)
    _fill(kept, terms)
    return _changed(kept, "access.agreement_changed", by=by, now=now, reason=reason)


@transaction.atomic
def set_party(
    *,
    agreement_id: UUID,
    organisation_id: UUID,
    gives: Sequence[str],
    gets: Sequence[str],
    by: Actor,
    now: datetime,
) -> Agreement:
    """Say what one organisation gives the others and gets from them; it becomes a party if it was none.

    Raises AccessRefused for a category that the data file does not know (what is sealed is none) and for an
    organisation that is closed.
    """
    kept = _locked(agreement_id, by)
    if not {*gives, *gets} <= set(sharing.categories()):
        raise AccessRefused(_("Choose only categories that are shown. What is sealed is never shared."))
    organisation = Organisation.objects.filter(pk=organisation_id, is_active=True).first()
    if organisation is None:
        raise AccessRefused(_("This organisation is closed. Choose another one."))
    values = {"gives": list(gives), "gets": list(gets)}
    if not AgreementParty.objects.filter(agreement=kept, organisation=organisation).update(**values):
        AgreementParty.objects.create(agreement=kept, organisation=organisation, created_at=now, **values)
    said = {"organisation": str(organisation.pk), **values}
    reason = _("What %(name)s gives and gets was set.") % {"name": organisation.name}
    return _changed(kept, "access.agreement_party_set", by=by, now=now, reason=reason, **said)


@transaction.atomic
def remove_party(*, agreement_id: UUID, party_id: UUID, by: Actor, now: datetime) -> Agreement:
    """Take an organisation out: from this moment nothing goes to it or comes from it under this agreement.

    Raises AccessRefused; AgreementParty.DoesNotExist where it is no party.
    """
    kept = _locked(agreement_id, by)
    party = AgreementParty.objects.select_related("organisation").get(pk=party_id, agreement=kept)
    party.delete()
    reason = _("%(name)s was taken out.") % {"name": party.organisation.name}
    said = {"organisation": str(party.organisation_id)}
    return _changed(kept, "access.agreement_party_removed", by=by, now=now, reason=reason, **said)


@transaction.atomic
def end_agreement(*, agreement_id: UUID, why: str, by: Actor, now: datetime) -> Agreement:
    """End one before its last day: nothing goes under it from this moment. Raises AccessRefused where it has ended."""
    kept = _locked(agreement_id, by)
    kept.ended_at, kept.ended_why = now, why
    kept.version += 1
    kept.save()
    _version(kept, by=by, now=now, reason=why)
    _log("access.agreement_ended", kept, by)
    publish(events.AgreementEnded(kept.pk), by=by)
    return kept


def _fill(kept: Agreement, terms: Terms) -> None:
    if terms.lawful_basis not in sharing.lawful_bases() or terms.special_basis not in {"", *sharing.special_bases()}:
        raise AccessRefused(_("Choose one of the lawful grounds that are shown"))
    if terms.ends_on < terms.starts_on:
        raise AccessRefused(_("The last day must be the same as or after the first day"))
    for name, value in asdict(terms).items():
        setattr(kept, name, value)
    kept.rules_version = sharing.version()


def _changed(kept: Agreement, action: str, *, by: Actor, now: datetime, reason: str, **detail: Any) -> Agreement:
    kept.version += 1
    kept.save()
    _version(kept, by=by, now=now, reason=reason)
    _log(action, kept, by, **detail)
    publish(events.AgreementChanged(kept.pk, kept.version), by=by)
    return kept


def _version(kept: Agreement, *, by: Actor, now: datetime, reason: str) -> None:
    """Keep what it says now."""
    names = ("title", "purpose", "lawful_basis", "special_basis", "rules_version", "document", "ended_why")
    days = ("starts_on", "ends_on", "review_on", "ended_at")
    words: dict[str, Any] = {name: getattr(kept, name) for name in names}
    words |= {name: day.isoformat() if (day := getattr(kept, name)) else None for name in days}
    words["parties"] = [
        {"organisation": str(party.organisation_id), "gives": party.gives, "gets": party.gets}
        for party in AgreementParty.objects.filter(agreement=kept).order_by("organisation__name")
    ]
    AgreementVersion.objects.create(
        agreement=kept,
        number=kept.version,
        created_at=now,
        words=words,
        reason=reason,
        by_user_id=by.user_id,
        by_name=by.name,
    )


def _locked(agreement_id: UUID, by: Actor) -> Agreement:
    """The agreement as it stands, so that two changes come one after the other. Raises Agreement.DoesNotExist."""
    _keeper_only(by)
    kept = Agreement.objects.select_for_update().get(pk=agreement_id)
    if kept.ended_at is not None:
        raise AccessRefused(_("This agreement was ended. Add a new one."))
    return kept


def _keeper_only(by: Actor) -> None:
    if not may_everywhere(by, KEEP):
        raise AccessRefused(_("Only the information lead of the council that runs this network keeps the register."))


def _log(action: str, kept: Agreement, by: Actor, **detail: Any) -> None:
    audit.record(
        action=action, by=by, subject_type="agreement", subject_id=kept.pk, detail={"version": kept.version, **detail}
    )
