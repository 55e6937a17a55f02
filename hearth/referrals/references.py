"""The references and codes of requests (core.references). A reference names a request; the code, kept only as a keyed
hash, proves that its holder is the family."""

from __future__ import annotations

from uuid import UUID

from hearth.core import references
from hearth.core.references import ALPHABET, CODE_LENGTH, REFERENCE_LENGTH, new_code, tidy, tidy_code, tidy_reference

__all__ = [
    "ALPHABET",
    "CODE_LENGTH",
    "REFERENCE_LENGTH",
    "hash_code",
    "is_code",
    "new_code",
    "reference_for",
    "tidy",
    "tidy_code",
    "tidy_reference",
]


def reference_for(sent_key: UUID, attempt: int = 0) -> str:
    """The reference of what is sent under this key; the next one should it be taken."""
    return references.reference_for("hearth.referrals.reference", sent_key, attempt)


def hash_code(reference: str, code: str) -> str:
    """What is stored of a code."""
    return references.hash_code("hearth.referrals.code", reference, code)


def is_code(*, reference: str, code: str, code_hash: str) -> bool:
    """Whether this is the code of this reference, taking the same time either way."""
    return references.is_same(code_hash, hash_code(reference, code))
