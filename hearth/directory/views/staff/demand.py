"""What families looked for in vain, for whoever can do something about it."""

from __future__ import annotations

from datetime import date
from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.queries import may_everywhere
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction
from hearth.core.words import date_words, list_words
from hearth.directory.actions.demand import HIDDEN
from hearth.directory.choosing import age_label, category_label
from hearth.directory.models import UnmetReason
from hearth.directory.queries import demand
from hearth.directory.queries.demand import Period, UnmetWords
from hearth.directory.staff.bars import Bar, bars

PERIODS = (
    ("1", gettext_lazy("This month and the last")),
    ("3", gettext_lazy("Last 3 months")),
    ("12", gettext_lazy("Last 12 months")),
    ("36", gettext_lazy("Last 3 years")),
)
USUAL = "12"


def _words(row: UnmetWords) -> str:
    named = [category_label(code) or code for code in row.categories]
    if row.words and named:
        return _("%(words)s (in %(kinds)s)") % {"words": row.words, "kinds": list_words(named)}
    return row.words or list_words(named) or _("No words: an age alone")


def _pairs(pairs: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(_("%(name)s (%(n)s)") % {"name": name, "n": number} for name, number in pairs[:3])


def _say_what_it_means(row: UnmetWords) -> str | None:
    """Where to add these words to the everyday words; nowhere for words that stand hidden."""
    if not row.words or HIDDEN in row.words:
        return None
    return f"{reverse('directory:add_words')}?{urlencode({'typed': row.words})}"


class Unmet(Listing):
    """What was looked for in vain, the most frequent first."""

    columns = [
        Column("words", gettext_lazy("What they typed"), sort="words", cell=_words),
        Column("total", gettext_lazy("Searches"), sort="total", number=True),
        Column("nothing", gettext_lazy("Nothing at all"), sort="nothing", number=True),
        Column("reason", gettext_lazy("At worst"), cell=lambda row: UnmetReason(row.reason).label),
        Column("areas", gettext_lazy("Where"), cell=lambda row: _pairs(row.areas)),
        Column(
            "ages",
            gettext_lazy("For what age"),
            cell=lambda row: _pairs(tuple((age_label(age), number) for age, number in row.ages)),
        ),
        Column("last_day", gettext_lazy("Last time"), sort="last_day", cell=lambda row: date_words(row.last_day)),
    ]
    filters = [
        ChoiceFilter(
            "months",
            gettext_lazy("How far back (12 months if you leave it)"),
            choices=PERIODS,
            apply=lambda rows, _value: rows,
        ),
        ChoiceFilter(
            "area", gettext_lazy("Ward or council"), choices=demand.areas_with_unmet, apply=lambda rows, _value: rows
        ),
        ChoiceFilter(
            "reason",
            gettext_lazy("At worst"),
            choices=UnmetReason.choices,
            apply=lambda rows, value: [row for row in rows if row.reason == value],
        ),
    ]
    order = "-total"
    things = staticmethod(lambda n: ngettext("%(n)s thing looked for", "%(n)s things looked for", n))
    empty = Empty(
        gettext_lazy("Nobody has looked in vain"),
        gettext_lazy("When a search finds nothing, or too little, its words, area and age show here."),
        icon="search",
    )
    exports = "looked-for-in-vain"


class UnmetToExplain(Unmet):
    """The same for those who keep the everyday words."""

    action = RowAction(lambda _row: _("Say what it means"), _say_what_it_means)


@staff("directory.oversee")
@require_safe
def unmet(request: MemberRequest) -> HttpResponse:
    """The list, the months as bars with their table, the definition; and all of it as a file."""
    today = clock.today()
    period, area = _period(request, today), _area(request)
    kind = UnmetToExplain if may_everywhere(request.actor, "directory.words") else Unmet
    page = kind(request, demand.unmet_words(period, area))
    months = demand.unmet_by_month(period, area)
    return page.respond(
        "directory/staff/demand.html",
        {
            "chart": bars([Bar(total, nothing) for _month, total, nothing in months]),
            "months": [(formats.date_format(month, "F Y"), total, nothing) for month, total, nothing in months],
            "total": sum(total for _month, total, _nothing in months),
            "start": period.start,
            "small": demand.SMALL,
        },
        on_export=partial(_exported, request),
    )


def _period(request: MemberRequest, today: date) -> Period:
    """Whole months up to and with this one."""
    asked = request.GET.get("months", "")
    back = int(asked if asked in dict(PERIODS) else USUAL)
    first = today.replace(day=1)
    return Period(demand.next_month(first, -back), demand.next_month(first))


def _area(request: MemberRequest) -> str:
    asked = request.GET.get("area", "")
    return asked if asked in dict(demand.areas_with_unmet()) else ""


def _exported(request: MemberRequest, count: int) -> None:
    audit.record(action="directory.unmet_exported", kind=EntryKind.EXPORT, by=request.actor, detail={"count": count})
