"""SEND answers and registers of a service, in the reader's language; the page of a service that has ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearth.core import pages
from hearth.directory import queries, vocabularies, ways
from hearth.directory.queries.particulars import Particulars, ended

Rows = list[tuple[str, str]]


def local_offer_rows(found: Particulars) -> Rows:
    """(what, answer), in the order in which it is asked. What is no longer asked is not shown."""
    said = found.local_offer
    rows = []
    for code, question in vocabularies.local_offer().items():
        if said.get(code):
            rows.append((_in_language(question), {"yes": _("Yes"), "no": _("No")}.get(said[code], said[code])))
    return rows


def registration_rows(found: Particulars) -> Rows:
    """(register, number)."""
    known = vocabularies.registration_schemes()
    return [
        (_in_language(known[scheme]) if scheme in known else scheme, str(one.get("number", "")))
        for one in found.registrations
        if (scheme := str(one.get("scheme", ""))) and one.get("number")
    ]


def _in_language(words: dict[str, str]) -> str:
    return words.get(get_language() or "en") or words["en"]


def ended_page(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """410 for a service that has ended, with the ways on; raises Http404 for one that there never was."""
    found = ended(service_id)
    if found is None:
        raise Http404
    language = get_language() or "en"
    known = queries.vocabulary().by_id
    terms = [known[term_id] for term_id in found.term_ids if term_id in known]
    sensitive = found.is_sensitive or any(term.code in ways.SENSITIVE_TERMS for term in terms)
    context: dict[str, Any] = {
        "ended": found,
        "terms": [(term.name_in(language), reverse("directory:category", args=[term.code])) for term in terms],
        "sensitive_page": sensitive,
        "urgent": queries.urgent_help("domestic abuse") if sensitive else [],
    }
    return pages.render(request, "directory/ended.html", context, status=410)
