"""Registration numbers: whether one has the form that its register gives, and right check digits where it has any."""

from __future__ import annotations

import re
from collections.abc import Callable

from hearth.directory import vocabularies


def tidy(number: str) -> str:
    """Without spaces, in capitals."""
    return re.sub(r"\s+", "", number).upper()


def is_right(scheme: str, number: str) -> bool:
    """Whether a tidy number can be one of this register. Any number can be of a register that we do not know."""
    found = vocabularies.registration_schemes().get(scheme)
    if found is None:
        return True
    check = CHECKS.get(found.get("check", ""))
    return re.fullmatch(found["pattern"], number) is not None and (check is None or check(number))


def vat(number: str) -> bool:
    """The United Kingdom's VAT numbers: weights 8 to 2 and the two check digits come to a multiple of 97, or with 55
    added (numbers given out since 2009)."""
    digits = [int(digit) for digit in number.removeprefix("GB")]
    total = sum(digit * weight for digit, weight in zip(digits[:7], range(8, 1, -1), strict=True))
    total += digits[7] * 10 + digits[8]
    return total % 97 == 0 or (total + 55) % 97 == 0


CHECKS: dict[str, Callable[[str], bool]] = {"vat": vat}
