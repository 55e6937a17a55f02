"""The listings that somebody looks after: the list, a new one, the page of one listing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from hearth.access.guards import signed_in, staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction, TextFilter
from hearth.core.words import ago_words, date_words, when_words
from hearth.directory import actions, document
from hearth.directory.forms.staff_changes import AddForm
from hearth.directory.models import OPEN_STATES, Capacity, ChangeState, ListingChange, Service, ServiceStatus, Standing
from hearth.directory.queries import listings
from hearth.directory.staff import change_words, listing_panels, listing_rows, listing_words
from hearth.directory.staff.quality import hints

TAG = Markup('<strong class="hearth-tag hearth-tag--{}">{}</strong>')


def listing_url(row: Service) -> str:
    return reverse("directory:listing", args=[row.pk])


def edit_url(row: Service) -> str:
    return reverse("directory:edit", args=[row.pk])


def shown_words(row: Service) -> tuple[str, str]:
    """Whether the public sees it, and the kind of tag."""
    today = clock.today()
    if row.status == ServiceStatus.CLOSED:
        return _("Closed for good"), "closed"
    if row.status == ServiceStatus.HIDDEN:
        return _("Not public yet") if row.version == 1 else _("Hidden"), "plain"
    if row.closed_until and row.closed_until < today:
        return _("Public"), "good"
    if row.closed_from and row.closed_from <= today:
        until = row.closed_until
        return (_("Closed until %(date)s") % {"date": date_words(until, weekday=False)}) if until else _(
            "Closed"
        ), "wait"
    return _("Public"), "good"


def shown_tag(row: Service) -> Markup:
    words, kind = shown_words(row)
    return TAG.format(kind, words)


def confirmed_words(row: Service) -> Markup | str:
    """When it was last confirmed; a warning where that is long ago."""
    words = _("Confirmed %(ago)s") % {"ago": ago_words(row.assured_at)} if row.assured_at else _("Never confirmed")
    if row.standing == Standing.CURRENT and row.assured_at:
        return words
    return Markup('<span class="hearth-late">{}</span>').format(words)


def capacity_cell(row: Service) -> Markup:
    """How full it is, with the link that changes it: two clicks."""
    words = " ".join(listing_rows.capacity({"capacity": row.capacity, "wait_weeks": row.wait_weeks}))
    return Markup('{} <a href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>').format(
        words or _("Not stated"), reverse("directory:capacity", args=[row.pk]), _("Change"),
        _("if there is room at %(name)s") % {"name": row.name},
    )  # fmt: skip


def change_cell(row: Any) -> Markup | str:
    """What is on its way."""
    if not row.change_state:
        return ""
    state = ChangeState(row.change_state)
    return TAG.format(change_words.TAGS[state], state.label)


def _things(count: int) -> str:
    return ngettext("%(n)s listing", "%(n)s listings", count)


class Listings(Listing):
    """What the reader may change."""

    columns = [
        Column("name", lazy("Listing"), sort="name", link=listing_url),
        Column("organisation", lazy("Organisation"), cell=lambda r: r.organisation.name, sort="organisation__name"),
        Column("shown", lazy("How it stands"), cell=shown_tag, sort="status", csv=lambda r: shown_words(r)[0]),
        Column("confirmed", lazy("Confirmed"), cell=confirmed_words, sort="assured_at",
               csv=lambda r: clock.today(r.assured_at).isoformat() if r.assured_at else ""),
        Column("capacity", lazy("Room now"), cell=capacity_cell, csv=lambda r: r.capacity),
        Column("change", lazy("Changes"), cell=change_cell, csv=lambda r: r.change_state or ""),
    ]  # fmt: skip
    filters = [
        TextFilter("q", lazy("Name"), apply=lambda rows, words: rows.filter(name__icontains=words)),
        ChoiceFilter("shown", lazy("How it stands"), choices=ServiceStatus.choices,
                     apply=lambda rows, value: rows.filter(status=value)),
        ChoiceFilter("capacity", lazy("Room now"), choices=Capacity.choices,
                     apply=lambda rows, value: rows.filter(capacity=value)),
        ChoiceFilter("change", lazy("Changes"), choices=[(s.value, s.label) for s in OPEN_STATES],
                     apply=lambda rows, value: rows.filter(change_state=value)),
    ]  # fmt: skip
    order = "name"
    action = RowAction(lambda r: _("Edit"), edit_url)
    things = staticmethod(_things)
    empty = Empty(
        lazy("You have no listings yet"),
        lazy("Add what you offer to families. Nobody sees it until you send it."),
        url="add/",
        action=lazy("Add a listing"),
    )


class OwnListings(Listings):
    """Of one organisation: its name in every row says nothing."""

    columns = [column for column in Listings.columns if column.name != "organisation"]


@staff("directory.edit")
@require_safe
def show(request: MemberRequest) -> HttpResponse:
    """My listings."""
    everything = listings.may_approve(request.actor)
    rows = listings.listings_with_changes(request.actor)
    shown = Listings if everything else OwnListings
    face = None if everything else reverse("directory:face", args=[request.actor.organisation_id])
    return shown(request, rows).respond("directory/staff/listings.html", {"face_url": face})


@staff("directory.edit")
@keeps_typing("directory.add_listing")
def add(request: MemberRequest) -> HttpResponse:
    """A new listing begins with its name."""
    choices = [(str(one.pk), one.name) for one in listings.organisations_of(request.actor).order_by("name")]
    form = kept_form(request, AddForm, organisations=choices)
    if request.method == "POST" and form.is_valid():
        owner = UUID(form.cleaned_data.get("organisation") or choices[0][0])
        change = actions.add_listing(
            organisation_id=owner, name=form.cleaned_data["name"], by=request.actor, now=clock.now()
        )
        forget_typing(request)
        return redirect(reverse("directory:edit", args=[change.service_id]))
    context = {"form": form, "back_url": reverse("directory:listings")}
    return pages.render(request, "directory/staff/add.html", context)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done from the page."""

    text: str
    url: str


@signed_in
@require_safe
def listing(request: MemberRequest, service_id: UUID) -> HttpResponse:
    """One listing for staff: what the public reads; for its editors also what waits and what was before; and what other
    parts of the directory add (staff.listing_panels)."""
    service = listings.listing_for_staff(service_id)
    if service is None:
        raise Http404
    may_edit = listings.listings_of(request.actor).filter(pk=service_id).exists()
    public = document.snapshot(service_id)
    if service.status != ServiceStatus.ACTIVE and not may_edit:
        raise Http404
    changes = listings.open_changes_of(request.actor, service_id) if may_edit else []
    words, kind = shown_words(service)
    is_public = service.status == ServiceStatus.ACTIVE
    context = {
        "service": service,
        "tag": TAG.format(kind, words),
        "confirmed": confirmed_words(service),
        "rows": [(str(row.label), "\n".join(lines)) for row, lines in listing_words.in_words(public)
                 if row.code not in ("status", "name", "rest")],
        "may_edit": may_edit,
        "actions": _actions(service) if may_edit else [],
        "public_url": reverse("directory:service", args=[service_id]) if is_public else "",
        "same_url": _same_url(request, service),
        "waiting": [_waiting(one) for one in changes],
        "hints": [hint.text for hint in hints(public)] if may_edit else [],
        "history": _history(service) if may_edit else [],
        "panels": listing_panels.panels_for(request, service),
    }  # fmt: skip
    return pages.render(request, "directory/staff/listing.html", context)


def _same_url(request: MemberRequest, service: Service) -> str:
    """Where whoever looks after all listings puts this one and another forward as the same."""
    may = service.status != ServiceStatus.CLOSED and request.may("directory.approve")
    return reverse("directory:same_as", args=[service.pk]) if may else ""


def _waiting(change: ListingChange) -> dict[str, Any]:
    state = ChangeState(change.state)
    who = change.sent_by_name if state == ChangeState.WAITING else change.begun_by_name
    return {
        "tag": TAG.format(change_words.TAGS[state], state.label),
        "who": who,
        "ago": ago_words(change.sent_at if state == ChangeState.WAITING else change.updated_at),
        "url": reverse("directory:change", args=[change.pk]),
    }


def _actions(service: Service) -> list[Action]:
    names = [(_("If there is room now"), "directory:capacity")]
    if service.status == ServiceStatus.CLOSED or service.closed_from:
        names.append((_("Open it again"), "directory:reopen"))
    if service.status == ServiceStatus.ACTIVE:
        names.append((_("Close it"), "directory:close"))
    names.append((_("Preview"), "directory:preview"))
    return [Action(text, reverse(name, args=[service.pk])) for text, name in names]


def _history(service: Service) -> list[tuple[str, str, str]]:
    """The newest versions as a story."""
    return [
        (when_words(line.at), why_words(line), ", ".join(p for p in (line.by_name, line.by_organisation) if p))
        for line in listings.versions_of(service)[:6]
    ]


def why_words(line: listings.VersionLine) -> str:
    """ "Older version put back (3: it was right)", "Changed"."""
    from hearth.directory.models import Why

    words = _("Version %(n)s") % {"n": line.number} + ": " + str(Why(line.why).label)
    return f"{words} ({line.words})" if line.words else words
