"""A sender's own reminder of what was sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearth.access.guards import guest, staff
from hearth.core import pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.words import date_words
from hearth.referrals import actions, queries
from hearth.referrals.forms.staff_moves import RemindForm
from hearth.referrals.models import Referral
from hearth.referrals.views.staff.deciding import PLAIN
from hearth.referrals.views.staff.scope import actor_of, sent


@staff("referrals.view_sent")
@keeps_typing("referrals.remind_me")
def remind_me(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose the day, or another one."""
    before = _(
        "You get an email that morning, and it stands on your Today until you end it. Nobody else sees it. "
        "When a service is late you are reminded in any case."
    )
    return _choose(request, sent(request, reference), "referrals:sent_record", "core/staff.html", before)


@guest
@keeps_typing("referrals.remind_me")
def guest_remind_me(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for somebody without an account, who has a list and no Today."""
    before = _(
        "You get an email that morning, and your list says so until you end it. Nobody else sees it. "
        "When a service is late you are reminded in any case."
    )
    return _choose(request, sent(request, reference), "referrals:guest_record", "core/page.html", before)


@staff("referrals.view_sent")
@require_POST
def no_more(request: HttpRequest, reference: str) -> HttpResponse:
    """It was looked at, or is not wanted any more."""
    return _end(request, sent(request, reference), "referrals:sent_record")


@guest
@require_POST
def guest_no_more(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for somebody without an account."""
    return _end(request, sent(request, reference), "referrals:guest_record")


def _choose(request: HttpRequest, referral: Referral, record: str, layout: str, before: str) -> HttpResponse:
    by, back = actor_of(request), reverse(record, args=[referral.reference])
    chosen = queries.reminder_of(referral, by)
    form = kept_form(request, RemindForm, initial={"on": chosen.on} if chosen else None)
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        actions.set_reminder(referral=referral, by=by, on=on)
        forget_typing(request)
        pages.say(request, _("You are reminded on %(day)s.") % {"day": date_words(on)})
        return redirect(back)
    context = PLAIN | {
        "form": form,
        "referral": referral,
        "back_url": back,
        "layout": layout,
        "heading": _("Remind me"),
        "before": before,
        "button": _("Remind me on this day"),
    }
    return pages.render(request, "referrals/staff/move.html", context)


def _end(request: HttpRequest, referral: Referral, record: str) -> HttpResponse:
    actions.end_reminder(referral=referral, by=actor_of(request))
    pages.say(request, _("You are not reminded of it any more."))
    return redirect(record, referral.reference)
