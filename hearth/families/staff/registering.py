"""What the desk's pages of registration show of people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.core.actors import Actor
from hearth.core.forms import phone_words
from hearth.core.words import age_in_words, date_words, time_words
from hearth.families.models import SafeContact, SourceRecord
from hearth.families.queries.known import Known, known_people

CHILD_MONTHS = 18 * 12
LIKELY_FROM = 0.9  # the probability from which the desk is told that somebody is very likely the one who is typed


def months_between(born: date, today: date) -> int:
    """Whole months of age on a day."""
    return (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)


def age_of(record: SourceRecord, today: date) -> str:
    """ "3 years", "born 1994", "due Monday 1 June"."""
    if record.due_date and not record.birth_date:
        return _("due %(date)s") % {"date": date_words(record.due_date)}
    if record.birth_date is None:
        return record.age_words
    months = months_between(record.birth_date, today)
    return age_in_words(months) if months < CHILD_MONTHS else _("born %(year)s") % {"year": record.birth_date.year}


def name_of(record: SourceRecord) -> str:
    return record.name or _("Baby on the way")


def contact_words(contact: SafeContact | None) -> str:
    """How they may be reached, in one line."""
    if contact is None or contact.do_not_contact or not contact.channels:
        return _("Do not contact them")
    how = contact.channels[0]
    at = contact.email if how == "email" else phone_words(contact.phone)
    said = {"email": _("Email %(at)s"), "text": _("Text %(at)s"), "call": _("Ring %(at)s")}[how] % {"at": at}
    if contact.safe_from and contact.safe_until:
        said += ", " + _("only between %(start)s and %(end)s") % {
            "start": time_words(contact.safe_from),
            "end": time_words(contact.safe_until),
        }
    if how == "call" and not contact.voicemail_ok:
        said += ", " + _("leave no message")
    return said


def known_rows(
    *,
    actor: Actor,
    given_name: str,
    family_name: str,
    birth_date: date | None,
    today: date,
    postcode: str = "",
    address: str = "",
    but_for: Collection[UUID] = (),
) -> dict[str, Any]:
    """The panel "Is this person already known?". `but_for` are the records that ask."""
    found: Known = known_people(
        actor=actor,
        given_name=given_name,
        family_name=family_name,
        birth_date=birth_date,
        postcode=postcode,
        address=address,
        but_for=but_for,
    )
    return {
        "people": [
            {
                "name": name_of(one.record),
                "age": age_of(one.record, today),
                "what": _("%(kind)s, %(date)s")
                % {"kind": one.record.get_kind_display(), "date": date_words(one.record.said_at, weekday=False)},
                "is_likely": one.probability >= LIKELY_FROM,
                "url": reverse("register:registration", args=[one.registration_id]) if one.registration_id else "",
            }
            for one in found.people
        ],
        "is_known_elsewhere": found.is_known_elsewhere,
    }
