""" "Something wrong here?": anybody tells us, without an account or a script. Whoever is signed in is named."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearth.access.guards import family
from hearth.access.requests import address_of
from hearth.core import clock, pages, tries
from hearth.core.actors import Actor
from hearth.directory.actions import problems as actions
from hearth.directory.forms.problems import ColleagueProblemForm, ProblemForm
from hearth.directory.problem_rules import rules
from hearth.directory.queries import problems as queries
from hearth.directory.queries.problems import About
from hearth.directory.views.parts import leads_on

HOUR, DAY = 60 * 60, 24 * 60 * 60
TRAP = "website"  # a box that nobody sees and programs fill in


@family
@leads_on
def of_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """About a service."""
    return _ask(request, queries.about_service(service_id))


@family
def of_hub(request: HttpRequest, slug: str) -> HttpResponse:
    """About a hub."""
    return _ask(request, queries.about_site(slug))


def _ask(request: HttpRequest, about: About | None) -> HttpResponse:
    if about is None:
        raise Http404
    by: Actor = request.actor  # type: ignore[attr-defined]
    form_class = ColleagueProblemForm if by.is_staff else ProblemForm
    form = form_class(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if request.POST.get(TRAP):
            return _thanks(request, about, answered=False)
        if _may_tell(request, about):
            given = form.cleaned_data
            actions.report(
                about=about,
                kind=given["kind"],
                words=given["words"],
                email=given.get("email") or "",
                language=get_language() or "en",
                visitor=address_of(request),
                by=by,
                now=clock.now(),
            )
            return _thanks(request, about, answered=by.is_staff or bool(given.get("email")))
        form.add_error(None, _("We cannot take more reports from here just now. Try again in an hour, or ring us."))
        status = 429
    shown = {
        "form": form,
        "about": about,
        "listing_url": _page_of(about),
        "name": by.name if by.is_staff else "",
        "trap": TRAP,
        "sensitive_page": about.is_sensitive,
    }
    return pages.render(request, "directory/problem.html", shown, status=status)


def _may_tell(request: HttpRequest, about: About) -> bool:
    """Few from one connection, and not too many of one listing: whoever floods it reaches nobody."""
    at = clock.now().timestamp()
    return tries.take(
        f"problem/address/{address_of(request)}", slots=rules().from_address, seconds=HOUR, at=at
    ) and tries.take(f"problem/listing/{about.id}", slots=rules().of_listing, seconds=DAY, at=at)


def _page_of(about: About) -> str:
    if about.service_id:
        return reverse("directory:service", args=[about.service_id])
    return reverse("directory:hub", args=[about.slug])


def _thanks(request: HttpRequest, about: About, *, answered: bool) -> HttpResponse:
    steps = [_("The people who look after this page check what you told us.")]
    if answered:
        steps.append(_("We write to you once, when we know what came of it."))
    else:
        steps.append(_("You do not hear from us, because you left no email address. Look at the page again in a week."))
    context: dict[str, Any] = {"sensitive": about.is_sensitive}
    return pages.done(
        request,
        title=_("Thank you for telling us"),
        next_steps=steps,
        links=[(_page_of(about), _("Back to the page")), (reverse("directory:hubs"), _("Find a family hub"))],
        context=context,
    )
