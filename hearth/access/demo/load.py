"""Makes the demo's people. Run by the owner when the demo area is loaded; running it again changes nothing but repairs
what somebody tried out (password, role, second factor)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from hearth.access.demo.cast import NAMESPACE, DemoPerson, cast, password
from hearth.access.demo.pictures import load_pictures
from hearth.access.models import Membership, User


@dataclass(frozen=True, slots=True)
class PeopleLoaded:
    """How many people the demo has, and how many of them are new."""

    people: int
    new: int


def load_people(*, organisations: Mapping[str, UUID]) -> PeopleLoaded:
    """Make or repair everybody of people.yaml. `organisations` gives the id for each key of organisations.yaml.

    Raises KeyError for an organisation that is not there.
    """
    new = 0
    with transaction.atomic():
        for person in cast():
            new += _one(person, organisations)
        load_pictures()
    return PeopleLoaded(people=len(cast()), new=new)


def _one(person: DemoPerson, organisations: Mapping[str, UUID]) -> int:
    user, created = User.objects.get_or_create(
        id=person.id, defaults={"email": person.email, "name": person.name, "is_active": True}
    )
    if not user.check_password(password()):
        user.set_password(password())
    user.name, user.email, user.is_active = person.name, person.email, True
    wanted = [(person.organisation, person.role), *person.also]
    memberships = [_membership(user, organisations[key], role) for key, role in wanted]
    if user.active_membership_id not in {membership.pk for membership in memberships}:
        user.active_membership = memberships[0]
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    if any(membership.role.sees_personal_data for membership in memberships):
        _second_step(user, person)
    return int(created)


def _membership(user: User, organisation_id: UUID, role: str) -> Membership:
    membership, _created = Membership.objects.update_or_create(
        id=uuid5(NAMESPACE, f"{user.pk}:{organisation_id}"),
        defaults={
            "user": user,
            "organisation_id": organisation_id,
            "role_id": role,
            "is_active": True,
            "ended_at": None,
        },
    )
    return Membership.objects.select_related("role").get(pk=membership.pk)


def _second_step(user: User, person: DemoPerson) -> None:
    """The demo asks for the code as the real thing does; the secret is one that the sign-in page can work out."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if kept is not None and kept.data.get("secret") == person.secret:
        return
    if kept is not None:
        kept.delete()
    TOTP.activate(user, person.secret)
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
        RecoveryCodes.activate(user)
