"""Where a provider says how its services are referred to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import Column, Empty, Listing, RowAction, TextFilter
from hearth.core.words import ago_words
from hearth.directory.models import Service
from hearth.directory.queries.listings import listings_of, may_approve
from hearth.referrals import before_words, queries
from hearth.referrals.actions import ChangedSince, Said, set_pathway
from hearth.referrals.forms.staff_pathways import FrontDoorForm, PathwayForm
from hearth.referrals.queries.before import before_one, pathway_of


def edit_url(row: Service) -> str:
    return reverse("referrals:edit_pathway", args=[row.pk])


def said_words(row: Service) -> str:
    pathway = getattr(row, "pathway", None)
    return _("Said %(ago)s") % {"ago": ago_words(pathway.edited_at)} if pathway else _("Not said yet")


class Pathways(Listing):
    """The services that take requests and that the reader looks after."""

    columns = [
        Column("name", lazy("Service"), cell=lambda r: r.name, sort="name", link=edit_url),
        Column("organisation", lazy("Organisation"), cell=lambda r: r.organisation.name, sort="organisation__name"),
        Column("room", lazy("Room"), cell=lambda r: before_words.room(r)[0]),
        Column("said", lazy("How to refer"), cell=said_words, sort="pathway__edited_at"),
    ]
    filters = [TextFilter("q", lazy("Name"), apply=lambda rows, words: rows.filter(name__icontains=words.strip()))]
    order = "name"
    action = RowAction(lambda r: _("Change"), edit_url)
    things = staticmethod(lambda n: ngettext("%(n)s service", "%(n)s services", n))
    empty = Empty(
        lazy("No service of yours takes requests"),
        lazy("Say in a listing that it takes requests here. Then you can say what a referral needs."),
        icon="list",
    )


@staff("directory.edit")
def pathways(request: MemberRequest) -> HttpResponse:
    """The list."""
    rows = listings_of(request.actor).filter(accepts_requests=True, status="active").select_related("pathway")
    return Pathways(request, rows).respond("referrals/staff/pathways.html", {})


@staff("directory.edit")
@keeps_typing("referrals.edit_pathway")
def edit_pathway(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """What a referral to one service needs."""
    service = listings_of(request.actor).filter(pk=listing_id).first()
    if service is None:
        raise Http404
    now_said = pathway_of(service.pk)
    form_class = FrontDoorForm if may_approve(request.actor) else PathwayForm
    form = kept_form(request, form_class, initial=form_class.initial_of(now_said))
    back = reverse("referrals:edit_pathways")
    if request.method == "POST" and form.is_valid():
        said = Said(**{key: value for key, value in form.cleaned_data.items() if key != "version"})
        try:
            set_pathway(
                service=service, said=said, version=form.cleaned_data["version"], by=request.actor, now=clock.now()
            )
        except ChangedSince:
            forget_typing(request)
            return pages.conflict(
                request, _("Somebody else has changed it. Nothing of yours was kept."), back=edit_url(service)
            )
        forget_typing(request)
        pages.say(request, _("Saved. Everybody reads it from now on."))
        return redirect("referrals:edit_pathways")
    shown = before_one(service, now=clock.now())
    context = {
        "form": form,
        "service": service,
        "back_url": back,
        "pathway_url": reverse("referrals:pathway", args=[service.pk]) if queries.takes_requests(service) else "",
        "wait": before_words.wait(shown),
    }
    return pages.render(request, "referrals/staff/edit_pathway.html", context)
