"""Who one can be in the demo. Read from people.yaml; used by the loader and, in the demo only, by the sign-in page."""

from __future__ import annotations

import base64
import hashlib
import time
from dataclasses import dataclass
from functools import cache as keep
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache

from hearth.access.models import Role
from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "people.yaml"
NAMESPACE = UUID("4f2b1f0e-6f0c-5d0a-9b57-6a2f6c1a7e10")  # of this demo's ids; any fixed one does


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One invented member. `organisation` is a key of organisations.yaml; `also` are further memberships."""

    name: str
    email: str
    organisation: str
    role: str
    about: str
    also: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, self.email)

    @property
    def secret(self) -> str:
        """The secret of this person's codes: known to whoever reads this file, as fits somebody invented."""
        return base64.b32encode(hashlib.sha256(f"hearth demo {self.email}".encode()).digest()[:20]).decode()


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A line of the demo's sign-in page."""

    code: str  # of the role: fills in the address by ?as=
    name: str
    email: str
    role: str
    what: str
    needs_code: bool


def password() -> str:
    """The one password of all demo accounts."""
    return str(_read().get("password", ""))


def cast() -> list[DemoPerson]:
    """Everybody, in the order of the file."""
    return [
        DemoPerson(
            name=row["name"],
            email=row["email"].lower(),
            organisation=row["organisation"],
            role=row["role"],
            about=row.get("about", ""),
            also=tuple((more["organisation"], more["role"]) for more in row.get("also", [])),
        )
        for row in _read().get("people", [])
    ]


def person(email: str) -> DemoPerson | None:
    """The demo's person with this address."""
    return next((one for one in cast() if one.email == email.strip().lower()), None)


def offered(role: str) -> DemoPerson | None:
    """The one person whom the sign-in page offers for a role's code."""
    return next((one for one in cast() if one.role == role and one.about), None)


def people() -> list[ShownPerson]:
    """The sign-in page's list: the one person of each role whom the file gives an `about`."""
    roles = Role.objects.in_bulk()
    return [
        ShownPerson(
            code=one.role,
            name=one.name,
            email=one.email,
            role=roles[one.role].name,
            what=one.about,
            needs_code=roles[one.role].sees_personal_data,
        )
        for one in cast()
        if one.about and one.role in roles
    ]


def current_code(one: DemoPerson) -> str:
    """Six digits that the app of this person would show now, or half a minute earlier or later if somebody else who
    tries the demo has just used those: each works once, and these three are accepted."""
    counter = int(time.time()) // 30
    codes = [str(totp.format_hotp_value(totp.hotp_value(one.secret, counter + step))) for step in (0, 1, -1)]
    app = totp.TOTP(Authenticator(user_id=one.id))
    return next((code for code in codes if not cache.get(app._get_used_cache_key(code))), codes[0])


@keep
def _read() -> dict[str, Any]:
    if not FILE.exists():
        return {}
    data: dict[str, Any] = read_yaml(FILE)
    return data or {}
