"""NHS number, birth date and sex as they are compared."""

from __future__ import annotations

import re
from typing import Final

from stdnum.gb import nhs

# What systems put where nobody knows a birth date.
_PLACEHOLDERS: Final = frozenset({"19000101", "19010101", "18000101", "19700101", "99991231", "11111111"})
_BETWEEN: Final = re.compile(r"[\s.\-\u2010-\u2015]")
_EARLIEST: Final = "18950101"
_SEX: Final = {"f": "F", "female": "F", "2": "F", "m": "M", "male": "M", "1": "M"}


def nhs_number(text: str) -> str:
    """Ten digits of an NHS number whose check digit is right, else "" (NHS Data Dictionary: Modulus 11).

    Spaces, hyphens and full stops between them do not matter. One digit ten times is what is typed where none is known.
    """
    digits = _BETWEEN.sub("", text)
    known = digits.isascii() and digits.isdecimal() and len(digits) == 10 and len(set(digits)) > 1
    return digits if known and nhs.checksum(digits) == 0 else ""


def birth_date(text: str) -> str:
    """A birth date as eight digits (year, month, day); "" for none and for a placeholder.

    Reads 2020-01-31, 20200131 and 31/01/2020. A day that does not exist (the 49th) is kept: it is a slip of the hand,
    one digit away from the day that was meant.
    """
    numbers = re.findall(r"\d+", text)
    if len(numbers) == 1 and len(numbers[0]) == 8:
        year, month, day = numbers[0][:4], numbers[0][4:6], numbers[0][6:]
    elif len(numbers) >= 3:
        year, month, day = numbers[:3] if len(numbers[0]) == 4 else numbers[2::-1]
    else:
        return ""
    digits = f"{year:0>4}{month:0>2}{day:0>2}"
    return "" if len(digits) != 8 or digits in _PLACEHOLDERS or digits < _EARLIEST else digits


def sex(text: str) -> str:
    """F, M or ""."""
    return _SEX.get(text.strip().lower(), "")
