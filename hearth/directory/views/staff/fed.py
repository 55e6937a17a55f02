"""What a feed brought about which somebody decides: conflicts, new services, services that are gone, words."""

from __future__ import annotations

import json
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
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, RowAction
from hearth.core.words import count_words, date_words, list_words
from hearth.directory import document as documents
from hearth.directory import vocabularies
from hearth.directory.actions import fed as actions
from hearth.directory.actions.feeds import FeedRefused
from hearth.directory.forms.staff_feeds import ChooseForm, MeaningForm
from hearth.directory.loading import reasons
from hearth.directory.models import ConflictChoice, Feed, FeedConflict, FeedTerm, Service
from hearth.directory.queries import feeds as queries
from hearth.directory.queries import vocabulary
from hearth.directory.staff import feed_words, listing_rows, listing_words
from hearth.directory.views.staff.feeds import TEMPLATES, feed_or_404

PAGE = 25


def _ids(request: MemberRequest, name: str = "ticked") -> list[UUID]:
    """The services that a form names; what is no id is left out."""
    found = []
    for text in request.POST.getlist(name):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


# Conflicts ------------------------------------------------------------------------------------------------------------
@staff("directory.feeds")
@require_safe
def conflicts(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """The listings that were changed here and in the feed."""
    found = feed_or_404(feed_id)
    rows = [
        {
            "one": one,
            "fields": list_words([str(feed_words.LABELS.get(name, name)) for name in one.fields]),
            "since": feed_words.since_words(one.since),
            "url": reverse("directory:feed_conflict", args=[feed_id, one.service_id]),
        }
        for one in queries.conflicted(found)
    ]
    chosen = [
        (date_words(one.settled_at), f"{one.service.name}: {feed_words.LABELS.get(one.field, one.field)}",
         ": ".join(filter(None, [one.settled_by, str(ConflictChoice(one.choice).label)])))
        for one in queries.chosen(found)[:10]
    ]  # fmt: skip
    context = {"feed": found, "rows": rows, "chosen": chosen, "back": reverse("directory:feed", args=[feed_id])}
    return pages.render(request, f"{TEMPLATES}feed_conflicts.html", context)


@staff("directory.feeds")
def conflict(request: MemberRequest, feed_id: UUID, service_id: UUID) -> HttpResponse:
    """One listing, field by field: what it says here, what the feed says, which is right."""
    found = feed_or_404(feed_id)
    back = reverse("directory:feed_conflicts", args=[feed_id])
    waiting = queries.conflicts_of(found, service_id)
    if not waiting:
        pages.say(request, _("Somebody has chosen already, or both sides say the same by now."), "important")
        return redirect(back)
    data = request.POST if request.method == "POST" else None
    forms = [ChooseForm(data, conflict=one, label=str(feed_words.LABELS.get(one.field, one.field))) for one in waiting]
    if data is not None and not any(form.errors for form in forms):
        choices = {form.conflict.pk: ConflictChoice(form.cleaned_data["choice"]) for form in forms}
        try:
            actions.settle_conflicts(feed_id=feed_id, choices=choices, by=request.actor, now=clock.now())
        except FeedRefused as refused:
            return pages.conflict(request, str(refused), back=back)
        pages.say(request, _("Chosen. It holds until the feed says something new there."))
        return redirect(back)
    here = documents.snapshot(service_id)
    context = {
        "feed": found,
        "service": {"id": service_id, "name": here["name"]},
        "forms": forms,
        "rows": [_sides(here, form) for form in forms],
        "back": back,
    }
    return pages.render(request, f"{TEMPLATES}feed_conflict.html", context)


def _sides(here: documents.Document, form: ChooseForm) -> dict[str, Any]:
    """Both sides of a field, as the listing's own rows show it."""
    one: FeedConflict = form.conflict
    there = here | (one.theirs or {})
    parts = set(one.theirs or {})
    rows = [row for row in listing_words.compare(here, there) if set(row.parts) & parts]
    return {"form": form, "label": feed_words.LABELS.get(one.field, one.field), "rows": rows, "since": one.created_at}


# New services ---------------------------------------------------------------------------------------------------------
@staff("directory.feeds")
def arrivals(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """New services of a feed that is not trusted: show them, or leave them hidden."""
    found = feed_or_404(feed_id)
    if request.method == "POST":
        return _decide_arrivals(request, found, _ids(request))
    refused = request.GET.get("which") == "hidden"
    rows = (queries.left_hidden(found) if refused else queries.arrivals(found)).select_related("organisation")
    total = rows.count()
    shown = list(rows.order_by("name")[:PAGE])
    context = {
        "feed": found,
        "rows": [
            {
                "service": one,
                "rows": feed_words.in_words(document),
                "url": reverse("directory:feed_arrival", args=[feed_id, one.pk]),
            }
            for one, document in _with_documents(shown)
        ],
        "total": total,
        "refused": refused,
        "hidden_count": 0 if refused else queries.left_hidden(found).count(),
        "back": reverse("directory:feed", args=[feed_id]),
    }
    return pages.render(request, f"{TEMPLATES}feed_arrivals.html", context)


def _with_documents(services: list[Service]) -> list[tuple[Service, documents.Document]]:
    found = documents.snapshots([one.pk for one in services])
    return [(one, found[one.pk]) for one in services]


def _decide_arrivals(request: MemberRequest, found: Feed, ids: list[UUID]) -> HttpResponse:
    back = reverse("directory:feed_arrivals", args=[found.pk])
    if not ids:
        pages.say(request, _("Tick the services that you mean first."), "important")
    elif "show" in request.POST:
        count = actions.show_new(feed_id=found.pk, service_ids=ids, by=request.actor, now=clock.now())
        pages.say(
            request,
            ngettext("Families find %(n)s service more.", "Families find %(n)s services more.", count) % {"n": count},
        )
    else:
        count = actions.leave_hidden(feed_id=found.pk, service_ids=ids, by=request.actor)
        pages.say(
            request,
            ngettext("%(n)s service stays hidden.", "%(n)s services stay hidden.", count) % {"n": count},
        )
    return redirect(back)


@staff("directory.feeds")
def arrival(request: MemberRequest, feed_id: UUID, service_id: UUID) -> HttpResponse:
    """One of them, as families would read it, and as it was sent."""
    found = feed_or_404(feed_id)
    row = queries.source_of(found, service_id)
    if row is None:
        raise Http404
    if request.method == "POST":
        return _decide_arrivals(request, found, [service_id])
    here = documents.snapshots([service_id]).get(service_id)
    if here is None:
        raise Http404
    context = {
        "feed": found,
        "service": {"id": service_id, "name": here["name"], "status": here["status"]},
        "rows": feed_words.in_words(here),
        "terms": listing_rows.terms(here),
        "notes": [reasons.words(code) for code in row.reasons],
        "raw": as_json(row.raw),
        "back": reverse("directory:feed_arrivals", args=[feed_id]),
    }
    return pages.render(request, f"{TEMPLATES}feed_arrival.html", context)


def as_json(raw: Any) -> str:
    """A record as it was sent, to read."""
    return json.dumps(raw, indent=2, ensure_ascii=False)


# Gone -----------------------------------------------------------------------------------------------------------------
@staff("directory.feeds")
def gone(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """Services that the feed has no more: close them, or keep them."""
    found = feed_or_404(feed_id)
    if request.method == "POST":
        return _decide_gone(request, found, _ids(request))
    rows = queries.gone(found).select_related("organisation").order_by("name")
    total = rows.count()
    shown = list(rows[:PAGE])
    since = queries.gone_since(found, [one.pk for one in shown])
    context = {
        "feed": found,
        "rows": [
            {"service": one, "since": feed_words.since_words(since.get(one.pk)), "rows": feed_words.in_words(document)}
            for one, document in _with_documents(shown)
        ],
        "total": total,
        "back": reverse("directory:feed", args=[feed_id]),
    }
    return pages.render(request, f"{TEMPLATES}feed_gone.html", context)


def _decide_gone(request: MemberRequest, found: Feed, ids: list[UUID]) -> HttpResponse:
    back = reverse("directory:feed_gone", args=[found.pk])
    if not ids:
        pages.say(request, _("Tick the services that you mean first."), "important")
        return redirect(back)
    close = "close" in request.POST
    now = clock.now()
    try:
        actions.decide_gone(feed_id=found.pk, service_ids=ids, close=close, by=request.actor, now=now)
    except FeedRefused as refused:
        return pages.conflict(request, str(refused), back=back)
    count = len(ids)
    if close:
        words = ngettext("%(n)s service is closed.", "%(n)s services are closed.", count)
    else:
        words = ngettext("%(n)s service is kept as it is.", "%(n)s services are kept as they are.", count)
    pages.say(request, words % {"n": count})
    return redirect(back)


# Words ----------------------------------------------------------------------------------------------------------------
def _meaning(row: FeedTerm) -> str:
    if row.decided_at is None:
        return _("Nobody has said yet")
    return list_words([target.name for target in row.targets.all()]) or _("Nothing here")


class Words(Listing):
    """The entries of a feed's own vocabulary."""

    columns = [
        Column("name", lazy("Their word"), sort="term__name", cell=lambda row: row.term.name,
               link=lambda row: reverse("directory:feed_word", args=[row.feed_id, row.pk])),
        Column("list", lazy("In their list"), cell=lambda row: row.term.taxonomy.name),
        Column("services", lazy("Services"), sort="services", cell=lambda row: count_words(row.services), number=True),
        Column("meaning", lazy("Means here"), cell=_meaning),
    ]  # fmt: skip
    filters = [
        ChoiceFilter(
            "decided",
            lazy("Means here"),
            choices=[("no", lazy("Nobody has said yet")), ("yes", lazy("Decided"))],
            apply=lambda rows, value: rows.filter(decided_at__isnull=value == "no"),
        )
    ]
    things = staticmethod(lambda n: ngettext("%(n)s word", "%(n)s words", n))
    empty = Empty(
        lazy("It has no words of its own"),
        lazy("When its services are sorted into kinds that we do not know, they show here."),
        icon="check",
    )
    action = RowAction(
        lambda row: _("Change") if row.decided_at else _("Say what it means"),
        lambda row: reverse("directory:feed_word", args=[row.feed_id, row.pk]),
    )


@staff("directory.feeds")
@require_safe
def words(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """The feed's words, how many services have each, and what they mean here."""
    found = feed_or_404(feed_id)
    context = {"feed": found, "back": reverse("directory:feed", args=[feed_id])}
    return Words(request, queries.words(found)).respond(f"{TEMPLATES}feed_terms.html", context)


@staff("directory.feeds")
def word(request: MemberRequest, feed_id: UUID, word_id: int) -> HttpResponse:
    """Say what one means: it holds for the services that are here and for those that come."""
    found = feed_or_404(feed_id)
    row = queries.word(found, word_id)
    if row is None:
        raise Http404
    back = reverse("directory:feed_words", args=[feed_id])
    initial = {"targets": [str(target.pk) for target in row.targets.all()]}
    form = MeaningForm(request.POST if request.method == "POST" else None, choices=_categories(), initial=initial)
    if request.method == "POST" and form.is_valid():
        count = actions.decide_term(feed_term_id=word_id, target_ids=form.ids(), by=request.actor, now=clock.now())
        pages.say(
            request,
            ngettext(
                "Saved. It changed %(n)s service, and holds for those that come.",
                "Saved. It changed %(n)s services, and holds for those that come.",
                count,
            )
            % {"n": count_words(count)},
        )
        return redirect(back)
    context = {"feed": found, "word": row, "form": form, "used_by": queries.used_by(row), "back": back}
    return pages.render(request, f"{TEMPLATES}feed_term.html", context)


def _categories() -> list[tuple[str, str]]:
    """Our own terms that families find help by, in their order."""
    known = vocabulary()
    found: list[tuple[str, str]] = []
    for name in vocabularies.FILES:
        for term in known.of(vocabularies.shipped(name)["taxonomy"]["code"]):
            found.append((str(term.id), f"{term.name} ({term.taxonomy_name})"))
            found += [
                (str(known.by_code[code].id), f"{term.name}: {known.by_code[code].name}") for code in term.children
            ]
    return found
