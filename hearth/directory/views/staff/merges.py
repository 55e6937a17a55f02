"""Listings that were brought together, and taking them apart again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.actors import Actor
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction
from hearth.core.words import ago_words, when_words
from hearth.directory import document
from hearth.directory.actions import merging as actions
from hearth.directory.forms.staff_duplicates import UndoForm
from hearth.directory.models import Merge
from hearth.directory.queries import duplicates
from hearth.directory.staff import duplicate_words, listing_words


def merge_url(made: Merge) -> str:
    return reverse("directory:merged", args=[made.pk])


def _state(made: Merge) -> Any:
    if made.undone_at:
        return duplicate_words.TAG.format("closed", _("Taken apart"))
    return duplicate_words.TAG.format("good", _("One listing"))


class Merges(Listing):
    """Newest first."""

    columns = [
        Column("kept", lazy("The one that stayed"), cell=lambda made: made.kept_name, link=merge_url, sort="kept_name"),
        Column("absorbed", lazy("The one that went"), cell=lambda made: made.absorbed_name),
        Column("at", lazy("When"), cell=lambda made: ago_words(made.at), sort="number"),
        Column("by", lazy("By"), cell=lambda made: made.by_name),
        Column("state", lazy("How it stands"), cell=_state),
    ]
    filters = [
        ChoiceFilter(
            "undone",
            lazy("Taken apart"),
            choices=[("no", lazy("Only those that are one listing"))],
            apply=lambda rows, _value: rows.filter(undone_at__isnull=True),
        )
    ]
    order = "-at"
    action = RowAction(lambda made: _("Look at it") if made.undone_at else _("Look at it or take it apart"), merge_url)
    things = staticmethod(lambda n: ngettext("%(n)s merge", "%(n)s merges", n))
    empty = Empty(
        lazy("Nothing has been brought together yet"),
        lazy("When you bring two listings of one service together, it shows here, and you can take them apart again."),
        icon="list",
    )


@staff("directory.approve")
@require_safe
def merges(request: MemberRequest) -> HttpResponse:
    """All that was ever brought together."""
    return Merges(request, duplicates.merges_visible_to(request.actor)).respond("directory/staff/merges.html")


@staff("directory.approve")
@keeps_typing("directory.undo_merge")
def merge(request: MemberRequest, merge_id: UUID) -> HttpResponse:
    """One merge: what was chosen, what taking it apart would do, and doing that."""
    made = duplicates.merges_visible_to(request.actor).filter(pk=merge_id).first()
    if made is None:
        raise Http404
    form = kept_form(request, UndoForm)
    if request.method == "POST" and form.is_valid():
        try:
            actions.undo(merge_id=made.pk, reason=form.cleaned_data["reason"], by=request.actor, now=clock.now())
        except actions.AlreadyUndone:
            pages.say(request, _("Somebody has taken them apart already."), "important")
        else:
            pages.say(request, _("They are two listings again. Families find both."))
        forget_typing(request)
        return redirect(merge_url(made))
    context = {
        "made": made,
        "when": when_words(made.at),
        "undone": when_words(made.undone_at) if made.undone_at else "",
        "chosen": duplicate_words.choice_lines(made.parts),
        "stayed": duplicate_words.row_names(made.stayed),
        "form": form,
        **({} if made.undone_at else _outlook(request.actor, made)),
    }
    return pages.render(request, "directory/staff/merged.html", context)


def _outlook(actor: Actor, made: Merge) -> dict[str, Any]:
    """What taking it apart would do to the listing that stayed, and to those that took that one in."""
    apart = actions.plan_undo(made)
    names = duplicates.names_for(actor, apart.documents)
    present = document.snapshots(apart.documents)
    return {
        "outlook": [
            (names[pk], listing_words.compare(present[pk], present[pk] | said)) for pk, said in apart.documents.items()
        ],
        "stays": duplicate_words.row_names(sorted({group for _service, group in apart.stays})),
    }
