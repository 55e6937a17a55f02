"""How fresh and how complete the agencies' extracts are, and which rows were refused and why."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.words import ago_words, when_words
from hearth.families.feeds import reasons
from hearth.families.feeds.mapping import MappingError, mapping
from hearth.families.models import RecordLoad, RecordSource
from hearth.families.queries.sources import Freshness, SourceState, sources_visible_to, state_of

SHOWN_ROWS = 200
TAGS: dict[Freshness, tuple[StrOrPromise, str]] = {
    Freshness.NEVER: (lazy("Nothing yet"), "plain"),
    Freshness.FRESH: (lazy("Fresh"), "done"),
    Freshness.STALE: (lazy("Late"), "late"),
    Freshness.FAILED: (lazy("Could not be read"), "late"),
}
FIELDS: dict[str, StrOrPromise] = {
    "given_name": lazy("Given name"),
    "family_name": lazy("Family name"),
    "birth_date": lazy("Date of birth"),
    "due_date": lazy("Due date"),
    "sex": lazy("Sex"),
    "postcode": lazy("Postcode"),
    "address": lazy("Address"),
    "phone": lazy("Phone"),
    "email": lazy("Email"),
    "language": lazy("Language"),
    "needs_interpreter": lazy("Needs an interpreter"),
}


@staff("families.sources")
def sources(request: HttpRequest) -> HttpResponse:
    """Every extract, the late ones first."""
    reader, now = cast(MemberRequest, request), clock.now()
    order = [Freshness.FAILED, Freshness.STALE, Freshness.NEVER, Freshness.FRESH]
    states = sorted(
        (state_of(one, now) for one in sources_visible_to(reader.actor)), key=lambda s: order.index(s.freshness)
    )
    return pages.render(request, "families/staff/sources.html", {"rows": [_row(state) for state in states]})


@staff("families.sources")
def source(request: HttpRequest, extract_id: UUID) -> HttpResponse:
    """One extract: its readings, how complete the last one is, and its refused rows."""
    reader = cast(MemberRequest, request)
    found = sources_visible_to(reader.actor).filter(pk=extract_id).first()
    if found is None:
        raise Http404
    state = state_of(found, clock.now())
    return pages.render(request, "families/staff/source.html", {**_row(state), **_last(found, state.last)})


def _row(state: SourceState) -> dict[str, Any]:
    words, kind = TAGS[state.freshness]
    last = state.last
    return {
        "name": state.source.name,
        "organisation": state.source.organisation.name,
        "page": reverse("people:source", args=[state.source.pk]),
        "state_tag": (str(words), kind),
        "last": ago_words(last.created_at) if last else "",
        "rows": last.rows if last else 0,
        "refused": last.refused if last else 0,
        "late_after": state.source.stale_after_days,
    }


def _last(found: RecordSource, last: RecordLoad | None) -> dict[str, Any]:
    try:
        expected = [name for name in mapping(found.mapping).columns if name in FIELDS]
    except MappingError:
        expected = []
    remarks = list(last.remarks.all()[:SHOWN_ROWS]) if last else []
    counted = Counter(code for one in remarks for code in one.reasons)
    return {
        "filled": [
            (str(FIELDS[name]), round(100 * last.filled.get(name, 0) / last.taken)) for name in expected
        ] if last and last.taken else [],
        "failed": last.failed if last else "",
        "reasons": [(reasons.words(code), count) for code, count in counted.most_common()],
        "remarks": [
            (one.number, _("Refused") if one.is_refused else _("Taken without it"),
             "; ".join(reasons.words(code) for code in one.reasons))
            for one in remarks
        ],
        "loads": [
            (when_words(load.created_at), load.file_name, load.rows, load.added, load.changed, load.same, load.refused,
             load.ended)
            for load in found.loads.all()[:20]
        ],
    }  # fmt: skip
