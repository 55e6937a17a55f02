"""Pauses, early ends, and passing on to another service."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.access.guards import guest, staff
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.directory.models import Service
from hearth.referrals import actions, queries
from hearth.referrals.actions import AlreadyMoved, ConsentNeeded, Incomplete, NotAccepting
from hearth.referrals.forms import staff_moves as forms
from hearth.referrals.forms.staff import WordsForm
from hearth.referrals.models import Referral, StatusRow
from hearth.referrals.queries.before import lacks_consent
from hearth.referrals.views.staff.deciding import PLAIN, decide, not_now, page
from hearth.referrals.views.staff.questions import last_words
from hearth.referrals.views.staff.scope import actor_of, received, sent

CONSENT = lazy("This service needs the family to agree first. Ask them, then refer them there anew")


@staff("referrals.start")
@keeps_typing("referrals.hold")
def hold(request: HttpRequest, reference: str) -> HttpResponse:
    """Pause it, with a reason and a day."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "hold")) is not None:
        return elsewhere
    form = kept_form(request, forms.HoldForm)
    if request.method == "POST" and form.is_valid():
        by, said = actor_of(request), form.cleaned_data
        return decide(
            request,
            referral,
            _("It is on hold. It comes back to you on the day that you chose."),
            lambda: actions.hold(referral=referral, by=by, now=clock.now(), **said),
        )
    return page(request, referral, form, "move", heading=_("Put on hold"), button=_("Put it on hold"))


@staff("referrals.start")
@keeps_typing("referrals.resume")
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on after a pause."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "resume")) is not None:
        return elsewhere
    form = kept_form(request, WordsForm)
    if request.method == "POST" and form.is_valid():
        by, words = actor_of(request), form.cleaned_data["words"]
        said = _("It goes on.")
        return decide(
            request, referral, said, lambda: actions.resume(referral=referral, by=by, now=clock.now(), words=words)
        )
    return page(request, referral, form, "move", heading=_("Go on with this request"), button=_("Go on"))


@staff("referrals.complete")
@keeps_typing("referrals.end_early")
def end_early(request: HttpRequest, reference: str) -> HttpResponse:
    """End it before it is complete."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "end-early")) is not None:
        return elsewhere
    form = kept_form(request, forms.EndEarlyForm)
    if request.method == "POST" and form.is_valid():
        by, said = actor_of(request), form.cleaned_data
        return decide(
            request,
            referral,
            _("It has ended, and the family and the sender are told."),
            lambda: actions.end_early(referral=referral, by=by, now=clock.now(), **said),
        )
    return page(
        request,
        referral,
        form,
        "move",
        heading=_("End it early"),
        before=_("This cannot be undone. The family can ask again at any time."),
        button=_("End it"),
        danger=True,
    )


@staff("referrals.decline")
@keeps_typing("referrals.redirect")
def pass_on(request: HttpRequest, reference: str) -> HttpResponse:
    """Another service can help more: it goes there as a new request. "Find" looks for a service and decides nothing."""
    referral = received(request, reference)
    if (elsewhere := not_now(request, referral, "redirect")) is not None:
        return elsewhere
    typed = request.POST if request.method == "POST" else request.GET
    services = queries.suggestions(
        typed.get("find", ""), chosen=typed.get("service", ""), other_than=referral.service_id, taking=True
    )
    shown = {
        "heading": _("Pass on to another service"),
        "before": _("A new request begins there with all that the family said. Both references lead to each other."),
        "button": _("Pass it on"),
        "looked": bool(typed.get("find", "").strip()),
    }
    if request.method == "POST" and "look" in request.POST:
        quiet = forms.ElsewhereForm(request.POST, services=services, quiet=True)
        return page(request, referral, quiet, "elsewhere", **shown)
    form = kept_form(request, forms.ElsewhereForm, services=services)
    if request.method == "POST" and form.is_valid():
        by, service, words = actor_of(request), form.chosen_service(), form.cleaned_data["words"]
        try:
            return decide(
                request,
                referral,
                _("It is passed on, and the family gets the new reference and code."),
                lambda: actions.redirect(referral=referral, service=service, by=by, now=clock.now(), words=words),
            )
        except (Incomplete, NotAccepting):
            form.add_error("service", _("This service takes no requests here. Choose another one"))
        except ConsentNeeded:
            form.add_error("service", CONSENT)
    return page(request, referral, form, "elsewhere", **shown)


@staff("referrals.send")
@keeps_typing("referrals.settle")
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    """After a no the sender says how it goes on."""
    referral = sent(request, reference)
    no = last_words(referral, "decline")
    service = no.alternative_service if no else None
    if service is not None and not queries.takes_requests(service):
        service = None
    return _settle(request, referral, "referrals:sent_record", "core/staff.html", no=no, service=service)


@guest
@keeps_typing("referrals.settle")
def guest_settle(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for somebody without an account; another service they ask from the page of what they sent."""
    referral = sent(request, reference)
    no = last_words(referral, "decline")
    return _settle(request, referral, "referrals:guest_record", "core/page.html", no=no, service=None)


def _settle(
    request: HttpRequest,
    referral: Referral,
    record: str,
    layout: str,
    *,
    no: StatusRow | None,
    service: Service | None,
) -> HttpResponse:
    """`service` is the other way that can be taken with one press; None where there is none."""
    back = reverse(record, args=[referral.reference])
    if request.method != "POST" and referral.choose_by is None:
        pages.say(request, _("There is nothing to choose here."), "important")
        return redirect(back)
    needs = service is not None and lacks_consent(service, referral.family_knows, referral.lawful_basis)
    form = kept_form(request, forms.SettleForm, alternative=service, needs_agreement=needs)
    if request.method == "POST" and form.is_valid():
        how = form.cleaned_data["how"]
        try:
            new = actions.settle(
                referral=referral,
                by=actor_of(request),
                now=clock.now(),
                reason=how,
                service=service,
                family_agrees=bool(form.cleaned_data.get("agrees")),
            )
        except AlreadyMoved as already:
            return pages.conflict(request, str(already), back=back)
        except ConsentNeeded:
            form.add_error("how", CONSENT)
        else:
            forget_typing(request)
            pages.say(request, _("It is sent there.") if how == "sent-again" else _("It is noted."))
            return redirect(record, new.reference)
    context = PLAIN | {
        "form": form,
        "referral": referral,
        "back_url": back,
        "layout": layout,
        "heading": _("How does it go on?"),
        "before": _("They could not help this time. Whatever you choose, the family is not left alone with the no."),
        "quote": no if no and no.words else None,
        "button": _("Save"),
    }
    return pages.render(request, "referrals/staff/move.html", context)
