"""What other parts of the directory show beside a listing, on its staff page and in its editor: what people reported,
what colleagues know. Each is a function in PANELS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.words import ago_words, date_words
from hearth.directory.models import Service
from hearth.directory.problem_rules import kind_words
from hearth.directory.queries import notes as note_queries
from hearth.directory.queries import problems as problem_queries


@dataclass(frozen=True, slots=True)
class ListingPanel:
    """One box on the page. `template` is included, with `panel` as its name for this; lower `order` stands higher: 10
    what to do, 30 what staff know, 50 where it came from."""

    title: StrOrPromise
    template: str
    context: dict[str, Any]
    order: int = 30
    url: str = ""
    action: StrOrPromise = ""
    count: int | None = None


PanelMaker = Callable[[MemberRequest, Service], ListingPanel | None]
NOTES_SHOWN = 3


def problems(request: MemberRequest, service: Service) -> ListingPanel | None:
    """What people reported and nobody has answered, for whoever may answer it."""
    own = problem_queries.problems_of(request.actor)
    scopes = [("directory:problem", own), ("directory:any_problem", problem_queries.any_problems(request.actor))]
    for page, scope in scopes:
        reports = problem_queries.open_about(service.pk, scope)
        if reports:
            due = min(one.due_on for one in reports)
            said = [(kind_words(one.kind), one.words, ago_words(one.created_at)) for one in reports]
            return ListingPanel(
                title=_("What people say is wrong"),
                template="directory/staff/panel_problems.html",
                context={"reports": said, "due": date_words(due), "late": due < clock.today()},
                order=10,
                url=reverse(page, args=[reports[0].pk]),
                action=_("Answer it"),
                count=len(reports),
            )
    return None


def notes(request: MemberRequest, service: Service) -> ListingPanel | None:
    """What colleagues know of it, for whoever may read notes."""
    found = [note for note in note_queries.notes_on(service.pk, request.actor) if not note.removed_by]
    if not found:
        return None
    return ListingPanel(
        title=_("What colleagues know"),
        template="directory/staff/panel_notes.html",
        context={"notes": found[:NOTES_SHOWN]},
        url=f"{reverse('directory:staff_service', args=[service.pk])}#notes",
        action=_("All notes, and write one"),
        count=len(found),
    )


PANELS: tuple[PanelMaker, ...] = (problems, notes)


def panels_for(request: MemberRequest, service: Service) -> list[ListingPanel]:
    """This reader's panels, in order."""
    found = [panel for make in PANELS if (panel := make(request, service)) is not None]
    return sorted(found, key=lambda panel: panel.order)
