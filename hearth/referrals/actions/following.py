"""Opening the follow page: the reference and the code, few times."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core.actors import FAMILY
from hearth.core.rowcontext import acting_as
from hearth.referrals import attempts, queries, references


class Opening(StrEnum):
    """What came of an attempt."""

    OPENED = "opened"
    WRONG = "wrong"  # reference or code: never said which
    TOO_MANY = "too-many"


def open_with_code(*, reference: str, code: str, address: str, now: datetime) -> Opening:
    """Check what somebody typed (tidied by `references`). `address` is where they come from, to count attempts by.

    A wrong reference and a wrong code look the same from outside, and both count.
    """
    if not attempts.may_try(reference=reference, address=address, at=now.timestamp()):
        return Opening.TOO_MANY
    with acting_as(reference=reference):
        found = queries.followed().first()
        stored = found.code_hash if found else ""
        right = references.is_code(reference=reference, code=code, code_hash=stored)
        audit.record(
            action="referrals.followed" if right else "referrals.follow_refused",
            kind=EntryKind.SIGN_IN if right else EntryKind.DENIAL,
            by=FAMILY,
            organisation_id=found.provider_id if found else None,
            subject_type="referrals.Referral",
            subject_id=found.id if found else None,
        )
    return Opening.OPENED if right else Opening.WRONG
