"""Phone numbers, email addresses and web addresses, alone or several in one box."""

from __future__ import annotations

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from hearth.directory.loading.reasons import Notes
from hearth.directory.loading.text import whole_number

_EMAIL = re.compile(r"[^\s,;/<>()|]+@[^\s,;/<>()|]+")
_PHONE = re.compile(r"(?<![\w@.])(?:\+44|0044|[0Oo])[\s()-]?(?:[\dOo][\s()-]{0,3}){8,10}[\dOo](?![\w@])")
_BARE_MOBILE = re.compile(r"(?<!\d)7\d{9}(?!\d)")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_valid_email = EmailValidator()
_valid_url = URLValidator(schemes=["http", "https"])


def phone(value: str, column: str, notes: Notes) -> str:
    """A British number as people read it ("0161 790 3377"), or "" where it cannot be one."""
    text = whole_number(value, column, notes)
    if re.search(r"(?<=[\d\s])[Oo](?=[\d\s])|^[Oo](?=[\d\s])", text):
        text = re.sub(r"[Oo]", "0", text)
        notes.add("phone-letters", column, value, text)
    found = _number(text)
    if re.fullmatch(r"[1-9]\d{8,9}", re.sub(r"\D", "", text)):
        found = found or _number("0" + text)
        if found:
            notes.add("phone-zero", column, value, found)
    if not found:
        notes.add("phone-invalid", column, value)
    return found


def _number(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def email(value: str, column: str, notes: Notes) -> str:
    """An address in lower case, or "" where it cannot be one."""
    text = value.strip(" ,;.<>").removeprefix("mailto:")
    try:
        _valid_email(text)
    except ValidationError:
        notes.add("email-invalid", column, value)
        return ""
    if text != value:
        notes.add("email-tidied", column, value, text)
    return text.lower()


def website(value: str, column: str, notes: Notes) -> tuple[str, str]:
    """A web address with its scheme (or ""), and what else stood in the box."""
    text = re.sub(r"\s*\n\s*/", "/", value)  # one address, broken over two lines
    first, _, rest = text.partition(" ") if " " in text else text.partition("\n")
    address = first.strip(" ,;")
    if not re.match(r"https?://", address, re.IGNORECASE):
        address = "http://" + address
    try:
        if len(address) > 500:
            raise ValidationError("too long")
        _valid_url(address)
    except ValidationError:
        notes.add("website-invalid", column, value)
        return "", value
    if address != first.strip(" ,;"):
        notes.add("website-scheme", column, value, address)
    rest = rest.strip()
    if rest:
        notes.add("contacts-several", column, value, address)
    return address, rest


def several(value: str, column: str, notes: Notes) -> tuple[str, str, str]:
    """The first email and the first phone of a box that holds any, and the words that were neither.

    Nothing is lost: a second number, a web address or a remark comes back as the words.
    """
    emails, phones, rest = [], [], value
    joined = re.sub(r"(?<=\d)\s*\n\s*(?=\d)", " ", rest)
    for match in _EMAIL.findall(joined):
        found = email(match, column, notes)
        joined = joined.replace(match, " ", 1)
        if found:
            emails.append(found)
    urls = _URL.findall(joined)
    for url in urls:
        joined = joined.replace(url, " ", 1)
    for pattern in (_PHONE, _BARE_MOBILE):
        for match in pattern.findall(joined):
            found = phone(match.strip(), column, notes)
            joined = joined.replace(match, " ", 1)
            if found:
                phones.append(found)
    spare = [*emails[1:], *phones[1:], *urls]
    words = re.sub(r"\b(?:or|and|email|e-mail|tel|phone|or email)\b[:.]?", " ", joined, flags=re.IGNORECASE)
    words = " ".join(words.replace("/", " ").split()).strip(" ,;:-|()")
    if spare:
        notes.add("contacts-several", column, value, "; ".join([*emails[:1], *phones[:1]]))
    if words:
        notes.add("contact-words", column, value, words)
    return (emails or [""])[0], (phones or [""])[0], "; ".join([*spare, *([words] if words else [])])
