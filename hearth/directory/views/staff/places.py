"""Where a service takes place: the list, one place, taking one away. Secret addresses go past the draft."""

from __future__ import annotations

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
from hearth.directory import actions
from hearth.directory.actions import Stale, fingerprint
from hearth.directory.document import PLACE_FIELDS, plain
from hearth.directory.forms.staff_places import PlaceForm, shown
from hearth.directory.models import ServicePlace
from hearth.directory.queries import listings
from hearth.directory.staff import listing_lines
from hearth.directory.staff.editing import Editing, editing
from hearth.directory.views.staff.editing import clash_rows, locked, was_moved

PARTS = ("places",)


@staff("directory.edit")
@require_safe
def places(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """All places of a listing; secret ones for its own organisation."""
    now = editing(request, listing_id)
    if (elsewhere := locked(request, now)) is not None:
        return elsewhere
    sites = listing_lines.site_names(now.shown)
    rows = [(place["id"], listing_lines.place_line(place, sites), False) for place in now.shown["places"]]
    rows += [(str(place.pk), place_words(place), True) for place in listings.secret_places(now.actor, now.service)]
    entries = [
        {
            "title": line,
            "secret": secret,
            "change_url": now.url("directory:place", place_id),
            "remove_url": now.url("directory:remove_place", place_id),
        }
        for place_id, line, secret in rows
    ]
    hidden = 0 if now.is_own else len(now.shown["secret_places"])
    return pages.render(request, "directory/staff/places.html", {"now": now, "entries": entries, "hidden": hidden})


def place_words(place: ServicePlace) -> str:
    """A secret place on one line, for its own editors."""
    return ", ".join(part for part in (place.name, place.address_1, place.city, place.postcode) if part)


@staff("directory.edit")
@keeps_typing("directory.listing")
def add_place(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """One place more."""
    return _place(request, listing_id, None)


@staff("directory.edit")
@keeps_typing("directory.listing")
def place(request: MemberRequest, listing_id: UUID, place_id: UUID) -> HttpResponse:
    """One place."""
    return _place(request, listing_id, place_id)


def _place(request: MemberRequest, listing_id: UUID, place_id: UUID | None) -> HttpResponse:
    now = editing(request, listing_id)
    if (elsewhere := locked(request, now)) is not None:
        return elsewhere
    there, secret = _found(now, place_id)
    seen = fingerprint({"place": there}, ["place"])
    initial = shown(there) if there else {}
    options: dict[str, Any] = {
        "may_be_secret": now.is_own and not now.corrects,
        "was_secret": secret,
        "initial": initial | {"seen": seen},
    }
    form = kept_form(request, PlaceForm, **options)
    clashes: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            if form.is_secret:
                _keep_secret(now, there, form)
            else:
                _save(now, there, form, seen)
        except Stale as stale:
            now = editing(request, listing_id)
            clashes = clash_rows(now, stale.clashes)
            there, secret = _found(now, place_id)
            form = _seen_again(request, options, fingerprint({"place": there}, ["place"]))
        except actions.AlreadyMoved as moved:
            return was_moved(request, now, moved)
        else:
            forget_typing(request)
            return redirect(now.url("directory:places"))
    title = _("Where is it?") if place_id is None else _("Change the place")
    context = {"now": now, "form": form, "clashes": clashes, "title": title, "back_url": now.url("directory:places")}
    more = {"secret": secret, "may_be_secret": options["may_be_secret"]}
    return pages.render(request, "directory/staff/place.html", context | more)


def _seen_again(request: MemberRequest, options: dict[str, Any], seen: str) -> PlaceForm:
    data = request.POST.copy()
    data["seen"] = seen
    return PlaceForm(data, **options)


def _found(now: Editing, place_id: UUID | None) -> tuple[dict[str, Any] | None, bool]:
    """The place of an address as a document has it, and whether it is secret. 404 for another listing's."""
    if place_id is None:
        return None, False
    for found in now.shown["places"]:
        if found["id"] == str(place_id):
            return found, False
    secret = {place.pk: place for place in listings.secret_places(now.actor, now.service)}.get(place_id)
    if secret is None:
        raise Http404
    return {"id": str(place_id), **{name: plain(getattr(secret, name)) for name in PLACE_FIELDS}}, True


def _save(now: Editing, there: dict[str, Any] | None, form: PlaceForm, seen: str) -> None:
    """Into the draft: this place new or changed, the others as they are now."""
    before = now.shown["places"]
    fresh = {"id": str(uuid4()), "created_at": clock.now().isoformat(), "more": {}}
    made = (there or fresh) | _kept_point(there, form.values())
    after = [made if one["id"] == made["id"] else one for one in before]
    if made["id"] not in {one["id"] for one in before}:
        after.append(made)
    current = fingerprint(now.shown, PARTS) if form.cleaned_data["seen"] == seen else ""
    now.save({"places": after}, current)


def _kept_point(there: dict[str, Any] | None, values: dict[str, Any]) -> dict[str, Any]:
    """A point that a feed gave more exactly than by the postcode stays while the postcode does."""
    if there and there.get("postcode") == values["postcode"] and there.get("latitude") is not None:
        kept = ("latitude", "longitude", "ward_code", "lsoa_code")
        return values | {name: there.get(name) for name in kept}
    return values


def _keep_secret(now: Editing, there: dict[str, Any] | None, form: PlaceForm) -> None:
    place_id = UUID(there["id"]) if there else uuid4()
    actions.keep_secret_place(
        service_id=now.service.pk, place_id=place_id, values=form.values(), by=now.actor, now=clock.now()
    )


@staff("directory.edit")
def remove_place(request: MemberRequest, listing_id: UUID, place_id: UUID) -> HttpResponse:
    """Take a place away: a public one in the draft, a secret one for good."""
    now = editing(request, listing_id)
    if (elsewhere := locked(request, now)) is not None:
        return elsewhere
    there, secret = _found(now, place_id)
    back = now.url("directory:places")
    if request.method == "POST" and there is not None:
        try:
            if secret:
                actions.remove_secret_place(service_id=now.service.pk, place_id=place_id, by=now.actor, now=clock.now())
            else:
                left = [one for one in now.shown["places"] if one["id"] != str(place_id)]
                now.save({"places": left}, fingerprint(now.shown, PARTS))
        except (Stale, actions.AlreadyMoved):
            return pages.conflict(request, _("Somebody else has just changed the places."), back=back)
        return redirect(back)
    body = _("The address is forgotten at once and cannot be brought back.") if secret else ""
    return pages.confirm(
        request, title=_("Take this place away?"), yes=_("Yes, take it away"), back=back, body=body, danger=secret
    )
