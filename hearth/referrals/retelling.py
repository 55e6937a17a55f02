"""A request that begins with what the family told when it registered: filled in, and confirmed page by page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hearth.core import drafts
from hearth.core.flow.reading import empty_data
from hearth.directory.models import Service
from hearth.families.models import SourceRecord
from hearth.families.reaching import LANGUAGES, Typed, contact_as_typed, date_as_typed, times_as_typed
from hearth.families.told import Told
from hearth.referrals.flows import AskForSupport


def begin_with(request: HttpRequest, service: Service, told: Told) -> None:
    """A draft to this service with the answers that are known. No page counts as answered: the family goes through
    each, so that nothing is sent that is no longer true."""
    data = empty_data({"service": str(service.pk)})
    data["answers"] = _answers(told)
    data["groups"] = {
        "children": [{"answers": {"child": _child(child)}, "passed": ["child"]} for child in told.children]
    }
    with drafts.holding(request, make=True):
        drafts.begin(request, AskForSupport.kind, data, AskForSupport.keep_for)


def _answers(told: Told) -> dict[str, Typed]:
    adult = told.adult
    known: dict[str, Any] = {
        "name": {"given_name": [adult.given_name], "family_name": [adult.family_name]},
        "place": {"postcode": [adult.postcode]},
        "language": {
            "language": [adult.language if adult.language in dict(LANGUAGES) else "en"],
            "needs_interpreter": ["yes" if adult.needs_interpreter else "no"],
        },
    }
    if adult.birth_date:
        known["born"] = date_as_typed("birth_date", adult.birth_date)
    if told.contact is not None:
        known |= {"contact": contact_as_typed(told.contact), "times": times_as_typed(told.contact)}
    return known


def _child(child: SourceRecord) -> Typed:
    if child.birth_date:
        return {"stage": ["born"], "given_name": [child.given_name], **date_as_typed("birth_date", child.birth_date)}
    return {"stage": ["expected"], **(date_as_typed("due_date", child.due_date) if child.due_date else {})}
