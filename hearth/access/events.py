"""What happened to accounts: ids only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hearth.core.events import Event


@dataclass(frozen=True, slots=True)
class Invited(Event):
    """Somebody was invited to join an organisation."""

    invitation_id: UUID
    organisation_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class InvitationWithdrawn(Event):
    """An invitation was taken back; its link no longer works."""

    invitation_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class Joined(Event):
    """An invitation was accepted: somebody works for the organisation from now on."""

    membership_id: UUID
    user_id: UUID
    organisation_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class RoleChanged(Event):
    """What a member may do has changed."""

    membership_id: UUID
    user_id: UUID
    organisation_id: UUID
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Deactivated(Event):
    """A member no longer works for the organisation."""

    membership_id: UUID
    user_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class Reactivated(Event):
    """A former member works for the organisation again."""

    membership_id: UUID
    user_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class SecondFactorReset(Event):
    """A member's second factor was removed by somebody who looks after accounts."""

    user_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class BrandChanged(Event):
    """The network's name, colours, logo or contact details were changed."""

    brand_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class AgreementMade(Event):
    """Organisations agreed what they share; its parties are added to it one by one."""

    agreement_id: UUID


@dataclass(frozen=True, slots=True)
class AgreementChanged(Event):
    """An agreement has other words, days or parties."""

    agreement_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class AgreementEnded(Event):
    """An agreement was ended before its last day: nothing goes under it any more."""

    agreement_id: UUID
