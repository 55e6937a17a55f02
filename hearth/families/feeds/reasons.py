"""Why a row was refused, or something in it was left out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

REFUSED: dict[str, StrOrPromise] = {
    "no-key": _("It has no id of the person, so it could never be known again"),
    "key-twice": _("Another row of the file has the same id of the person"),
    "no-person": _("It has neither a name nor a date of birth nor a due date"),
    "wrong-width": _("It has more or fewer values than the file has columns"),
    "too-long": _("Something in it is too long for its place"),
}
LEFT_OUT: dict[str, StrOrPromise] = {
    "bad-date": _("A date in it is no real date, or stands in the future or before 1900"),
    "bad-postcode": _("Its postcode is none"),
    "bad-nhs": _("Its NHS number fails the check digit"),
    "bad-upn": _("Its pupil number fails the check letter"),
    "bad-child": _("Its child identifier has another form"),
    "unknown-code": _("It has a code that the mapping does not know"),
    "no-mother": _("Its mother is in none of the agency’s records"),
}


def words(code: str) -> str:
    """The reason in words; the code itself where it is of an earlier release."""
    return str(REFUSED.get(code) or LEFT_OUT.get(code) or code)
