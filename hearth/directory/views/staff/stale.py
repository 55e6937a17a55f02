"""The list of listings and how true they are, with filters and as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction, TextFilter
from hearth.directory import queries
from hearth.directory.queries import freshness
from hearth.directory.queries import stale as numbers
from hearth.directory.queries.freshness import NOT_SAID
from hearth.directory.staff import freshness as words
from hearth.directory.staff.freshness import listing_page
from hearth.directory.staff.scope import everywhere


def _categories() -> list[tuple[str, str]]:
    top = queries.vocabulary().of("categories")
    return [(term.code, term.name) for term in top] + [(NOT_SAID, _("No category"))]


def _areas() -> list[tuple[str, str]]:
    found = [(share.key or NOT_SAID, share.name or _("No place")) for share in numbers.by_area(None, limit=500)]
    return sorted(found, key=lambda one: (one[0] == NOT_SAID, one[1]))


class Stale(Listing):
    """Listings with their standing, the longest due first."""

    columns = [
        Column("name", gettext_lazy("Listing"), sort="name", link=listing_page),
        Column(
            "organisation",
            gettext_lazy("Organisation"),
            sort="organisation__name",
            cell=lambda row: row.organisation.name,
        ),
        Column("standing", gettext_lazy("Standing"), cell=words.standing_words),
        Column("confirmed", gettext_lazy("Last confirmed"), sort="assured_at", cell=words.confirmed_words),
        Column(
            "due",
            gettext_lazy("What comes next"),
            sort="review__due_on",
            cell=lambda row: words.next_words(row, clock.today()),
        ),
        Column("letter", gettext_lazy("Last letter"), cell=words.letter_words),
        Column("phone", gettext_lazy("Ring"), cell=words.phone_of),
    ]
    filters = [
        ChoiceFilter(
            "standing",
            gettext_lazy("Standing"),
            choices=[
                ("stale", gettext_lazy("Not confirmed (all)")),
                *words.STANDINGS.items(),
                ("closed", gettext_lazy("Closed")),
            ],
            apply=freshness.of_standing,
        ),
        TextFilter(
            "organisation",
            gettext_lazy("Organisation"),
            apply=lambda rows, text: rows.filter(organisation__name__icontains=text),
        ),
        ChoiceFilter("category", gettext_lazy("Category"), choices=_categories, apply=freshness.of_category),
        ChoiceFilter("area", gettext_lazy("Ward"), choices=_areas, apply=freshness.of_area),
        ChoiceFilter(
            "letter",
            gettext_lazy("Letters"),
            choices=[
                ("unreached", gettext_lazy("Nobody was reached: ring")),
                ("unanswered", gettext_lazy("Arrived, not answered")),
            ],
            apply=freshness.of_letter,
        ),
    ]
    order = "due"
    action = RowAction(lambda row: _("Next step"), listing_page)
    things = staticmethod(lambda n: ngettext("%(n)s listing", "%(n)s listings", n))
    exports = "freshness"
    empty = Empty(
        gettext_lazy("No listings yet"),
        gettext_lazy("When there are services in the directory, how true they are shows here."),
        icon="list",
    )


@staff("directory.oversee")
@require_safe
def show(request: MemberRequest) -> HttpResponse:
    """The list, with filters and as a file."""
    whole = everywhere(request)
    page = Stale(request, freshness.overseen(request.actor, everywhere=whole))
    return page.respond(
        "directory/staff/stale.html",
        {"whole": whole},
        on_export=lambda count: audit.record(
            action="directory.freshness_exported", kind=EntryKind.EXPORT, by=request.actor, detail={"count": count}
        ),
    )
