"""Numbers by which agencies know a person, and how each proves itself."""

from __future__ import annotations

import re

from stdnum.gb import upn

from hearth.families.matching import facts
from hearth.families.models import Scheme

CHILD = re.compile(r"[A-Z0-9][A-Z0-9-]{2,38}")  # each council forms its own; there is no check digit


def valid(scheme: Scheme, value: str) -> str | None:
    """The number in its plain form, or nothing where its form or check digit is wrong.

    NHS number: ten digits, the last by modulus 11. UPN: a letter by modulus 23, twelve digits or letters.
    """
    plain = value.strip().upper()
    if scheme == Scheme.NHS:
        return facts.nhs_number(plain) or None
    if scheme == Scheme.UPN:
        return upn.compact(plain) if upn.is_valid(plain) else None
    return plain if CHILD.fullmatch(plain) else None


def nhs_shown(value: str) -> str:
    """ "943 476 5919", as it is printed on letters."""
    return f"{value[:3]} {value[3:6]} {value[6:]}"
