"""What the log's codes mean, in words: each app lists its own in `log_words.py`, and the settings name the apps."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

# Kinds of actor, as the log keeps them (core.actors.ActorKind).
ACTORS: dict[str, StrOrPromise] = {
    "staff": _("A member of staff"),
    "family": _("A family or visitor"),
    "link": _("Somebody with a link from our email"),
    "job": _("An automatic job"),
    "system": _("The system"),
}


@cache
def actions() -> dict[str, StrOrPromise]:
    """Every known action ("access.invited") and its words ("Invited a colleague")."""
    found: dict[str, StrOrPromise] = {}
    for path in getattr(settings, "HEARTH_LOG_WORDS", ()):
        found.update(import_module(path).ACTIONS)
    return found


@cache
def reasons() -> dict[str, StrOrPromise]:
    """Codes of why somebody could look ("involved"), in words."""
    found: dict[str, StrOrPromise] = {}
    for path in getattr(settings, "HEARTH_LOG_WORDS", ()):
        found.update(getattr(import_module(path), "REASONS", {}))
    return found


@cache
def subjects() -> dict[str, StrOrPromise]:
    """Kinds of record that entries speak of, in words."""
    found: dict[str, StrOrPromise] = {}
    for path in getattr(settings, "HEARTH_LOG_WORDS", ()):
        found.update(import_module(path).SUBJECTS)
    return found


def action_words(code: str) -> str:
    """The words of an action; a readable form of the code where nobody gave it words."""
    words = actions().get(code)
    if words is not None:
        return str(words)
    app, _dot, verb = code.partition(".")
    return f"{app}: {verb}".replace("_", " ").replace("-", " ").capitalize()


def reason_words(said: str) -> str:
    """Why somebody could look: the words of a code, or what was typed, as it stands."""
    return str(reasons().get(said, said))


def subject_words(code: str) -> str:
    """The words of a kind of record."""
    return str(subjects().get(code, code.replace("_", " ").replace(".", " ")))
