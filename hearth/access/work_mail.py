"""Whether an email address can prove where somebody works (data/public_mail.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "data" / "public_mail.yaml"


@cache
def public_domains() -> frozenset[str]:
    """Domains where anybody gets an address."""
    return frozenset(read_yaml(FILE)["domains"])


def domain_of(email: str) -> str:
    """What stands after the @, in lower case."""
    return email.rsplit("@", 1)[-1].strip().rstrip(".").lower()


def is_public(email: str) -> bool:
    """Whether anybody could have this address."""
    parts = domain_of(email).split(".")
    return any(".".join(parts[start:]) in public_domains() for start in range(len(parts)))
