"""The front desk's numbers by week, with what they mean; and as a file from which small numbers are left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, exports, pages
from hearth.referrals import enquiries as rules
from hearth.referrals.actions import enquiries as actions
from hearth.referrals.queries import desk_numbers as queries

WEEKS = 8


@staff("enquiries.lead")
@require_safe
def numbers(request: MemberRequest) -> HttpResponse:
    """The last eight weeks of the organisation's desks."""
    today = clock.today()
    found = queries.weeks(request.actor, today - timedelta(weeks=WEEKS - 1), today)
    kind = request.GET.get("export", "")
    if kind in exports.KINDS:
        rows = list(_rows(found))
        actions.record_list(what="numbers_exported", count=len(rows), by=request.actor, export=True)
        heads = [_("Week from"), _("Hub"), _("What is counted"), _("Which"), _("Enquiries")]
        return exports.file_response(kind, "front-desk-by-week", heads, rows)
    titles = {"topics": _("What about"), "ways": _("How"), "who": _("Who came"), "outcomes": _("What came of it")}
    tables = [
        (title, [(rules.words(kind, code), number) for code, number in queries.summed(found, kind)])
        for kind, title in titles.items()
    ]
    return pages.render(
        request,
        "referrals/staff/desk/numbers.html",
        {
            "weeks": found,
            "tables": tables,
            "total": sum(week.total for week in found),
            "small": rules.small(),
            "number_of_weeks": WEEKS,
            "downloads": [(one, f"?export={one}") for one in exports.KINDS],
        },
    )


def _rows(found: list[queries.Week]) -> Iterator[list[str]]:
    """A row for each count; what is too small says so instead of a number."""
    few = _("fewer than %(n)s, or hidden with it") % {"n": rules.small()}
    for week in found:
        total = str(week.total) if week.total >= rules.small() else few
        yield [week.monday.isoformat(), week.hub, _("All"), "", total]
        for kind, counts in week.counts.items():
            for code, number in queries.safe_to_show(counts, week.total).items():
                shown = few if number is queries.HIDDEN else str(number)
                yield [week.monday.isoformat(), week.hub, kind, rules.words(kind, code), shown]
