"""Looks at referrals, written into the log."""

from __future__ import annotations

from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core.actors import Actor
from hearth.referrals import queries
from hearth.referrals.models import Referral


def record_view(*, referral: Referral, by: Actor, full: bool = True) -> None:
    """Somebody looked at one referral: in full, or at the least that a queue shows."""
    audit.record(
        action="referrals.viewed",
        kind=EntryKind.VIEW,
        by=by,
        organisation_id=referral.provider_id,
        subject_type="referrals.Referral",
        subject_id=referral.id,
        reason=" and ".join(sorted(queries.parties_of(referral, by))),
        detail={"full": full},
    )


def record_handed_out(*, referral: Referral, by: Actor) -> None:
    """Somebody took one referral away as a file for another system."""
    audit.record(
        action="referrals.handed_out",
        kind=EntryKind.EXPORT,
        by=by,
        organisation_id=referral.provider_id,
        subject_type="referrals.Referral",
        subject_id=referral.id,
        reason=" and ".join(sorted(queries.parties_of(referral, by))),
        detail={"as": "fhir-r4"},
    )


def record_export(*, what: str, count: int, by: Actor, kind: EntryKind = EntryKind.EXPORT) -> None:
    """Somebody saw a list of referrals, or took it away as a file: which list, and how many rows."""
    audit.record(
        action=f"referrals.{what}", kind=kind, by=by, subject_type="referrals.Referral", detail={"rows": count}
    )
