"""The families that an organisation works with: the list, and one page for each person."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, exports, pages
from hearth.families.actions import viewing
from hearth.families.forms.staff_people import FindPersonForm
from hearth.families.queries import finding, person_of, single_view
from hearth.families.staff import person as shown


@staff("families.view")
def people(request: HttpRequest) -> HttpResponse:
    """The list, the newest first; by POST those who are looked for."""
    reader = cast(MemberRequest, request)
    form = FindPersonForm(request.POST if request.method == "POST" else None)
    today = clock.today()
    found, looked = None, False
    if request.method == "POST" and form.is_valid():
        name, born = form.cleaned_data["name"], form.cleaned_data["born"]
        found, looked = finding.people_named(reader.actor, name=name, born=born, today=today), True
        viewing.record_search(by=reader.actor, found=found.count, shown=list(found.records.values()))
    if found is None:
        found = finding.people_list(reader.actor, today=today)
        viewing.record_listed(by=reader.actor, shown=len(found.records))
    context = {
        "form": form,
        "families": shown.families(found, today),
        "count": found.count,
        "more": max(0, found.count - finding.MOST),
        "looked": looked,
        "downloads": [(kind, reverse(f"people:export_{kind}")) for kind in exports.KINDS],
    }
    return pages.render(request, "families/staff/people.html", context)


@staff("families.view")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as a file (core.exports.KINDS)."""
    reader = cast(MemberRequest, request)
    today = clock.today()
    records = finding.people_list(reader.actor, today=today, most=None).records
    viewing.record_list(by=reader.actor, taken=list(records.values()))
    rows = [shown.line(whose, record, today) for whose, record in records.items()]
    head = [_("Name"), _("Born"), _("Postcode"), _("Known from")]
    cells = [[row.name, row.born, row.postcode, row.source] for row in rows]
    return exports.file_response(kind, "families", head, cells)


@staff("families.view")
def person(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One page that is read in ten seconds. Any record's id leads to whoever holds it now."""
    reader = cast(MemberRequest, request)
    today = clock.today()
    whose = person_of(reader.actor, record_id, today=today)
    if whose is None:
        raise Http404
    if whose != record_id:
        return HttpResponseRedirect(reverse("people:person", args=[whose]))
    view = single_view(reader.actor, whose, today=today)
    if view is None:
        raise Http404
    context = shown.page(reader, view, clock.now())
    viewing.record_view(
        records=[row for known in view.people.values() for row in known.records],
        by=reader.actor,
        reason=shown.reason_code(reader.actor, view),
    )
    return pages.render(request, "families/staff/person.html", context)
