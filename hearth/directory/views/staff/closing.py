"""What families read at once: how full it is, closing for a while or for good, opening again."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.directory import actions, document
from hearth.directory.forms.staff_changes import FOR_GOOD, CloseForm
from hearth.directory.forms.staff_listing import CapacityForm
from hearth.directory.models import Service, ServiceStatus
from hearth.directory.queries import listings
from hearth.directory.staff import listing_rows


def _service(request: MemberRequest, listing_id: UUID) -> Service:
    found = listings.listings_of(request.actor).filter(pk=listing_id).first()
    if found is None:
        raise Http404
    return found


@staff("directory.edit")
def capacity(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """If there is room now: one press for each answer, public at once."""
    service = _service(request, listing_id)
    back = reverse("directory:listings")
    form = CapacityForm(request.POST if request.method == "POST" else None, document=document.snapshot(listing_id))
    if request.method == "POST" and form.is_valid():
        values = form.said()
        actions.set_capacity(service_id=listing_id, **values, by=request.actor, now=clock.now())
        now = " ".join(listing_rows.capacity(values)) or _("Not stated")
        pages.say(request, _("%(name)s: %(room)s. Families read it now.") % {"name": service.name, "room": now})
        return redirect(back)
    said = {"capacity": service.capacity, "wait_weeks": service.wait_weeks}
    now = " ".join(listing_rows.capacity(said)) or _("Not stated")
    context = {"service": service, "form": form, "now": now, "back_url": back}
    return pages.render(request, "directory/staff/capacity.html", context)


@staff("directory.edit")
@keeps_typing("directory.close")
def close(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """Close it for a while, or for good."""
    service = _service(request, listing_id)
    back = reverse("directory:listing", args=[listing_id])
    if service.status != ServiceStatus.ACTIVE:
        pages.say(request, _("It is not public, so it cannot be closed."), "important")
        return redirect(back)
    initial = {"first_day": service.closed_from, "last_day": service.closed_until, "words": service.closed_words}
    form = kept_form(request, CloseForm, initial=initial | {"how_long": "while" if service.closed_from else None})
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, clock.now()
        if given["how_long"] == FOR_GOOD:
            actions.close_for_good(service_id=listing_id, words=given["words"], by=request.actor, now=now)
            pages.say(request, _("It is closed for good and has left the directory."))
        else:
            actions.close(
                service_id=listing_id,
                first_day=given["first_day"],
                last_day=given["last_day"],
                words=given["words"],
                by=request.actor,
                now=now,
            )
            pages.say(request, _("Families read that it is closed. It opens by itself when the time is over."))
        forget_typing(request)
        return redirect(back)
    return pages.render(request, "directory/staff/close.html", {"service": service, "form": form, "back_url": back})


@staff("directory.edit")
def reopen(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """Open again."""
    service = _service(request, listing_id)
    back = reverse("directory:listing", args=[listing_id])
    if request.method == "POST":
        try:
            actions.reopen(service_id=listing_id, by=request.actor, now=clock.now())
        except actions.NotToday:
            pages.say(request, _("It is open already."), "important")
        else:
            pages.say(request, _("It is open again, and families find it."))
        return redirect(back)
    return pages.confirm(
        request,
        title=_("Open %(name)s again?") % {"name": service.name},
        body=_("The words about the closure go away, and families find it as before."),
        yes=_("Yes, open it"),
        back=back,
    )
