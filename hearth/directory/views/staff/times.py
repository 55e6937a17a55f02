"""When a service is on: the list, one rule, one exception, taking one away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.forms import HearthForm
from hearth.directory import actions
from hearth.directory.actions import Stale, fingerprint
from hearth.directory.forms.staff_exceptions import ExceptionForm, shown_exception
from hearth.directory.forms.staff_schedule import TimeForm, shown_time
from hearth.directory.queries import listings
from hearth.directory.staff import listing_lines
from hearth.directory.staff.editing import Editing, editing
from hearth.directory.views.staff.editing import clash_rows, locked, was_moved
from hearth.directory.views.staff.places import place_words

Row = dict[str, Any]


@staff("directory.edit")
@require_safe
def times(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """All times of a listing, and the days on which they do not hold."""
    now = editing(request, listing_id)
    if (elsewhere := locked(request, now)) is not None:
        return elsewhere
    rules = [
        {
            "title": listing_lines.schedule_line(one, now.shown),
            "change_url": now.url("directory:time", one["id"]),
            "remove_url": now.url("directory:remove_time", one["id"]),
        }
        for one in now.shown["schedules"]
    ]
    exceptions = [
        {
            "title": listing_lines.exception_line(one, now.shown),
            "change_url": now.url("directory:exception", one["id"]),
            "remove_url": now.url("directory:remove_exception", one["id"]),
        }
        for one in now.shown["exceptions"]
    ]
    context = {"now": now, "rules": rules, "exceptions": exceptions}
    return pages.render(request, "directory/staff/times.html", context)


@staff("directory.edit")
@keeps_typing("directory.listing")
def add_time(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """One time more."""
    return _time(request, listing_id, None)


@staff("directory.edit")
@keeps_typing("directory.listing")
def time(request: MemberRequest, listing_id: UUID, time_id: UUID) -> HttpResponse:
    """One time."""
    return _time(request, listing_id, time_id)


def _time(request: MemberRequest, listing_id: UUID, time_id: UUID | None) -> HttpResponse:
    def form_options(now: Editing, there: Row | None) -> Row:
        return {"places": place_choices(now), "kept": there, "initial": shown_time(there) if there else {}}

    def made(form: Any) -> list[Row]:
        found: list[Row] = form.schedules()
        return found

    title = _("When is it on?") if time_id is None else _("Change the time")
    return _row(request, listing_id, "schedules", time_id, TimeForm, form_options, made, title)


def place_choices(now: Editing) -> list[tuple[str, str]]:
    """The listing's places by id, for choosing one; secret ones by name for their own editors."""
    sites = listing_lines.site_names(now.shown)
    choices = [(place["id"], listing_lines.place_line(place, sites)) for place in now.shown["places"]]
    secret = {str(place.pk): place_words(place) for place in listings.secret_places(now.actor, now.service)}
    return choices + [(code, secret.get(code) or _("A secret address")) for code in now.shown["secret_places"]]


@staff("directory.edit")
@keeps_typing("directory.listing")
def add_exception(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """One exception more."""
    return _exception(request, listing_id, None)


@staff("directory.edit")
@keeps_typing("directory.listing")
def exception(request: MemberRequest, listing_id: UUID, exception_id: UUID) -> HttpResponse:
    """One exception."""
    return _exception(request, listing_id, exception_id)


def _exception(request: MemberRequest, listing_id: UUID, exception_id: UUID | None) -> HttpResponse:
    def form_options(now: Editing, there: Row | None) -> Row:
        rules = [(one["id"], listing_lines.schedule_line(one, now.shown)) for one in now.shown["schedules"]]
        return {"schedules": rules, "kept": there, "initial": shown_exception(there) if there else {}}

    def made(form: Any) -> list[Row]:
        return [form.exception()]

    title = _("When is it different?") if exception_id is None else _("Change the days")
    return _row(request, listing_id, "exceptions", exception_id, ExceptionForm, form_options, made, title)


def _row(
    request: MemberRequest,
    listing_id: UUID,
    part: str,
    row_id: UUID | None,
    form_class: type[HearthForm],
    form_options: Callable[[Editing, Row | None], Row],
    made: Callable[[Any], list[Row]],
    title: str,
) -> HttpResponse:
    """One row of a part that is a list: its form, and saving it among the others as they are now."""
    now = editing(request, listing_id)
    if (elsewhere := locked(request, now)) is not None:
        return elsewhere
    there = _found(now, part, row_id)
    seen = fingerprint({"row": there}, ["row"])
    options = form_options(now, there)
    options["initial"] = options["initial"] | {"seen": seen}
    form = kept_form(request, form_class, **options)
    clashes: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        current = fingerprint(now.shown, [part]) if form.cleaned_data["seen"] == seen else ""
        try:
            now.save({part: _with(now.shown[part], there, made(form))}, current)
        except Stale as stale:
            now = editing(request, listing_id)
            clashes = clash_rows(now, stale.clashes)
            data = request.POST.copy()
            data["seen"] = fingerprint({"row": _found(now, part, row_id)}, ["row"])
            form = form_class(data, **options)
        except actions.AlreadyMoved as moved:
            return was_moved(request, now, moved)
        else:
            forget_typing(request)
            return redirect(now.url("directory:times"))
    context = {"now": now, "form": form, "clashes": clashes, "title": title, "back_url": now.url("directory:times")}
    return pages.render(request, "directory/staff/time.html", context)


def _found(now: Editing, part: str, row_id: UUID | None) -> Row | None:
    if row_id is None:
        return None
    for found in now.shown[part]:
        if found["id"] == str(row_id):
            kept: Row = found
            return kept
    raise Http404


def _with(before: list[Row], there: Row | None, made: list[Row]) -> list[Row]:
    """The list with a row changed, or with new ones at its end."""
    at = clock.now().isoformat()
    rows = [{"id": str(uuid4()), "created_at": at, **row} for row in made]
    if there is None:
        return [*before, *rows]
    rows[0] |= {"id": there["id"], "created_at": there["created_at"]}
    return [rows[0] if one["id"] == there["id"] else one for one in before]


@staff("directory.edit")
def remove_time(request: MemberRequest, listing_id: UUID, time_id: UUID) -> HttpResponse:
    """Take a time away, and the exceptions that were of it alone."""

    def left(now: Editing) -> Mapping[str, Any]:
        return {
            "schedules": [one for one in now.shown["schedules"] if one["id"] != str(time_id)],
            "exceptions": [one for one in now.shown["exceptions"] if one.get("schedule_id") != str(time_id)],
        }

    return _remove(request, listing_id, "schedules", time_id, left, _("Take this time away?"))


@staff("directory.edit")
def remove_exception(request: MemberRequest, listing_id: UUID, exception_id: UUID) -> HttpResponse:
    """Take an exception away."""

    def left(now: Editing) -> Mapping[str, Any]:
        return {"exceptions": [one for one in now.shown["exceptions"] if one["id"] != str(exception_id)]}

    return _remove(request, listing_id, "exceptions", exception_id, left, _("Take these days away?"))


def _remove(
    request: MemberRequest,
    listing_id: UUID,
    part: str,
    row_id: UUID,
    left: Callable[[Editing], Mapping[str, Any]],
    title: str,
) -> HttpResponse:
    now = editing(request, listing_id)
    if (elsewhere := locked(request, now)) is not None:
        return elsewhere
    there = _found(now, part, row_id)
    back = now.url("directory:times")
    line = listing_lines.schedule_line if part == "schedules" else listing_lines.exception_line
    if request.method == "POST":
        values = left(now)
        try:
            now.save(values, fingerprint(now.shown, values))
        except (Stale, actions.AlreadyMoved):
            return pages.conflict(request, _("Somebody else has just changed the times."), back=back)
        return redirect(back)
    body = line(there, now.shown) if there else ""
    return pages.confirm(request, title=title, yes=_("Yes, take it away"), back=back, body=body)
