"""A service as staff see it: what its listing says, what colleagues know, what has changed. And the way to find it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing, TextFilter
from hearth.core.navigation import address
from hearth.core.words import ago_words, date_words
from hearth.directory import cards, queries, times_shown
from hearth.directory.actions import follows as follow_actions
from hearth.directory.actions import notes as note_actions
from hearth.directory.forms.staff_notes import NoteForm
from hearth.directory.models import Service, ServiceNote, ServiceStatus
from hearth.directory.queries import follows, notes
from hearth.directory.queries import problems as problem_queries
from hearth.directory.staff import news_words
from hearth.directory.staff.links import edit_address_of

TAG = Markup('<strong class="hearth-tag hearth-tag--{}">{}</strong>')
NEWS_SHOWN = 10


def staff_url(service: Service) -> str:
    return reverse("directory:staff_service", args=[service.pk])


def state_cell(service: Service) -> Markup | str:
    if service.status == ServiceStatus.CLOSED:
        return TAG.format("closed", _("Closed"))
    if service.status == ServiceStatus.HIDDEN:
        return TAG.format("plain", _("Hidden"))
    return TAG.format("wait", _("Closed for now")) if closed_now(service) else ""


def closed_now(service: Service) -> bool:
    """Whether it is closed for a while on this day."""
    today, start, until = clock.today(), service.closed_from, service.closed_until
    return start is not None and start <= today and (until is None or until >= today)


def looked_up(rows: Any, words: str) -> Any:
    """Every word stands in the name of the service or of its organisation."""
    for word in words.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(organisation__name__icontains=word))
    return rows


class Services(Listing):
    """Services by name."""

    columns = [
        Column("name", gettext_lazy("Service"), sort="name", link=staff_url),
        Column("organisation", gettext_lazy("Organisation"), sort="organisation__name",
               cell=lambda service: service.organisation.name),
        Column("state", gettext_lazy("How it stands"), cell=state_cell),
        Column("assured", gettext_lazy("Last confirmed"), sort="assured_at",
               cell=lambda service: ago_words(service.assured_at) or _("Never")),
    ]  # fmt: skip
    filters = [
        TextFilter("q", gettext_lazy("Service or organisation"), apply=looked_up),
        ChoiceFilter(
            "closed",
            gettext_lazy("Closed ones"),
            choices=[("yes", gettext_lazy("Only closed ones"))],
            apply=lambda rows, _value: rows.filter(status=ServiceStatus.CLOSED),
        ),
    ]
    order = "name"
    things = staticmethod(lambda n: ngettext("%(n)s service", "%(n)s services", n))
    empty = Empty(
        gettext_lazy("No services yet"),
        gettext_lazy("Services show here once the directory has some."),
        icon="search",
    )


@staff("directory.follow")
@require_safe
def services(request: MemberRequest) -> HttpResponse:
    """Look up a service by its name or its organisation's."""
    return Services(request, follows.services_known(request.actor)).respond("directory/staff/services.html")


def known_service(request: MemberRequest, service_id: UUID) -> Service:
    """A service that the reader may look up, or 404."""
    found = follows.services_known(request.actor).select_related("merged_into").filter(pk=service_id).first()
    if found is None:
        raise Http404
    return found


@staff("directory.follow")
@keeps_typing("directory.note")
def service(request: MemberRequest, service_id: UUID) -> HttpResponse:
    """One service; a POST writes a note on it."""
    found = known_service(request, service_id)
    if found.merged_into_id is not None:
        return redirect("directory:staff_service", found.merged_into_id)
    reads_notes = request.may("directory.notes")
    form = kept_form(request, NoteForm) if reads_notes else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            note_actions.write(service_id=found.pk, words=form.cleaned_data["words"], by=request.actor, now=clock.now())
            forget_typing(request)
            pages.say(request, _("Your note is there. Colleagues of every organisation read it here."))
            return redirect(f"{staff_url(found)}#notes")
    else:
        follow_actions.read_alerts(by=request.actor, now=clock.now(), service_ids=[found.pk])
    return pages.render(request, "directory/staff/service.html", _shown(request, found) | {"form": form})


def _shown(request: MemberRequest, found: Service) -> dict[str, Any]:
    now = clock.now()
    facts = queries.service(found.pk)
    follow = follows.follows_by_service(request.actor, [found.pk]).get(found.pk)
    return {
        "service": found,
        "facts": facts,
        "card": cards.result_card(facts, now=now) if facts else None,
        "times": times_shown.service_times(facts, now).rules if facts else [],
        "languages_spoken": cards.language_words(facts.languages) if facts else "",
        "access": cards.access_words(facts) if facts else "",
        "closed": _closed_words(found),
        "people_told": problem_queries.warning(service_id=found.pk, now=now),
        "notes": notes.notes_on(found.pk, request.actor) if request.may("directory.notes") else [],
        "reads_notes": request.may("directory.notes"),
        "follow_id": follow,
        "news": [
            (date_words(one.created_at), news_words.news_words(one), "")
            for one in follows.news_of(found.pk, now)[:NEWS_SHOWN]
        ],
        "public_url": reverse("directory:service", args=[found.pk]) if facts else "",
        "report_url": reverse("directory:problem_of_service", args=[found.pk]) if facts else "",
        "send_url": _send_url(request, found) if facts else "",
        "edit_url": edit_address_of(request, found),
    }


def _closed_words(found: Service) -> str:
    if found.status == ServiceStatus.CLOSED:
        return _("It has closed for good.")
    if found.status == ServiceStatus.HIDDEN:
        return _("It is hidden from the public.")
    if not found.closed_from:
        return ""
    if found.closed_until and found.closed_until < clock.today():
        return ""
    if found.closed_until:
        return _("Closed from %(start)s to %(until)s. %(words)s") % {
            "start": date_words(found.closed_from),
            "until": date_words(found.closed_until),
            "words": found.closed_words,
        }
    return _("Closed from %(start)s until further notice. %(words)s") % {
        "start": date_words(found.closed_from),
        "words": found.closed_words,
    }


def _send_url(request: MemberRequest, found: Service) -> str:
    """Where to send a request to it for a family; empty where that cannot be done."""
    send = address("referrals:send") if request.may("referrals.send") and found.accepts_requests else ""
    return f"{send}?service={found.pk}" if send else ""


@staff("directory.follow")
@require_POST
def follow(request: MemberRequest, service_id: UUID) -> HttpResponse:
    """Follow it from now on."""
    found = known_service(request, service_id)
    follow_actions.follow_service(service_id=found.pk, by=request.actor, now=clock.now())
    pages.say(request, _("You follow %(name)s. You hear when it changes.") % {"name": found.name})
    return redirect(staff_url(found))


@staff("directory.follow")
@require_POST
def not_suggested(request: MemberRequest, service_id: UUID) -> HttpResponse:
    """Do not suggest it again."""
    follow_actions.dismiss(service_id=service_id, by=request.actor, now=clock.now())
    return redirect("directory:following")


@staff("directory.notes")
@require_POST
def useful(request: MemberRequest, service_id: UUID) -> HttpResponse:
    """Say that a note on it is useful, or take that back."""
    found = known_service(request, service_id)
    try:
        note_id = UUID(request.POST.get("note", ""))
        note_actions.mark(
            note_id=note_id, useful=request.POST.get("useful") == "yes", by=request.actor, now=clock.now()
        )
    except (ValueError, ServiceNote.DoesNotExist):
        pages.say(request, _("That note is no longer there."), "important")
    return redirect(f"{staff_url(found)}#notes")
