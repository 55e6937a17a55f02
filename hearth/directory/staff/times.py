"""What of times is to be done today: school terms that run out, bank holidays on which nobody spoke for a hub."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.queries import may_everywhere
from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.directory.queries.school_terms import terms_of
from hearth.directory.staff import opening, school_terms

SHOWN = 5


def panels(request: MemberRequest) -> list[TodayPanel]:
    """For whoever looks after terms, hours and closures."""
    today = clock.today()
    unsettled = opening.unsettled(request.actor, today)
    items = [
        TodayItem(
            text=_("Is %(site)s open on %(day)s?") % {"site": site.name, "day": opening.settle_words(day)},
            note=_("Families read that they should ring first."),
            url=reverse("directory:site_opening", args=[site.pk]),
            action=_("Say so"),
        )
        for site, day in unsettled[:SHOWN]
    ]
    found = [
        TodayPanel(
            title=_("Bank holidays"), items=items, order=60, total=len(unsettled), all_url=reverse("directory:opening")
        )
    ]
    if may_everywhere(request.actor, "directory.calendar"):
        words = school_terms.running_out(list(terms_of("")), today)
        add = reverse("directory:copy_school_terms")
        running_out = [TodayItem(text=words, url=add, action=_("Add next year"))] if words else []
        found.append(TodayPanel(title=_("School terms"), items=running_out, order=60))
    return found
