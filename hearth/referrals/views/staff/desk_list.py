"""The front desk's list: today's for whoever works there, earlier days for the hub manager."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.list_filters import Filter
from hearth.core.lists import ChoiceFilter, Column, DateRangeFilter, Empty, Listing
from hearth.core.words import date_words, time_words
from hearth.referrals import enquiries as rules
from hearth.referrals.actions import enquiries as actions
from hearth.referrals.models import Enquiry
from hearth.referrals.queries import enquiries as queries
from hearth.referrals.staff import desk_words

FAR = date(2000, 1, 1)


def things(count: int) -> str:
    return ngettext("%(n)s enquiry", "%(n)s enquiries", count)


def _when(row: Enquiry) -> str:
    return f"{date_words(row.day, weekday=False)}, {time_words(row.created_at)}"


def _page_of(row: Enquiry) -> str:
    return reverse("referrals:enquiry", args=[row.pk])


def _came_of_it(row: Enquiry) -> str:
    handover = getattr(row, "handover", None)
    outcome = rules.words("outcomes", row.outcome)
    return f"{outcome}: {desk_words.handover_state(handover)}" if handover else outcome


class Enquiries(Listing):
    """Finished enquiries. The file has neither notes nor names of anybody."""

    columns = [
        Column("when", lazy("When"), cell=_when, sort="created_at", link=_page_of,
               csv=lambda r: f"{r.created_at.astimezone(clock.LONDON):%Y-%m-%d %H:%M}"),
        Column("topics", lazy("What about"), cell=lambda r: desk_words.named("topics", r.topics)),
        Column("who", lazy("Who came"), cell=desk_words.who_words),
        Column("way", lazy("How"), cell=lambda r: rules.words("ways", r.way)),
        Column("offered", lazy("Offered"), cell=desk_words.offered_words),
        Column("outcome", lazy("What came of it"), cell=_came_of_it, csv=lambda r: rules.words("outcomes", r.outcome)),
        Column("hub", lazy("Hub"), cell=lambda r: r.site.name if r.site else ""),
    ]  # fmt: skip
    order = "-when"
    exports = "front-desk"
    things = staticmethod(things)
    empty = Empty(
        lazy("Nothing noted yet today"),
        lazy("What is finished at the front desk shows here."),
        "/desk/",
        lazy("Open the front desk"),
        "door",
    )


@staff("enquiries.log")
@require_safe
def desk_list(request: MemberRequest) -> HttpResponse:
    """Today's, or the days that the hub manager asks for."""
    actor, today = request.actor, clock.today()
    leads = request.may(queries.LEAD)
    asked = leads and (request.GET.get("day-from") or request.GET.get("day-to"))
    rows = queries.finished_between(actor, FAR if asked else today, today)
    hubs = [(site.slug, site.name) for site in queries.hubs_of(actor)]

    class Here(Enquiries):
        filters: ClassVar[Sequence[Filter]] = [
            ChoiceFilter("hub", lazy("Hub"), choices=hubs, apply=lambda found, slug: found.filter(site__slug=slug)),
            ChoiceFilter("topic", lazy("What about"), choices=rules.pairs("topics"),
                         apply=lambda found, code: found.filter(topics__contains=[code])),
            ChoiceFilter("outcome", lazy("What came of it"), choices=rules.pairs("outcomes"),
                         apply=lambda found, code: found.filter(outcome=code)),
            *([DateRangeFilter("day", lazy("Days"), apply=_between)] if leads else []),
        ]  # fmt: skip

    page = Here(request, rows)
    if not page.wants_export:
        actions.record_list(what="listed", count=page.total, by=actor)
    return page.respond(
        "referrals/staff/desk/list.html",
        {"today": today, "only_today": not asked},
        on_export=lambda count: actions.record_list(what="exported", count=count, by=actor, export=True),
    )


def _between(rows: queries.Enquiries, start: date | None, end: date | None) -> queries.Enquiries:
    if start:
        rows = rows.filter(day__gte=start)
    return rows.filter(day__lte=end - timedelta(days=1)) if end else rows
