"""How a family says in which language and how it may safely be reached: the same questions wherever it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from hearth.core.forms import EmailField, HearthForm, PhoneField, RadioField, SelectField, YesNoField
from hearth.core.words import time_words
from hearth.families.actions.recording import Contact
from hearth.families.models import SafeContact

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


class LanguageForm(HearthForm):
    language = SelectField(
        _("Language"),
        required=_("Choose a language"),
        choices=LANGUAGES,
        prompt=None,
    )
    needs_interpreter = YesNoField(
        _("Do you want an interpreter?"),
        required=_("Choose yes if you want an interpreter"),
        hint=_("It costs you nothing."),
        short=_("Interpreter"),
    )


class ContactForm(HearthForm):
    """How the family may safely be reached. One way: fewer messages, fewer places where they can be seen."""

    how = RadioField(
        _("How is it safe to contact you?"),
        required=_("Choose how it is safe to contact you"),
        short=_("Contact by"),
        choices=[
            ("email", _("Email")),
            ("text", _("Text message"), _("Our texts never say what they are about")),
            ("call", _("Phone call")),
            ("none", _("Do not contact me"), _("You get a reference and a code, and look for the answer yourself")),
        ],
        reveal={"email": ["email"], "text": ["mobile"], "call": ["phone", "voicemail_ok"]},
    )
    email = EmailField(
        _("Email address"),
        required=_("Enter an email address that only you read"),
        hint=_("One that only you read"),
        autocomplete="email",
    )
    mobile = PhoneField(_("Mobile number"), required=_("Enter a mobile number"), autocomplete="tel")
    phone = PhoneField(_("Phone number"), required=_("Enter a phone number"), autocomplete="tel")
    voicemail_ok = YesNoField(
        _("Is it safe to leave a message?"),
        required=_("Choose yes if it is safe to leave a message"),
        short=_("Safe to leave a message"),
    )


class TimesForm(HearthForm):
    when = RadioField(
        _("When is it safe to contact you?"),
        required=_("Choose when it is safe to contact you"),
        short=_("Safe times"),
        choices=[("any", _("At any time")), ("between", _("Only at certain times of the day"))],
        reveal={"between": ["safe_from", "safe_until"]},
    )
    safe_from = SelectField(_("From"), required=_("Choose from when it is safe"), choices=safe_from)
    safe_until = SelectField(_("Until"), required=_("Choose until when it is safe"), choices=safe_until)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        start, end = said.get("safe_from"), said.get("safe_until")
        if start and end and start >= end:
            self.add_error("safe_until", _("Choose a time that is later than the first one"))
        return said


def contact_as_said(how: dict[str, Any], times: dict[str, Any] | None, language: str) -> Contact:
    """The safe contact from its two pages."""
    times = times or {}
    channel = how["how"]
    return Contact(
        channels=[] if channel == "none" else [channel],
        email=how.get("email") or "",
        phone=how.get("mobile") or how.get("phone") or "",
        safe_from=_time(times.get("safe_from")),
        safe_until=_time(times.get("safe_until")),
        voicemail_ok=bool(how.get("voicemail_ok")),
        do_not_contact=channel == "none",
        language=language,
    )


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def message_language(spoken: str) -> str:
    """The language of messages: what they speak, if we write it; else the one in which they read the page."""
    written = dict(settings.LANGUAGES)
    return next((code for code in (spoken, get_language() or "") if code in written), settings.LANGUAGE_CODE)


# The other way round: what was said before, as the forms would have been filled in ------------------------------------

Typed = dict[str, list[str]]


def contact_as_typed(said: SafeContact) -> Typed:
    """A safe contact as ContactForm takes it."""
    if said.do_not_contact or not said.channels:
        return {"how": ["none"]}
    how = said.channels[0]
    field = {"email": "email", "text": "mobile", "call": "phone"}[how]
    found = {"how": [how], field: [said.email if how == "email" else said.phone]}
    return found | {"voicemail_ok": ["yes" if said.voicemail_ok else "no"]} if how == "call" else found


def times_as_typed(said: SafeContact) -> Typed:
    """A safe contact's hours as TimesForm takes them."""
    if said.safe_from is None or said.safe_until is None:
        return {"when": ["any"]}
    return {"when": ["between"], "safe_from": [f"{said.safe_from:%H:%M}"], "safe_until": [f"{said.safe_until:%H:%M}"]}


def date_as_typed(name: str, day: date) -> Typed:
    """A date in its three boxes."""
    return {f"{name}-day": [str(day.day)], f"{name}-month": [str(day.month)], f"{name}-year": [str(day.year)]}
