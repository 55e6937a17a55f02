"""Short references and codes: impossible to guess, easy to read aloud.

No 0 or O, 1 or I or L, and no vowels, so that no word comes out by chance.
"""

from __future__ import annotations

import hmac
import secrets
from uuid import UUID

from django.utils.crypto import salted_hmac

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8  # 28**8: more than 10**11
CODE_LENGTH = 6  # 28**6: more than 10**8, with few tries


def reference_for(purpose: str, sent_key: UUID, attempt: int = 0) -> str:
    """The reference of what is sent under this key: `K7RM-29TX`.

    The same key gives the same reference, so that sending twice finds what was sent once. It is keyed with the
    server's secret and the purpose, so nobody else can work it out. `attempt` gives the next one should it be taken.
    """
    digest = salted_hmac(purpose, f"{sent_key}/{attempt}", algorithm="sha256").digest()
    number = int.from_bytes(digest)
    signs = []
    for _ in range(REFERENCE_LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return grouped("".join(signs))


def new_code() -> str:
    """A fresh code: `7HK-3QV`."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)))


def hash_code(purpose: str, reference: str, code: str) -> str:
    """What is stored of a code: useless without the server's secret, and for any other purpose or reference."""
    return salted_hmac(purpose, f"{reference}/{code}", algorithm="sha256").hexdigest()


def is_same(one: str, other: str) -> bool:
    """Whether two hashes are the same and not empty, taking the same time either way."""
    return bool(one) and hmac.compare_digest(one, other)


def tidy(typed: str, length: int) -> str:
    """What somebody typed, as it is stored: any case, any spaces or dashes. Empty when it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return grouped(signs) if len(signs) == length and set(signs) <= set(ALPHABET) else ""


def tidy_reference(typed: str) -> str:
    return tidy(typed, REFERENCE_LENGTH)


def tidy_code(typed: str) -> str:
    return tidy(typed, CODE_LENGTH)


def grouped(signs: str) -> str:
    half = len(signs) // 2
    return f"{signs[:half]}-{signs[half:]}"
