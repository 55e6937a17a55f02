"""Letting a request that ended go on: by its service, by its sender, by a guest who sent it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.guards import guest, staff
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.referrals import actions, queries
from hearth.referrals.actions import AlreadyMoved, ConsentNeeded, NotAccepting
from hearth.referrals.forms import staff_moves as forms
from hearth.referrals.models import Referral
from hearth.referrals.views.staff.deciding import PLAIN
from hearth.referrals.views.staff.scope import actor_of, received, sent


@staff("referrals.accept")
@keeps_typing("referrals.reopen")
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """By the service that had it."""
    return _reopen(request, received(request, reference), "referrals:record", "core/staff.html")


@staff("referrals.send")
@keeps_typing("referrals.reopen")
def reopen_sent(request: HttpRequest, reference: str) -> HttpResponse:
    """By the organisation that sent it."""
    return _reopen(request, sent(request, reference), "referrals:sent_record", "core/staff.html")


@guest
@keeps_typing("referrals.reopen")
def guest_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """By somebody without an account who sent it."""
    return _reopen(request, sent(request, reference), "referrals:guest_record", "core/page.html")


def _reopen(request: HttpRequest, referral: Referral, record: str, layout: str) -> HttpResponse:
    back = reverse(record, args=[referral.reference])
    if request.method != "POST" and not queries.can_be_reopened(referral, clock.today()):
        pages.say(request, _("This cannot be done any more. Here is how it stands now."), "important")
        return redirect(back)
    form = kept_form(request, forms.ReopenForm, needs_agreement=actions.needs_family(referral))
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            new = actions.reopen(
                referral=referral,
                by=actor_of(request),
                now=clock.now(),
                reason=said["reason"],
                words=said["words"],
                family_agrees=bool(said.get("agrees")),
            ).referral
        except AlreadyMoved as already:
            return pages.conflict(request, str(already), back=back)
        except NotAccepting:
            form.add_error(None, _("This service takes no requests here any more. Ask another one for this family."))
        except ConsentNeeded:
            form.add_error(None, _("Ask the family first. This has changed since you opened the page."))
        else:
            forget_typing(request)
            pages.say(request, _("It goes on as %(reference)s, with clocks of its own.") % {"reference": new.reference})
            return redirect(record, new.reference)
    context = PLAIN | {
        "form": form,
        "referral": referral,
        "back_url": back,
        "layout": layout,
        "heading": _("Open it again"),
        "before": _(
            "What has ended stays as it is. A new request to the same service begins, with all that was said and a "
            "reference of its own. The family, the service and whoever sent it hear of it."
        ),
        "button": _("Open it again"),
    }
    return pages.render(request, "referrals/staff/move.html", context)
