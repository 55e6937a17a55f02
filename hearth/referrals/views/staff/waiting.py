"""The waiting lists: on it, in order, reviewed one by one or together, and off it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.audit.models import EntryKind
from hearth.core import clock, pages
from hearth.core.drafts import keeps_typing, kept_form
from hearth.core.lists import Listing
from hearth.core.words import ago_words
from hearth.referrals import actions, queries
from hearth.referrals.forms import staff_moves as forms
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral
from hearth.referrals.staff import summary
from hearth.referrals.views.staff.deciding import decide, not_now, page
from hearth.referrals.views.staff.queue import PAGE, things
from hearth.referrals.views.staff.scope import actor_of, received
from hearth.referrals.views.staff.taking_away import as_file, downloads


@staff("referrals.accept")
@keeps_typing("referrals.put_on_waiting_list")
def put_on_waiting_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Yes, and not yet."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "put-on-waiting-list")) is not None:
        return elsewhere
    form = kept_form(request, forms.WaitingForm)
    if request.method == "POST" and form.is_valid():
        by, words = actor_of(request), form.cleaned_data["words"]
        return decide(
            request,
            referral,
            _("It is on the waiting list. The family sees its place, and what can help meanwhile."),
            lambda: actions.put_on_waiting_list(
                referral=referral, by=by, now=clock.now(), words=words, reason=form.reason, until=form.until_day
            ),
        )
    return page(request, referral, form, "move", heading=_("Put on the waiting list"), button=_("Put on the list"))


@staff("referrals.accept")
@keeps_typing("referrals.review")
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Look at one that waits: its turn, and when to look again. The family hears that it is not forgotten."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "review")) is not None:
        return elsewhere
    form = kept_form(request, forms.WaitingForm, priority=referral.priority)
    if request.method == "POST" and form.is_valid():
        by, words = actor_of(request), form.cleaned_data["words"]
        return decide(
            request,
            referral,
            _("It is reviewed."),
            lambda: actions.review(
                referral=referral, by=by, now=clock.now(), words=words, reason=form.reason, until=form.until_day
            ),
        )
    return page(
        request,
        referral,
        form,
        "move",
        heading=_("Review on the waiting list"),
        before=_("The family hears that it is still on the list and that nobody has forgotten it."),
        button=_("Save the review"),
    )


@staff("referrals.start")
@keeps_typing("referrals.start_from_waiting")
def start_from_waiting(request: HttpRequest, reference: str) -> HttpResponse:
    """First contact with somebody who waited."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "start-from-waiting")) is not None:
        return elsewhere
    before = forms.places_before(referral, list(queries.line(actor_of(request), referral.service_id)))
    form = kept_form(request, forms.StartWaitingForm, passes=before)
    if request.method == "POST" and form.is_valid():
        by, said = actor_of(request), form.cleaned_data
        try:
            return decide(
                request,
                referral,
                _("First contact is recorded."),
                lambda: actions.start_from_waiting(referral=referral, by=by, now=clock.now(), **said),
            )
        except actions.Incomplete:  # somebody came before it meanwhile
            form = forms.StartWaitingForm(request.POST, passes=1)
            form.is_valid()
    words = ngettext(
        "%(n)s family stands before this one on the list.", "%(n)s families stand before this one on the list.", before
    ) % {"n": before}
    return page(
        request,
        referral,
        form,
        "move",
        heading=_("Record first contact"),
        before=words if before else _("This family is next."),
        show_contact=True,
        button=_("Record first contact"),
    )


@staff("referrals.view")
@require_safe
def waiting_lists(request: HttpRequest) -> HttpResponse:
    """The waiting list of each service."""
    rows = queries.waiting_by_service(actor_of(request), clock.today())
    heads = [_("Service"), _("Waiting"), _("First asked"), _("Late reviews")]
    lines = [[row.name, row.waiting, clock.today(row.first_asked).isoformat(), row.late] for row in rows]
    if (file := as_file(request, "waiting-lists", heads, lines)) is not None:
        return file
    may_lead = request.may("referrals.lead")  # type: ignore[attr-defined]
    return pages.render(
        request, "referrals/staff/waiting_lists.html", {"rows": rows, "may_lead": may_lead, "downloads": downloads()}
    )


class Line(Listing):
    """The pages of one waiting list; its table is the template's own."""

    page_size = PAGE
    things = staticmethod(things)


@staff("referrals.view")
def waiting_list(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One list, in order. Several can be reviewed together: each keeps its place and gets a next day."""
    actor = actor_of(request)
    service = next((one for one in queries.own_services(actor) if one.pk == service_id), None)
    if service is None:
        raise Http404
    here = request.get_full_path()  # the same page of the list
    ordered = queries.for_list(queries.line(actor, service.pk))
    may_review = request.may("referrals.accept")  # type: ignore[attr-defined]
    if request.method == "POST" and may_review:
        chosen = list(ordered.filter(reference__in=request.POST.getlist("chosen")))
        if not chosen:
            pages.say(request, _("Tick at least one request, then review."), "important")
            return redirect(here)
        count = actions.review_many(
            referrals=chosen, by=actor, now=clock.now(), until=None, words=request.POST.get("words", "")[:2000]
        )
        said = ngettext("%(n)s request is reviewed.", "%(n)s requests are reviewed.", count) % {"n": count}
        pages.say(request, said)
        return redirect(here)
    if (file := as_file(request, "waiting-list", _heads(), [_line(*row) for row in enumerate(ordered, 1)])) is not None:
        return file
    today = clock.today()
    listing = Line(request, ordered)
    rows = []
    for number, row in enumerate(listing.rows, start=listing.first):
        due, late = summary.due_words(row)
        rows.append(
            {
                "referral": row,
                "place": number,
                "about": summary.children(row.people.all()),
                "asked": ago_words(row.sent_at),
                "since": ago_words(row.waiting_since) if row.waiting_since else "",
                "priority": machine().reason_words("priority", row.priority) if row.priority else "",
                "due": due,
                "late": late,
                "soon": (found := queries.due(row)) is not None and found.is_soon(today),
            }
        )
    actions.record_export(what="listed", count=len(rows), by=actor, kind=EntryKind.VIEW)
    context = {
        "service": service, "rows": rows, "listing": listing, "may_review": may_review, "downloads": downloads(),
    }  # fmt: skip
    return pages.render(request, "referrals/staff/waiting_list.html", context)


def _heads() -> list[str]:
    return [
        *(_("Place"), _("Reference"), _("About"), _("Area"), _("Asked"), _("On the list since")),
        *(_("Comes first because"), _("Who has it"), _("Next look")),
    ]


def _line(place: int, row: Referral) -> list[Any]:
    """One who waits as a line of a file, its days as a computer reads them."""
    return [
        place,
        row.reference,
        summary.children(row.people.all()),
        summary.area(row),
        clock.today(row.sent_at).isoformat(),
        clock.today(row.waiting_since).isoformat() if row.waiting_since else "",
        machine().reason_words("priority", row.priority) if row.priority else "",
        row.worker_name,
        row.review_by.isoformat() if row.review_by else "",
    ]
