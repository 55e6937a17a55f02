"""A family's own page: whether this browser has opened one, and what it shows, in kind words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hearth.access.queries import organisations
from hearth.audit.models import Entry, EntryKind
from hearth.core import clock
from hearth.core.forms import HearthForm
from hearth.core.words import date_words, time_words, when_words
from hearth.families import vocabulary
from hearth.families.actions import Person, paper_codes, registering, viewing
from hearth.families.forms.own import CorrectAdultForm, CorrectChildForm, CorrectExpectedForm
from hearth.families.models import AccessNeeds, SafeContact, SourceRecord
from hearth.families.queries.registrations import lsoa_of
from hearth.families.reaching import Typed

OPENED, OPENED_AT = "your_family", "your_family_at"  # session
OPEN_SECONDS = 20 * 60  # without a click, after which a code is asked for again


def open_here(request: HttpRequest, registration_id: UUID) -> None:
    """This browser proved that it is the family's."""
    request.session.cycle_key()
    request.session[OPENED] = str(registration_id)
    request.session[OPENED_AT] = clock.now().timestamp()


def opened_here(request: HttpRequest) -> UUID | None:
    """The registration whose family this browser is, unless it stood still for too long."""
    at = clock.now().timestamp()
    if at - request.session.get(OPENED_AT, 0) > OPEN_SECONDS:
        close_here(request)
        return None
    request.session[OPENED_AT] = at
    return UUID(request.session[OPENED]) if request.session.get(OPENED) else None


def close_here(request: HttpRequest) -> None:
    for name in (OPENED, OPENED_AT):
        request.session.pop(name, None)


def person_words(record: SourceRecord) -> dict[str, str]:
    """A person as the family's page names them."""
    if record.due_date and not record.birth_date:
        return {"name": _("Baby due %(date)s") % {"date": date_words(record.due_date)}, "born": "", "address": ""}
    born = _("Born %(date)s") % {"date": date_words(record.birth_date, weekday=False)} if record.birth_date else ""
    return {"name": record.name, "born": born, "address": ", ".join(filter(None, (record.address, record.postcode)))}


def contact_words(contact: SafeContact | None) -> str:
    """How we contact them, without the number or address, which may be read over a shoulder."""
    if contact is None or contact.do_not_contact or not contact.channels:
        return _("We do not contact you. You look here for news.")
    how = {"email": _("By email"), "text": _("By text message"), "call": _("By phone")}[contact.channels[0]]
    if contact.safe_from and contact.safe_until:
        return _("%(how)s, between %(start)s and %(end)s") % {
            "how": how,
            "start": time_words(contact.safe_from),
            "end": time_words(contact.safe_until),
        }
    return how


def needs_words(needs: AccessNeeds | None) -> list[str]:
    """What they need to take part, in their language as far as it was ticked."""
    if needs is None:
        return []
    said = (needs.mobility, needs.sensory, needs.communication, needs.diet)
    return [*(words for text in said if (words := vocabulary.as_read(text))), *([needs.other] if needs.other else [])]


def needs_as_typed(needs: AccessNeeds | None) -> Typed:
    """The same, as the form would have been filled in."""
    if needs is None:
        return {}
    ticked = "; ".join(filter(None, (needs.mobility, needs.sensory, needs.communication)))
    return {
        "access": vocabulary.codes_of("access", ticked),
        "dietary": vocabulary.codes_of("dietary", needs.diet),
        "needs_words": [needs.other],
    }


def looks_shown(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """Who looked, when, what they did and why they could."""
    names = dict(organisations().values_list("pk", "name"))
    did = {
        EntryKind.VIEW: _("Looked at it"),
        EntryKind.EXPORT: _("Took it as a file"),
        EntryKind.PRINT: _("Printed it"),
    }
    did_here = {
        paper_codes.HANDED_OVER: _("Handed over a code on paper that opens this page"),
        viewing.FOUND: _("Saw it among people whom they looked for"),
        viewing.TAKEN: _("Took it away in a list, as a file"),
    }
    why = {
        registering.REGISTERED_HERE: _("You registered at their hub"),
        "own": _("You, or somebody for you, told their organisation"),
        "involved": _("Their organisation works with you"),
        "agreement": _("An agreement between organisations lets them see it"),
        "linking": _("They look after who is who, so that nobody has two records"),
    }
    why_here = {
        action: _("You asked for a copy, and they prepared it")
        for action in ("families.copy_viewed", "families.copy_taken")
    }
    # One look at a page is one line, however many records of the family were on it.
    once = {(entry.actor_id, entry.created_at, entry.kind): entry for entry in entries}
    return [
        {
            "who": entry.actor_name or _("Somebody"),
            "organisation": names.get(entry.actor_organisation_id, "") if entry.actor_organisation_id else "",
            "when": when_words(entry.created_at),
            "did": did_here.get(entry.action) or did[EntryKind(entry.kind)],
            "why": why.get(entry.reason) or why_here.get(entry.action, _("Their work for your family")),
        }
        for entry in once.values()
    ]


# Correcting -----------------------------------------------------------------------------------------------------------


def correct_form(record: SourceRecord, number: int) -> type[HearthForm]:
    """What can be corrected of the person who stands in this place, the adult first."""
    if record.due_date and not record.birth_date:
        return CorrectExpectedForm
    return CorrectAdultForm if number == 1 else CorrectChildForm


def as_initial(record: SourceRecord) -> dict[str, Any]:
    """What is held, for the form."""
    names = ("given_name", "family_name", "birth_date", "due_date", "address", "postcode")
    return {name: getattr(record, name) for name in names} | {"stage": "expected"}


def corrected(record: SourceRecord, said: dict[str, Any]) -> Person:
    """The person as held, with what was said anew. A baby that is born has a birth date in place of the other."""
    kept = {field.name: getattr(record, field.name) for field in fields(Person)}
    is_born = bool(said.get("birth_date"))
    due_date = None if is_born else said.get("due_date")
    new = {name: value for name, value in said.items() if name in kept and value is not None}
    if "postcode" in new:
        new["lsoa_code"] = lsoa_of(new["postcode"])
    return Person(**kept | new | {"due_date": due_date})
