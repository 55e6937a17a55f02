"""Putting the search into the council's own website: how it looks, what to paste, and which websites may show it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.directory import embed_look
from hearth.directory.actions import embedding as actions
from hearth.directory.forms.staff_embedding import LookForm, OriginForm
from hearth.directory.queries.embedding import embed_origin, embed_origins
from hearth.directory.staff.embed_snippets import frame_address, snippets


@staff("directory.embed")
@require_safe
def show(request: MemberRequest) -> HttpResponse:
    """The whole job on one page. The look stands in the address: nothing is saved by trying it out."""
    return _page(request, OriginForm())


@staff("directory.embed")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Let a website show the search."""
    if request.method != "POST":
        return redirect("directory:embedding")
    form = OriginForm(request.POST)
    if form.is_valid():
        try:
            made = actions.add_origin(
                typed=form.cleaned_data["website"], about=form.cleaned_data["about"], by=request.actor, now=clock.now()
            )
        except actions.EmbedKnown:
            form.add_error("website", _("This website may show the search already"))
        except actions.EmbedFull:
            form.add_error("website", _("There are too many websites. Remove one that is not used any more first"))
        else:
            pages.say(request, _("%(website)s may show the search now.") % {"website": made.origin})
            return redirect("directory:embedding")
    return _page(request, form)


@staff("directory.embed")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, origin_id: UUID) -> HttpResponse:
    """Let a website show it no longer, once asked."""
    origin = embed_origin(origin_id)
    if origin is None:
        raise Http404
    if request.method == "POST":
        gone = actions.remove_origin(origin_id=origin.pk, by=request.actor)
        pages.say(request, _("%(website)s may not show the search any more.") % {"website": gone})
        return redirect("directory:embedding")
    return pages.confirm(
        request,
        title=_("Stop %(website)s from showing the search?") % {"website": origin.origin},
        body=_("Families on its pages see a plain link, or an empty frame, from now on."),
        yes=_("Yes, stop it"),
        back=reverse("directory:embedding"),
        danger=True,
    )


def _page(request: MemberRequest, origin_form: OriginForm) -> HttpResponse:
    usual = embed_look.Look()
    initial = {
        "accent": usual.colour,
        "text": usual.text,
        "font": usual.font,
        "corner": str(usual.corner),
        "title": "yes",
        "lang": settings.LANGUAGE_CODE,
    }
    tried = "accent" in request.GET
    form = LookForm(request.GET if tried else None, initial=initial)
    if tried:
        form.is_valid()
    look, language = form.look() if tried else usual, form.language()
    shown = {
        "look_form": form,
        "origin_form": origin_form,
        "form": origin_form if origin_form.is_bound else form,
        "origins": embed_origins(),
        "snippets": snippets(look, language),
        "preview_url": frame_address(look, language),
    }
    response = pages.render(request, "directory/staff/embedding.html", shown)
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response
