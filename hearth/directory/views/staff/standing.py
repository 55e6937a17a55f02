"""Listings one by one: what was done about each, and what an editor can do about it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.words import date_words, when_words
from hearth.directory import cards, queries
from hearth.directory.actions import closing, confirming, reminding
from hearth.directory.actions import more_time as giving
from hearth.directory.forms.staff_freshness import CloseForm, ConfirmForm, MoreTimeForm
from hearth.directory.models import Service, ServiceStatus, Standing
from hearth.directory.queries import freshness
from hearth.directory.staff import freshness as words
from hearth.directory.staff.freshness import listing_page
from hearth.directory.staff.scope import everywhere


@staff("directory.oversee")
@require_safe
def show(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """One listing: where it stands, what comes next, what was done, what can be done."""
    service = _listing_or_404(request, listing_id, "directory.oversee")
    facts = queries.service(service.pk)
    now = clock.now()
    is_open = service.status == ServiceStatus.ACTIVE
    dates = words.dates_of(service)
    mine = service.organisation_id == request.actor.organisation_id
    edits = _may_change(request, service)
    due = bool(dates and dates.asked_from and is_open)
    shown = {
        "service": service,
        "standing": words.standing_words(service),
        "tag": words.TAGS[Standing(service.standing)] if is_open else "closed",
        "next": words.next_words(service, clock.today(now)),
        "public_words": cards.freshness_words(facts, now)[0] if facts else "",
        "phone": words.phone_of(service),
        "facts": [
            (_("Last confirmed"), words.confirmed_words(service)),
            (
                _("To be confirmed"),
                dates
                and _("every %(n)s months, next by %(day)s") % {"n": dates.months, "day": date_words(dates.due_on)},
            ),
            (_("What comes next"), words.next_words(service, clock.today(now))),
            (_("Last letter"), words.letter_words(service)),
        ],
        "story": [(when_words(s.at), words.step_words(s), words.who_words(s)) for s in freshness.story(service.pk)],
        "form": ConfirmForm(),
        "may_confirm": edits and is_open,
        "may_ask": request.may("directory.approve") and due,
        "may_give": request.may("directory.approve") and due,
        "has_time": bool(dates and dates.more_until and dates.more_until >= clock.today(now)),
        "may_close": edits and is_open,
        "may_open": edits and service.status == ServiceStatus.CLOSED,
        "mine": mine,
    }
    return pages.render(request, "directory/staff/standing.html", shown)


@staff("directory.oversee")
@require_POST
def confirm(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """It is still right: the owner says so, or told an editor."""
    service = _to_change_or_404(request, listing_id)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        pages.say(request, _("Use 200 characters or fewer to say how you know."), "important")
        return redirect(listing_page(service))
    said = form.cleaned_data["words"]
    if confirming.confirm(service_ids=[service.pk], by=request.actor, now=clock.now(), words=said):
        pages.say(request, _("Confirmed. It stands among the others again."))
    else:
        pages.say(request, _("It is not shown to the public, so there is nothing to confirm."), "important")
    return redirect(listing_page(service))


@staff("directory.approve")
@keeps_typing("directory.more_time")
def more_time(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """Let it stay a while though nobody has confirmed it; if it was shown last or hidden, it comes back."""
    service = _listing_or_404(request, listing_id, "directory.approve")
    form = kept_form(request, MoreTimeForm)
    if request.method == "POST" and form.is_valid():
        until = giving.give_more_time(
            service_id=service.pk,
            days=int(form.cleaned_data["days"]),
            words=form.cleaned_data["words"],
            by=request.actor,
            now=clock.now(),
        )
        forget_typing(request)
        if until:
            pages.say(request, _("It is shown as before until %(day)s.") % {"day": date_words(until)})
        else:
            pages.say(request, _("It is not due, so it needs no more time."), "important")
        return redirect(listing_page(service))
    shown = {
        "form": form,
        "service": service,
        "back_url": listing_page(service),
        "hidden": service.standing in ("demoted", "hidden"),
    }
    return pages.render(request, "directory/staff/more_time.html", shown)


@staff("directory.approve")
@require_POST
def end_time(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """Take the extra time back."""
    service = _listing_or_404(request, listing_id, "directory.approve")
    if giving.end_more_time(service_id=service.pk, by=request.actor, now=clock.now()):
        pages.say(request, _("The extra time is over. It stands where its dates say."))
    return redirect(listing_page(service))


@staff("directory.approve")
@require_POST
def ask(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """Send the link again, about everything that is due of its organisation."""
    service = _listing_or_404(request, listing_id, "directory.approve")
    written = reminding.ask_again(organisation_id=service.organisation_id, now=clock.now(), by=request.actor)
    reached = [one for one in written if one.emails]
    if reached:
        pages.say(request, _("The link is on its way."))
    elif written:
        pages.say(request, _("There is nobody to write to: ring them."), "important")
    else:
        pages.say(request, _("They were written to just now, or nothing of theirs is due."), "important")
    return redirect(listing_page(service))


@staff("directory.oversee")
@keeps_typing("directory.close_listing")
def close(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """It is no longer run."""
    service = _to_change_or_404(request, listing_id)
    form = kept_form(request, CloseForm)
    if request.method == "POST" and form.is_valid():
        if closing.close_for_good(
            service_id=service.pk, by=request.actor, now=clock.now(), words=form.cleaned_data["words"]
        ):
            pages.say(request, _("It is closed. Families no longer find it."))
        forget_typing(request)
        return redirect(listing_page(service))
    return pages.render(
        request,
        "directory/staff/close_listing.html",
        {"form": form, "service": service, "back_url": listing_page(service)},
    )


@staff("directory.oversee")
@require_POST
def open_again(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """It was closed by mistake."""
    service = _to_change_or_404(request, listing_id)
    if closing.open_again(service_id=service.pk, by=request.actor, now=clock.now()):
        pages.say(request, _("It is open again."))
    return redirect(listing_page(service))


def _listing_or_404(request: MemberRequest, listing_id: UUID, beyond: str) -> Service:
    """A listing of the own organisation; of any, where the permission `beyond` reaches the whole network."""
    rows = freshness.overseen(request.actor, everywhere=everywhere(request, beyond))
    found = rows.filter(pk=listing_id).first()
    if found is None:
        raise Http404
    return found


def _may_change(request: MemberRequest, service: Service) -> bool:
    """Whether the reader speaks for this listing: as its owner's editor, or for the whole network."""
    mine = service.organisation_id == request.actor.organisation_id
    return request.may("directory.approve") or (mine and request.may("directory.edit"))


def _to_change_or_404(request: MemberRequest, listing_id: UUID) -> Service:
    """A listing that the reader may confirm, close or open again."""
    service = _listing_or_404(request, listing_id, "directory.oversee")
    if not _may_change(request, service):
        raise Http404
    return service
