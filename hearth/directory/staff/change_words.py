"""Where a change stands, in words for staff."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hearth.core.words import ago_words
from hearth.directory.models import ChangeState, ChangeStep, ListingChange

TAGS = {
    ChangeState.DRAFT: "plain",
    ChangeState.WAITING: "wait",
    ChangeState.SENT_BACK: "late",
    ChangeState.APPROVED: "good",
    ChangeState.PUBLISHED: "good",
    ChangeState.WITHDRAWN: "closed",
}


def state_words(change: ListingChange) -> str:
    """ "Waiting for approval"."""
    return str(ChangeState(change.state).label)


def waits_words(change: ListingChange) -> str:
    """ "Ewan Farrow sent it 2 days ago. Until it is approved, families read the listing as it was."."""
    return _("%(who)s sent it for approval %(ago)s. Until it is approved, families read what they read before.") % {
        "who": change.sent_by_name or _("Somebody"),
        "ago": ago_words(change.sent_at),
    }


def what_words(change: ListingChange) -> str:
    """Which listing a change is of."""
    if change.service is None:
        return _("%(organisation)s: what the public reads of the organisation") % {
            "organisation": change.organisation.name
        }
    return change.service.name or _("A new listing")


def step_line(step: ChangeStep) -> str:
    """One move of the story, with its words."""
    words = {
        "send": _("Sent for approval"),
        "publish": _("Published"),
        "take-back": _("Taken back"),
        "approve": _("Approved"),
        "send-back": _("Sent back"),
        "withdraw": _("Thrown away"),
    }.get(step.move, step.move)
    return f"{words}. {step.words}" if step.words else words


def step_who(step: ChangeStep) -> str:
    """Who made it, and for whom they work."""
    organisation = step.by_organisation.name if step.by_organisation else ""
    return ", ".join(part for part in (step.by_name, organisation) if part)
