"""Listings that may be of one service: the list, two side by side, bringing them together, or saying they are two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction
from hearth.core.words import ago_words
from hearth.directory import document, merging
from hearth.directory.actions import ChangedMeanwhile
from hearth.directory.actions import duplicates as actions
from hearth.directory.actions import merging as merges
from hearth.directory.forms.staff_duplicates import PREFIX, DifferentForm, MergeForm
from hearth.directory.models import DuplicatePair, PairState, Service
from hearth.directory.queries import duplicates, problems
from hearth.directory.staff import duplicate_words, listing_words


def pair_url(pair: DuplicatePair) -> str:
    return reverse("directory:duplicate", args=[pair.pk])


def _owners(pair: DuplicatePair) -> str:
    return " / ".join(dict.fromkeys((pair.first.organisation.name, pair.second.organisation.name)))


class Pairs(Listing):
    """The surest first."""

    columns = [
        Column("name", lazy("Listings"), cell=duplicate_words.pair_name, link=pair_url),
        Column("organisation", lazy("Organisation"), cell=_owners),
        Column("why", lazy("Why we think so"), cell=lambda pair: ". ".join(duplicate_words.evidence(pair)[0])),
        Column("score", lazy("How sure"), cell=duplicate_words.certainty_tag, sort="score"),
    ]
    filters = [
        ChoiceFilter(
            "state",
            lazy("How it stands"),
            choices=[(state.value, state.label) for state in PairState],
            apply=lambda rows, value: rows.filter(state=value),
        )
    ]
    order = "-score"
    action = RowAction(lambda _pair: _("Compare"), pair_url)
    things = staticmethod(lambda n: ngettext("%(n)s pair", "%(n)s pairs", n))
    empty = Empty(
        lazy("No two listings look the same"),
        lazy("When listings change or a feed brings new ones, we look again. Pairs that may be one service show here."),
        icon="check",
    )


@staff("directory.approve")
@require_safe
def pairs(request: MemberRequest) -> HttpResponse:
    """What to look at; with the filter also what was decided."""
    rows = duplicates.waiting(request.actor)
    if request.GET.get("state") in {PairState.DIFFERENT, PairState.MERGED}:
        rows = duplicates.pairs_visible_to(request.actor)
    last = duplicates.last_search()
    looked = _("We last looked %(ago)s.") % {"ago": ago_words(last.at)} if last else ""
    return Pairs(request, rows, {"looked": looked}).respond("directory/staff/duplicates.html")


def pair_of(request: MemberRequest, pair_id: UUID) -> DuplicatePair:
    """The pair of an address; 404 for whoever does not look after the whole directory."""
    found = duplicates.pairs_visible_to(request.actor).filter(pk=pair_id).first()
    if found is None:
        raise Http404
    return found


@staff("directory.approve")
@keeps_typing("directory.not_the_same")
def pair(request: MemberRequest, pair_id: UUID) -> HttpResponse:
    """Two listings side by side."""
    found = pair_of(request, pair_id)
    return _pair_page(request, found, kept_form(request, DifferentForm) if request.method == "GET" else DifferentForm())


def _pair_page(request: MemberRequest, found: DuplicatePair, form: Any) -> HttpResponse:
    both = document.snapshots([found.first_id, found.second_id])
    one, other = both[found.first_id], both[found.second_id]
    speaks, against = duplicate_words.evidence(found)
    context = {
        "pair": found,
        "what": duplicate_words.pair_name(found),
        "tag": duplicate_words.certainty_tag(found),
        "speaks": speaks,
        "against": against,
        "sides": [_side(request, service, found) for service in (found.first, found.second)],
        "rows": [replace(row, marked_before=[], marked_after=[]) for row in _rows(one, other)],
        "can": found.pk in duplicates.waiting(request.actor).filter(pk=found.pk).values_list("pk", flat=True),
        "decided": ago_words(found.decided_at) if found.decided_at else "",
        "is_different": found.state == PairState.DIFFERENT,
        "form": form,
    }
    return pages.render(request, "directory/staff/duplicate.html", context)


def _rows(one: document.Document, other: document.Document) -> list[listing_words.Compared]:
    """What a reader would see a difference in."""
    return [row for row in listing_words.compare(one, other) if row.before != row.after]


def _side(request: MemberRequest, service: Service, found: DuplicatePair) -> dict[str, Any]:
    reports = problems.waiting(problems.any_problems(request.actor)).filter(service=service).count()
    return {
        "service": service,
        "facts": [
            (_("Organisation"), service.organisation.name),
            (_("Came from"), duplicate_words.came_from(service)),
            (_("Last confirmed"), ago_words(service.assured_at) or _("Never")),
            (_("Open reports"), str(reports) if reports else ""),
        ],
        "keep_url": f"{reverse('directory:merge', args=[found.pk])}?keep={service.pk}",
        "public_url": reverse("directory:service", args=[service.pk]),
    }


@staff("directory.approve")
@keeps_typing("directory.merge")
def merge(request: MemberRequest, pair_id: UUID) -> HttpResponse:
    """Choose which one stays and what it says; see what families would read; do it."""
    found = pair_of(request, pair_id)
    if not duplicates.waiting(request.actor).filter(pk=found.pk).exists():
        pages.say(request, _("These two are decided already, or one of them is closed."), "important")
        return redirect(pair_url(found))
    kept, absorbed = found.first, found.second
    if request.GET.get("keep") == str(found.second_id):
        kept, absorbed = absorbed, kept
    both = document.snapshots([kept.pk, absorbed.pk])
    stays, goes = both[kept.pk], both[absorbed.pk]
    rows = [row for row in _rows(stays, goes) if row.code in merging.ROWS]
    seen = {"seen_kept": kept.version, "seen_absorbed": absorbed.version}
    form = kept_form(request, MergeForm, rows=rows, initial=seen)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "look" in request.POST:
            said, _steps, _copies = merging.brought_together(kept.pk, stays, goes, form.choices)
            preview = listing_words.in_words(stays | said)
        else:
            done = _merge(request, found, kept, absorbed, form)
            if done is not None:
                return done
    context = {
        "pair": found,
        "kept": kept,
        "absorbed": absorbed,
        "rows": [(row, form[PREFIX + row.code]) for row in rows],
        "form": form,
        "preview": preview,
        "secret": len(goes["secret_places"]),
        "other_url": f"{request.path}?keep={absorbed.pk}",
        "back_url": pair_url(found),
    }
    return pages.render(request, "directory/staff/merge.html", context)


def _merge(
    request: MemberRequest, found: DuplicatePair, kept: Service, absorbed: Service, form: MergeForm
) -> HttpResponse | None:
    """Do it and go on; None where the page is to be looked at once more."""
    seen = (_number(form.cleaned_data["seen_kept"]), _number(form.cleaned_data["seen_absorbed"]))
    try:
        made = merges.merge(
            kept_id=kept.pk,
            absorbed_id=absorbed.pk,
            choices=form.choices,
            reason=form.cleaned_data["reason"],
            seen=seen,
            by=request.actor,
            now=clock.now(),
        )
    except ChangedMeanwhile:
        forget_typing(request)
        words = _("One of the listings was changed while you looked at this. Compare them once more, then decide.")
        pages.say(request, words, "important")
        return redirect(request.get_full_path())
    except merges.NotMergeable:
        pages.say(request, _("One of the two has been closed or brought together meanwhile."), "important")
        return redirect(pair_url(found))
    except merges.ChangeWaits as waits:
        words = _("A change of the listing that would go waits for approval. Decide on it first.")
        pages.say(request, words, "important")
        return redirect("directory:change", waits.change_id)
    forget_typing(request)
    pages.say(request, _("They are one listing now. The old address leads to it. You can take them apart again here."))
    return redirect("directory:merged", made.pk)


def _number(text: Any) -> int:
    return int(text) if str(text).isdigit() else 0


@staff("directory.approve")
@keeps_typing("directory.not_the_same")
def different(request: MemberRequest, pair_id: UUID) -> HttpResponse:
    """They are two services."""
    found = pair_of(request, pair_id)
    if request.method != "POST":
        return redirect(pair_url(found))
    form = kept_form(request, DifferentForm)
    if not form.is_valid():
        return _pair_page(request, found, form)
    try:
        actions.say_different(pair_id=found.pk, reason=form.cleaned_data["reason"], by=request.actor, now=clock.now())
    except actions.AlreadyDecided:
        pages.say(request, _("Somebody has decided on these two already."), "important")
        return redirect(pair_url(found))
    forget_typing(request)
    words = _(
        "Both stay as they are. We ask again only if one of them changes its name, its organisation or its place."
    )
    pages.say(request, words)
    return redirect("directory:duplicates")


@staff("directory.approve")
@require_POST
def again(request: MemberRequest, pair_id: UUID) -> HttpResponse:
    """They may be one after all."""
    found = pair_of(request, pair_id)
    try:
        actions.propose_again(pair_id=found.pk, by=request.actor, now=clock.now())
        pages.say(request, _("They are among the pairs to look at again."))
    except actions.AlreadyDecided:
        pages.say(request, _("Somebody has decided on these two already."), "important")
    return redirect(pair_url(found))
