"""Organisations, their members, and what organisations agree to share."""

from hearth.access.models.agreements import Agreement, AgreementParty, AgreementVersion
from hearth.access.models.people import (
    Guest,
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    RolePermission,
    User,
    UserManager,
)
from hearth.access.models.portraits import Portrait

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementVersion",
    "Guest",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Portrait",
    "Role",
    "RolePermission",
    "User",
    "UserManager",
]
