"""Everyday words: what families type, and what they mean by it. For the host's people who look after the directory."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction, TextFilter
from hearth.core.words import date_words, list_words
from hearth.directory.actions import words as actions
from hearth.directory.forms.staff_words import LONGEST, ReasonForm, WordsForm, kinds
from hearth.directory.models import Synonym
from hearth.directory.queries import synonyms as queries
from hearth.directory.queries.lexicon import Saying
from hearth.directory.queries.words import plain

STATES = [
    ("used", gettext_lazy("In use")),
    ("ours", gettext_lazy("Added or changed here")),
    ("gone", gettext_lazy("Taken away")),
]


def _state(row: Any) -> str:
    if row.removed_at:
        return _("Taken away")
    if not row.is_ours:
        return _("Came with the product")
    return _("Changed here") if row.is_shipped else _("Added here")


def _in_state(rows: Any, value: str) -> Any:
    if value == "gone":
        return rows.filter(removed_at__isnull=False)
    in_use = rows.filter(removed_at__isnull=True)
    return in_use.filter(is_ours=True) if value == "ours" else in_use


class Words(Listing):
    """All entries, by what is typed."""

    columns = [
        Column(
            "typed",
            gettext_lazy("What families type"),
            sort="typed",
            link=lambda row: reverse("directory:words_entry", args=[row.pk]),
        ),
        Column("means", gettext_lazy("Also means"), cell=lambda row: list_words(row.means)),
        Column("leads_to", gettext_lazy("Leads to"), cell=lambda row: list_words(queries.kinds_of_help(row.leads_to))),
        Column("state", gettext_lazy("Where from"), cell=_state),
        Column(
            "updated",
            gettext_lazy("Last changed"),
            sort="updated_at",
            cell=lambda row: date_words(row.updated_at.date(), weekday=False) if row.is_ours else "",
        ),
    ]
    filters = [
        TextFilter("q", gettext_lazy("Words"), apply=lambda rows, words: rows.filter(typed__contains=plain(words))),
        ChoiceFilter(
            "help",
            gettext_lazy("Leads to"),
            choices=kinds,
            apply=lambda rows, value: rows.filter(leads_to__contains=[value]),
        ),
        ChoiceFilter("state", gettext_lazy("Which"), choices=STATES, apply=_in_state),
    ]
    order = "typed"
    things = staticmethod(lambda n: ngettext("%(n)s entry", "%(n)s entries", n))
    empty = Empty(
        gettext_lazy("No everyday words yet"),
        gettext_lazy("Add what families type when they do not know what the help is called."),
        icon="search",
    )
    action = RowAction(lambda _row: _("Open"), lambda row: reverse("directory:words_entry", args=[row.pk]))


@staff("directory.words")
@require_safe
def words(request: MemberRequest) -> HttpResponse:
    """All everyday words that staff can change."""
    return Words(request, queries.synonyms()).respond("directory/staff/words.html")


@staff("directory.words")
@require_safe
def entry(request: MemberRequest, synonym_id: UUID) -> HttpResponse:
    """One entry, what it finds now, and its history."""
    kept = _kept(synonym_id)
    history = [
        {"version": one, "leads_to": list_words(queries.kinds_of_help(one.leads_to)), "means": list_words(one.means)}
        for one in queries.versions(synonym_id)
    ]
    return pages.render(
        request,
        "directory/staff/words_entry.html",
        {
            "entry": kept,
            "means": list_words(kept.means),
            "leads_to": list_words(queries.kinds_of_help(kept.leads_to)),
            "state": _state(kept),
            "history": history,
            "back": reverse("directory:words"),
        },
    )


@staff("directory.words")
@keeps_typing("directory.add_words")
def add(request: MemberRequest) -> HttpResponse:
    """Add words; "Preview" shows what searches would find and saves nothing."""
    asked_for = request.GET.get("typed", "")[:LONGEST]
    form = kept_form(request, WordsForm, initial={"typed": asked_for})
    if request.method == "GET" and asked_for and form["typed"].value() != asked_for:  # other words were begun before
        forget_typing(request)
        form = WordsForm(initial={"typed": asked_for})
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            made = actions.add_synonym(
                saying=form.saying([]), reason=form.cleaned_data["reason"], by=request.actor, now=clock.now()
            )
        except actions.SynonymRefused as refused:
            form.add_error("typed", str(refused))
        else:
            forget_typing(request)
            pages.say(request, _("Saved. Searches know these words from now on."))
            return redirect("directory:words_entry", made.pk)
    return _form(request, form, _("Add everyday words"), back=reverse("directory:words"))


@staff("directory.words")
@keeps_typing("directory.change_words")
def change(request: MemberRequest, synonym_id: UUID) -> HttpResponse:
    """Change words; "Preview" shows what searches would find and saves nothing."""
    kept = _kept(synonym_id)
    back = reverse("directory:words_entry", args=[synonym_id])
    offered = {code for code, _name in kinds()}
    also = [code for code in kept.leads_to if code not in offered]
    initial = {"typed": kept.typed, "means": "\n".join(kept.means), "leads_to": kept.leads_to}
    form = kept_form(request, WordsForm, initial=initial)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        seen = request.POST.get("seen", "")
        try:
            actions.change_synonym(
                synonym_id=synonym_id,
                saying=form.saying(also),
                reason=form.cleaned_data["reason"],
                seen_version=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
                by=request.actor,
                now=clock.now(),
            )
        except actions.SynonymRefused as refused:
            return pages.conflict(request, str(refused), back=back)
        forget_typing(request)
        pages.say(request, _("Saved. Searches use it from now on."))
        return redirect(back)
    return _form(request, form, _("Change everyday words"), back=back, kept=kept, also=also)


@staff("directory.words")
def remove(request: MemberRequest, synonym_id: UUID) -> HttpResponse:
    """Take words away, with a reason; the page shows first what searches would find without them."""
    kept = _kept(synonym_id)
    back = reverse("directory:words_entry", args=[synonym_id])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_synonym(
                synonym_id=synonym_id, reason=form.cleaned_data["reason"], by=request.actor, now=clock.now()
            )
        except actions.SynonymRefused as refused:
            return pages.conflict(request, str(refused), back=back)
        pages.say(request, _("Taken away. You can bring it back from its history."))
        return redirect(back)
    compared = queries.compare(saying=Saying(kept.typed), instead_of=kept.typed, searches=[])
    return _reason(
        request, form, _("Take “%(typed)s” away?") % {"typed": kept.typed}, _("Take it away"), back, compared
    )


@staff("directory.words")
def restore(request: MemberRequest, synonym_id: UUID, number: int) -> HttpResponse:
    """Make words mean what they meant in an older version, with a reason."""
    kept = _kept(synonym_id)
    back = reverse("directory:words_entry", args=[synonym_id])
    older = next((one for one in queries.versions(synonym_id) if one.number == number), None)
    if older is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.restore_synonym(
                synonym_id=synonym_id,
                number=number,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                now=clock.now(),
            )
        except actions.SynonymRefused as refused:
            return pages.conflict(request, str(refused), back=back)
        pages.say(request, _("Brought back. Searches use it from now on."))
        return redirect(back)
    saying = Saying(older.typed, tuple(older.means), tuple(older.leads_to))
    compared = queries.compare(saying=saying, instead_of=kept.typed, searches=[])
    title = _("Bring version %(number)s of “%(typed)s” back?") % {"number": number, "typed": older.typed}
    return _reason(request, form, title, _("Bring it back"), back, compared)


def _form(
    request: MemberRequest,
    form: WordsForm,
    heading: str,
    *,
    back: str,
    kept: Synonym | None = None,
    also: list[str] | None = None,
) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "heading": heading, "back": back, "entry": kept, "compared": []}
    if request.method == "POST" and "preview" in request.POST and form.is_valid():
        shown["compared"] = queries.compare(
            saying=form.saying(also or []),
            instead_of=kept.typed if kept else "",
            searches=form.cleaned_data["examples"],
        )
    return pages.render(request, "directory/staff/words_form.html", shown)


def _reason(
    request: MemberRequest, form: ReasonForm, heading: str, yes: str, back: str, compared: list[queries.Compared]
) -> HttpResponse:
    shown = {"form": form, "heading": heading, "yes": yes, "back": back, "compared": compared}
    return pages.render(request, "directory/staff/words_reason.html", shown)


def _kept(synonym_id: UUID) -> Synonym:
    found = queries.synonym(synonym_id)
    if found is None:
        raise Http404
    return found
