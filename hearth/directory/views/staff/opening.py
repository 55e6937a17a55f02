"""When hubs are open: the usual week, and the days on which one is shut."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.queries import may_everywhere
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.forms import HearthForm
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction, TextFilter
from hearth.directory.actions import opening as actions
from hearth.directory.actions.opening import OpeningRefused
from hearth.directory.forms.staff_times import ClosureForm, HoursForm, ShutForm, hours_initial
from hearth.directory.models import Site, SiteClosure, SiteKind
from hearth.directory.queries import opening as queries
from hearth.directory.queries.times import Shut, shut_words, week_words
from hearth.directory.staff import opening as shown


def _next_closure(today: date, site: Site) -> str:
    to_come: list[SiteClosure] = getattr(site, "to_come", [])
    return shut_words(Shut(to_come[0].first_day, to_come[0].last_day, to_come[0].words), today) if to_come else ""


class Sites(Listing):
    """The sites that the reader looks after."""

    filters = [
        TextFilter("q", gettext_lazy("Name"), apply=lambda rows, words: rows.filter(name__icontains=words)),
        ChoiceFilter(
            "kind",
            gettext_lazy("Kind"),
            choices=[choice for choice in SiteKind.choices if choice[0] != SiteKind.OTHER],
            apply=lambda rows, value: rows.filter(kind=value),
        ),
    ]
    order = "name"
    things = staticmethod(lambda n: ngettext("%(n)s place", "%(n)s places", n))
    empty = Empty(
        gettext_lazy("Your organisation runs no hub"),
        gettext_lazy("Hubs and other places to meet show here for those who run them."),
        icon="door",
    )
    action = RowAction(
        lambda _row: _("Hours and closures"), lambda row: reverse("directory:site_opening", args=[row.pk])
    )


def _list_of(today: date, everybody: bool) -> type[Sites]:
    owner = [
        Column(
            "organisation", gettext_lazy("Run by"), sort="organisation__name", cell=lambda row: row.organisation.name
        )
    ]

    class Shown(Sites):
        columns = [
            Column(
                "name",
                gettext_lazy("Name"),
                sort="name",
                link=lambda row: reverse("directory:site_opening", args=[row.pk]),
            ),
            Column("kind", gettext_lazy("Kind"), sort="kind", cell=lambda row: row.get_kind_display()),
            *(owner if everybody else []),
            Column("hours", gettext_lazy("Hours"), cell=lambda row: _("Given") if row.hours.all() else _("Not given")),
            Column("shut", gettext_lazy("Shut next"), cell=partial(_next_closure, today)),
        ]

    return Shown


@staff("directory.calendar")
@require_safe
def opening(request: MemberRequest) -> HttpResponse:
    """Each site that the reader looks after, and when it is shut next."""
    today = clock.today()
    kind = _list_of(today, may_everywhere(request.actor, queries.PERMISSION))
    rows = queries.sites_with_closures(request.actor, today)
    return kind(request, rows).respond("directory/staff/opening.html")


@staff("directory.calendar")
@require_safe
def site_opening(request: MemberRequest, site_id: UUID) -> HttpResponse:
    """One site: its usual week, its closures, and what families see of them."""
    site = _site_or_404(request, site_id)
    today = clock.today()
    found = queries.opening_of(site.pk)
    return pages.render(
        request,
        "directory/staff/site_opening.html",
        {
            "place": site,
            "week": week_words(found) if found.hours else [],
            "bank_holidays": shown.bank_holiday_words_of(site.bank_holidays),
            "asked": [
                (shown.settle_words(day), shown.shut_url(site.pk, day))
                for day in shown.bank_holidays_to_settle(found, today)
            ],
            "closures": [shown.closure(one, today) for one in queries.closures_to_come(site.pk, today)],
        },
    )


@staff("directory.calendar")
@keeps_typing("directory.site_hours")
def hours(request: MemberRequest, site_id: UUID) -> HttpResponse:
    """Change the usual week."""
    site = _site_or_404(request, site_id)
    initial = hours_initial(queries.opening_of(site.pk).hours, site.bank_holidays)
    form = kept_form(request, HoursForm, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_hours(
                site_id=site.pk,
                hours=form.stretches,
                bank_holidays=form.cleaned_data["bank_holidays"],
                by=request.actor,
            )
        except OpeningRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            return _done(request, site.pk, _("Saved. Families read the new hours from now on."))
    return _form(request, form, _("When %(site)s is open") % {"site": site.name}, site.pk)


@staff("directory.calendar")
@keeps_typing("directory.shut")
def shut(request: MemberRequest) -> HttpResponse:
    """Say that one or several are shut on some days."""
    choices = [(str(site.pk), site.name) for site in queries.sites_of(request.actor).order_by("name")]
    chosen = [pk for pk in request.GET.getlist("site") if pk in dict(choices)]
    initial: dict[str, Any] = {"sites": chosen}
    day = _day(request.GET.get("day", ""))
    if day:
        initial |= {"first_day": day, "last_day": day}
    form = kept_form(request, ShutForm, sites=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = [UUID(pk) for pk in form.cleaned_data["sites"]]
        try:
            actions.shut_sites(site_ids=wanted, days=form.days(), by=request.actor)
        except OpeningRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            words = _("Families read it from now on, and what is on there is shown as not on.")
            return _done(request, wanted[0] if len(wanted) == 1 else None, words)
    return _form(request, form, _("Say when a hub is shut"), UUID(chosen[0]) if len(chosen) == 1 else None)


@staff("directory.calendar")
@keeps_typing("directory.closure")
def closure(request: MemberRequest, closure_id: UUID) -> HttpResponse:
    """Change days on which one is shut."""
    found = _closure_or_404(request, closure_id)
    initial = {"first_day": found.first_day, "last_day": found.last_day, "words": found.words}
    form = kept_form(request, ClosureForm, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_closure(closure_id=found.pk, days=form.days(), by=request.actor)
        except OpeningRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            return _done(request, found.site_id, _("Saved. Families read it from now on."))
    return _form(request, form, _("When %(site)s is shut") % {"site": found.site.name}, found.site_id)


@staff("directory.calendar")
def remove_closure(request: MemberRequest, closure_id: UUID) -> HttpResponse:
    """Open on those days after all, once asked again."""
    found = _closure_or_404(request, closure_id)
    if request.method == "POST":
        actions.remove_closure(closure_id=found.pk, by=request.actor)
        return _done(request, found.site_id, _("Families no longer read that it is shut."), typed=False)
    words = shut_words(Shut(found.first_day, found.last_day, found.words), clock.today())
    return pages.confirm(
        request,
        title=_("Is %(site)s open after all?") % {"site": found.site.name},
        body=_("Families no longer read: %(words)s. What is on there is shown as on again.") % {"words": words},
        yes=_("Yes, it is open"),
        back=reverse("directory:site_opening", args=[found.site_id]),
    )


def _site_or_404(request: MemberRequest, site_id: UUID) -> Site:
    found = queries.site(request.actor, site_id)
    if found is None:
        raise Http404
    return found


def _closure_or_404(request: MemberRequest, closure_id: UUID) -> SiteClosure:
    found = queries.closure(request.actor, closure_id)
    if found is None:
        raise Http404
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _back(site_id: UUID | None) -> str:
    return reverse("directory:site_opening", args=[site_id]) if site_id else reverse("directory:opening")


def _done(request: MemberRequest, site_id: UUID | None, words: str, *, typed: bool = True) -> HttpResponse:
    if typed:
        forget_typing(request)
    pages.say(request, words)
    return redirect(_back(site_id))


def _form(request: MemberRequest, form: HearthForm, title: str, site_id: UUID | None) -> HttpResponse:
    context = {"form": form, "title": title, "back": _back(site_id), "remove_url": ""}
    return pages.render(request, "directory/staff/times_form.html", context)
