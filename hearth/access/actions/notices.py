"""Neutral emails to the members of an organisation who may do something about what happened."""

from __future__ import annotations

from uuid import UUID

from hearth.access.models import Membership
from hearth.core import outbox
from hearth.core.models import Channel
from hearth.core.rowcontext import acting_as

JOB = "notices"  # row security lets this job, and nobody else, read whom to write to across organisations


def notify_staff(
    *,
    organisation_id: UUID,
    permission: str,
    subject: str,
    body: str,
    purpose: str,
    key: str,
    subject_type: str = "referrals.Referral",
    subject_id: UUID | None = None,
    only_user_id: UUID | None = None,
    forgets: bool = False,
) -> int:
    """One email to each present member whose role there has the permission (or only to one of them); how many.

    In the caller's transaction. `subject` and `body` say nothing of a family. `key` with the member makes each one.
    `forgets`: once it has left, nothing is kept of what it said (it holds a link that opens something).
    """
    with acting_as(job=JOB):
        members = Membership.objects.filter(
            organisation_id=organisation_id,
            is_active=True,
            organisation__is_active=True,
            user__is_active=True,
            role__permissions__permission=permission,
        ).select_related("user")
        if only_user_id is not None:
            members = members.filter(user_id=only_user_id)
        found = list(members.order_by("user_id"))
    for member in found:
        outbox.queue(
            key=f"{key}:{member.user_id}",
            channel=Channel.EMAIL,
            recipient=member.user.email,
            subject=subject,
            body=body,
            purpose=purpose,
            language="en",
            subject_type=subject_type,
            subject_id=subject_id,
            organisation_id=organisation_id,
            forgets=forgets,
        )
    return len(found)
