"""Asking for a family: a professional's referral; and taking back what was sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from hearth.access.guards import signed_in, staff
from hearth.core import clock, drafts, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.flow.views import start as start_flow
from hearth.core.words import ago_words
from hearth.directory.models import Service
from hearth.families.models import Registration
from hearth.families.queries import registrations
from hearth.referrals import actions, queries
from hearth.referrals.actions import AlreadyMoved
from hearth.referrals.forms import staff as forms
from hearth.referrals.staff import referring
from hearth.referrals.views.staff.scope import actor_of, goes_on_from, sent


class AskForFamily(referring.ReferFamily):
    """A member asks a service for a family."""

    kind = "referrals.send"
    url_name = "referrals:send"
    layout = "core/staff.html"
    title = lazy("Ask for a family")


@signed_in
@require_safe
def refer(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """From a public page: to sending, or back with a word for a member whose role sends nothing."""
    if request.may("referrals.send"):  # type: ignore[attr-defined]
        return redirect(f"{reverse('referrals:send')}?service={service_id}")
    pages.say(request, _("Your role sends no requests. Ask a colleague who does."), "important")
    return redirect("referrals:pathway", service_id)


@staff("referrals.send")
def send(request: HttpRequest) -> HttpResponse:
    """Begin to ask the service of `?service=` for a family; with `?like=`, for the family of an earlier referral; with
    `?registered=`, for one that registered at the reader's hub."""
    wanted = request.GET.get("service", "")
    service = queries.service_to_ask(wanted) if wanted else None
    earlier = goes_on_from(request, request.GET["like"]) if request.GET.get("like") else None
    registered = _registered(request) if request.GET.get("registered") else None
    keep = ("like", earlier.reference) if earlier else ("registered", str(registered.pk)) if registered else None
    if service is None:
        with drafts.holding(request):
            if not wanted and keep is None and drafts.find(request, AskForFamily.kind) is not None:
                return start_flow(AskForFamily(request))
        return pages.render(request, "referrals/staff/choose_service.html", referring.to_choose_from(request, keep))
    if not queries.takes_requests(service):
        pages.say(request, _("%(service)s takes no requests here. Ring them.") % {"service": service.name}, "important")
        return redirect("referrals:send")
    written = referring.written_to(request, AskForFamily)
    if written and "new" not in request.GET and (keep or written[0] != service):
        return _one_already(request, written, service, keep)
    if earlier:
        referring.begin_like(request, AskForFamily, service, earlier)
        return redirect("referrals:send")
    if registered:
        referring.begin_with_registered(request, AskForFamily, service, registered)
        return redirect("referrals:send")
    return start_flow(AskForFamily(request))


def _registered(request: HttpRequest) -> Registration:
    """A registration at the reader's hub. 404 for any other."""
    found = registrations.registrations_visible_to(actor_of(request))
    try:
        return found.get(pk=UUID(request.GET["registered"]))
    except (ValueError, Registration.DoesNotExist):
        raise Http404 from None


def _one_already(
    request: HttpRequest, written: tuple[Service, Any], service: Service, keep: tuple[str, str] | None
) -> HttpResponse:
    """One is being written: which of the two goes on."""
    like = f"&{keep[0]}={keep[1]}" if keep else ""
    context = {
        "written": written[0],
        "ago": ago_words(written[1]),
        "service": service,
        "go_on_url": reverse("referrals:send"),
        "new_url": f"{reverse('referrals:send')}?service={service.pk}{like}&new=1",
    }
    return pages.render(request, "referrals/staff/one_already.html", context)


@staff("referrals.send")
@require_POST
def forget_draft(request: HttpRequest) -> HttpResponse:
    """Throw away what was begun and not sent."""
    referring.forget_draft(request, AskForFamily)
    pages.say(request, _("What you had begun is deleted."))
    return redirect("referrals:sent")


@staff("referrals.send")
@keeps_typing("referrals.withdraw")
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back what the organisation sent."""
    referral = sent(request, reference)
    back = reverse("referrals:sent_record", args=[referral.reference])
    form = kept_form(request, forms.WordsForm)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(referral=referral, by=actor_of(request), now=clock.now(), words=form.cleaned_data["words"])
        except AlreadyMoved as already:
            return pages.conflict(request, str(already), back=back)
        forget_typing(request)
        pages.say(request, _("It is taken back."))
        return redirect(back)
    return pages.render(
        request, "referrals/staff/withdraw.html", {"form": form, "referral": referral, "back_url": back}
    )


@staff("referrals.send")
@keeps_typing("referrals.mark_in_error")
def mark_in_error(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that it should never have been sent."""
    referral = sent(request, reference)
    back = reverse("referrals:sent_record", args=[referral.reference])
    form = kept_form(request, forms.MistakeForm)
    if request.method == "POST" and form.is_valid():
        try:
            actions.mark_in_error(
                referral=referral, by=actor_of(request), now=clock.now(), reason=form.cleaned_data["reason"]
            )
        except AlreadyMoved as already:
            return pages.conflict(request, str(already), back=back)
        forget_typing(request)
        pages.say(request, _("It is marked as sent by mistake, and the service no longer sees it."))
        return redirect("referrals:sent")
    return pages.render(request, "referrals/staff/mistake.html", {"form": form, "referral": referral, "back_url": back})
