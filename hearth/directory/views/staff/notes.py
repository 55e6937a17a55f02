"""Changing one's note on a service, and taking a note down."""

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
from hearth.core.forms import HearthForm
from hearth.directory.actions import notes as actions
from hearth.directory.forms.staff_notes import NoteForm, RemoveNoteForm
from hearth.directory.models import ServiceNote
from hearth.directory.queries import notes as queries


def _back(note: ServiceNote) -> str:
    return reverse("directory:staff_service", args=[note.service_id]) + "#notes"


def _page(request: MemberRequest, note: ServiceNote, form: HearthForm, title: str, button: str) -> HttpResponse:
    shown = {"note": note, "form": form, "title": title, "button": button, "back_url": _back(note)}
    return pages.render(request, "directory/staff/note.html", shown)


@staff("directory.notes")
@keeps_typing("directory.note_change")
def change(request: MemberRequest, note_id: UUID) -> HttpResponse:
    """Put an own note in other words."""
    note = queries.own_notes(request.actor).select_related("service").filter(pk=note_id).first()
    if note is None:
        raise Http404
    form = kept_form(request, NoteForm, initial={"words": note.words})
    if request.method == "POST" and form.is_valid():
        actions.change(note_id=note.pk, words=form.cleaned_data["words"], by=request.actor, now=clock.now())
        forget_typing(request)
        pages.say(request, _("Your note is changed."))
        return redirect(_back(note))
    return _page(request, note, form, _("Change your note"), _("Save"))


@staff("directory.notes")
def remove(request: MemberRequest, note_id: UUID) -> HttpResponse:
    """Take an own note down."""
    note = queries.own_notes(request.actor).select_related("service").filter(pk=note_id).first()
    if note is None:
        raise Http404
    form = HearthForm(request.POST or None)
    if request.method == "POST":
        return _removed(request, note, "")
    return _page(request, note, form, _("Take your note down?"), _("Yes, take it down"))


@staff("directory.approve")
def remove_any(request: MemberRequest, note_id: UUID) -> HttpResponse:
    """Take anybody's note down, and say why: for the network's directory editors."""
    note = queries.removable_notes(request.actor).select_related("service").filter(pk=note_id).first()
    if note is None:
        raise Http404
    form = RemoveNoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _removed(request, note, form.cleaned_data["reason"])
    return _page(request, note, form, _("Take this note down?"), _("Yes, take it down"))


def _removed(request: MemberRequest, note: ServiceNote, reason: str) -> HttpResponse:
    actions.remove(note_id=note.pk, reason=reason, by=request.actor, now=clock.now())
    pages.say(request, _("The note is gone."))
    return redirect(_back(note))
