"""Organisations, the people who work for them, and what each may do there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hearth.core import clock
from hearth.core.models import Record


class OrganisationKind(models.TextChoices):
    COUNCIL = "council", _("Council")
    NHS = "nhs", _("NHS")
    CHARITY = "charity", _("Charity or voluntary group")
    COMMUNITY = "community", _("Community or faith group")
    SCHOOL = "school", _("School, nursery or college")
    POLICE = "police", _("Police and youth justice")
    HOUSING = "housing", _("Housing association")
    BUSINESS = "business", _("Business")
    OTHER = "other", _("Other")


class Organisation(Record):
    """A council, charity, NHS trust, school … : the party that runs services and employs members.

    What the public reads about it is its listing (`directory.OrganisationListing`).
    """

    neutral = frozenset({"id", "created_at", "name", "kind", "is_host", "is_active"})

    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices, default=OrganisationKind.OTHER)
    is_host = models.BooleanField(default=False)  # the council that runs this network
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(Lower("name"), name="access_organisation_name")]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What somebody does for an organisation, in plain words. Rows come from data/roles.yaml."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"code", "name", "description", "sees_personal_data", "order"})

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=255)
    sees_personal_data = models.BooleanField()  # then a second factor is required (TRUST 11)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class RolePermission(models.Model):
    """One thing that a role allows."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"id", "role", "permission"})

    id = models.BigAutoField(primary_key=True)
    role = models.ForeignKey(Role, models.CASCADE, related_name="permissions")
    permission = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="access_role_permission_once")]


class UserManager(BaseUserManager["User"]):
    """Finds users by address, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser, Record):
    """A person with an account. What they may do comes from their memberships, never from the account itself."""

    personal = frozenset({"email", "name", "last_login"})
    sensitive = frozenset({"password"})
    neutral = frozenset({"id", "created_at", "is_active", "active_membership", "language"})

    email = models.EmailField()
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="en")
    # Which of the memberships counts now: pages and row security both read it here.
    active_membership = models.ForeignKey(
        "Membership", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="access_user_email_once")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def has_perm(self, _permission: str, _obj: Any = None) -> bool:
        """Django's own permissions are not used: a membership's role decides (access.queries)."""
        return False


class Membership(Record):
    """That a person works for an organisation, in a role, since a date."""

    personal = frozenset({"user"})
    neutral = frozenset({"id", "created_at", "organisation", "role", "is_active", "ended_at"})

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=models.Q(is_active=True), name="access_membership_once"
            )
        ]


class Invitation(Record):
    """An offer, by email, to join an organisation in a role. The link's secret is kept only as a hash."""

    personal = frozenset({"email", "name", "invited_by"})
    sensitive = frozenset({"token_hash"})
    neutral = frozenset({"id", "created_at", "organisation", "role", "expires_at", "accepted_at", "withdrawn_at"})

    email = models.EmailField()
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at"])]

    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > clock.now()


class Guest(Record):
    """A professional without an account, who proved that a work email address is theirs. Sees what they sent, and
    nothing else; the services they sent it to see who they are."""

    personal = frozenset({"email", "name", "job", "organisation", "phone"})
    neutral = frozenset({"id", "created_at", "verified_at"})

    email = models.EmailField(unique=True)  # in lower case
    name = models.CharField(max_length=120, blank=True)
    job = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=160, blank=True)  # in their own words
    phone = models.CharField(max_length=40, blank=True)
    verified_at = models.DateTimeField()

    @property
    def words(self) -> str:
        """ "Priya Shah, practice nurse, Millbrook Surgery"."""
        return ", ".join(part for part in (self.name, self.job, self.organisation) if part)
