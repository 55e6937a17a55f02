"""Putting two listings forward as the same: from one listing, the other is looked for and chosen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.directory.actions import duplicates as actions
from hearth.directory.forms.staff_duplicates import SameForm
from hearth.directory.models import Service, ServiceStatus
from hearth.directory.queries import duplicates, listings


@staff("directory.approve")
@keeps_typing("directory.same_as")
def same_as(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """Find the other listing of the same service, and put both among the pairs to look at."""
    service = listings.listing_for_staff(listing_id)
    if service is None:
        raise Http404
    back = reverse("directory:listing", args=[service.pk])
    if service.status == ServiceStatus.CLOSED:
        pages.say(request, _("This listing is closed, so there is nothing to compare."), "important")
        return redirect(back)
    # Before anybody has looked for words, those that are called alike.
    looked = request.POST.get("find", "") if request.method == "POST" else ""
    found = duplicates.could_be_same(service, looked.strip() or service.name)
    if request.method == "POST" and "look" in request.POST:
        form = SameForm(request.POST, found=found, quiet=True)
    else:
        form = kept_form(request, SameForm, found=found)
        if request.method == "POST" and form.is_valid():
            return _propose(request, service, form.cleaned_data, back)
    context = {"service": service, "form": form, "found": found, "looked": bool(looked.strip()), "back_url": back}
    return pages.render(request, "directory/staff/same_as.html", context)


def _propose(request: MemberRequest, service: Service, said: dict[str, Any], back: str) -> HttpResponse:
    try:
        pair = actions.propose(
            one_id=service.pk, other_id=UUID(said["other"]), why=said["why"], by=request.actor, now=clock.now()
        )
        words, kind = _("They stand among the pairs to look at. Compare them, and bring them together."), "success"
    except actions.AlreadyDecided as already:
        pair, kind = already.pair, "important"
        words = _("These two stand among the pairs already. Here is how it stands.")
    except actions.NotTwo:
        pages.say(request, _("One of the two has been closed or brought together meanwhile."), "important")
        return redirect(back)
    forget_typing(request)
    pages.say(request, words, kind)
    return redirect("directory:duplicate", pair.pk)
