"""The same small cast in every test. Made as the owner, past row security."""

from __future__ import annotations

from typing import Any

import factory

from hearth.access.models import Membership, Organisation, OrganisationKind, User
from hearth.core.tests.support import as_owner

PASSWORD = "a long pass phrase for tests"


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Fernley Families {n}")
    kind = OrganisationKind.CHARITY


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Sam Okafor {n}")
    email = factory.Sequence(lambda n: f"sam.okafor.{n}@fernley.example")

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **_kwargs: Any) -> None:
        if create:
            self.set_password(extracted or PASSWORD)  # type: ignore[attr-defined]
            self.save()  # type: ignore[attr-defined]


def make_organisation(**values: Any) -> Organisation:
    """An organisation."""
    with as_owner():
        return OrganisationFactory.create(**values)


def make_member(role: str, organisation: Organisation | None = None, **values: Any) -> User:
    """A person with an account, working in `role` (a code of roles.yaml) for an organisation (a new one if none)."""
    with as_owner():
        user = UserFactory.create(**values)
        membership = Membership.objects.create(
            user=user, organisation=organisation or OrganisationFactory.create(), role_id=role
        )
        user.active_membership = membership
        user.save()
        return user
