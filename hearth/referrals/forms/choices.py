"""Choices that families and staff share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from hearth.core.words import time_words

# BCP 47 codes, named in themselves: who looks for a language finds it. The last is for all others.
LANGUAGES: list[tuple[str, StrOrPromise]] = [
    ("en", "English"),
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("bfi", _("British Sign Language")),
    ("zh", "中文"),
    ("fa", "فارسی"),
    ("fr", "Français"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("ro", "Română"),
    ("so", "Soomaali"),
    ("ti", "ትግርኛ"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("other", _("Another language")),
]


def language_name(code: str) -> str:
    """A language's own name."""
    return str(dict(LANGUAGES).get(code, code))


def hours(first: int, last: int) -> Iterator[tuple[str, StrOrPromise]]:
    """Full hours from `first` to `last`, both included, as ("08:00", "8am")."""
    for hour in range(first, last + 1):
        yield f"{hour:02d}:00", time_words(time(hour))


def safe_from() -> list[tuple[str, StrOrPromise]]:
    return list(hours(7, 21))


def safe_until() -> list[tuple[str, StrOrPromise]]:
    return list(hours(8, 22))
