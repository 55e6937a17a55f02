"""How a copy stands, in words, and why something was proposed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from hearth.families import copies
from hearth.families.models import CopyFile, CopyPart, FamilyAsk

WHY: dict[str, StrOrPromise] = {
    "somebody-else": lazy("Somebody else is in it: their lines and name are chosen to be blacked out."),
    "child-elsewhere": lazy(
        "It is about a child and was said elsewhere, perhaps by the other parent. Think of where it leads before you "
        "give it."
    ),
    "address": lazy("The address is protected, and this came from elsewhere."),
    "contact": lazy("Somebody else may have given this number or address."),
    "opening": lazy("It says why somebody was afraid for a person. Think of who reads it at home."),
    "not-known": lazy("Whoever sent it said that the family must not know."),
    "asked-by-another": lazy("Somebody else asked for this."),
    "sealed": lazy("It opens to named people only."),
    "document": lazy("The document itself is not in the copy: print it, black it out by hand, and hand it over too."),
}
OPEN, PREPARING, WAITING, SIGNED, HANDED = "open", "preparing", "waiting", "signed", "handed-over"
STATES: dict[str, tuple[StrOrPromise, str]] = {
    OPEN: (lazy("Not begun"), "wait"),
    PREPARING: (lazy("Being put together"), "wait"),
    WAITING: (lazy("Waits for a sign-off"), "late"),
    SIGNED: (lazy("Signed off: hand it over"), "late"),
    HANDED: (lazy("Handed over"), "good"),
}
# What somebody does next, on Today.
NEXT: dict[str, StrOrPromise] = {
    OPEN: lazy("Begin"),
    PREPARING: lazy("Go on"),
    WAITING: lazy("Read it"),
    SIGNED: lazy("Hand it over"),
    HANDED: lazy("Open"),
}


def state(ask: FamilyAsk, file: CopyFile | None) -> str:
    """One of the five."""
    if ask.answered_at is not None:
        return HANDED
    if file is None:
        return OPEN
    if hasattr(file, "sign_off"):
        return SIGNED
    return WAITING if file.ready_at else PREPARING


def state_tag(ask: FamilyAsk, file: CopyFile | None) -> tuple[str, str]:
    """Words and kind of the tag."""
    words, kind = STATES[state(ask, file)]
    return str(words), kind


def decision_tag(part: CopyPart) -> tuple[str, str]:
    """What was decided, or that nobody has."""
    words = copies.words("decisions", part.decision)
    if part.is_locked:
        return _("Always held back"), "closed"
    if part.decided_at is None:
        return _("Proposed: %(decision)s") % {"decision": words[0].lower() + words[1:]}, "wait"
    return words, {"give": "good", "black-out": "plain", "hold": "closed"}[part.decision]
