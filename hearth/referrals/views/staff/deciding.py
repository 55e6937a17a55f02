"""What every decision of a service does: is it still to be made, show its form, make it once, say who was first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.core import pages
from hearth.core.drafts import forget_typing
from hearth.core.forms import HearthForm
from hearth.referrals import queries
from hearth.referrals.actions import AlreadyMoved
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral
from hearth.referrals.staff import reaching
from hearth.referrals.views.staff.scope import actor_of


def record_url(referral: Referral) -> str:
    return reverse("referrals:record", args=[referral.reference])


def decide(request: HttpRequest, referral: Referral, said: str, act: Callable[[], Any]) -> HttpResponse:
    """Do it and go back to the record; who came second reads who was first (409)."""
    try:
        act()
    except AlreadyMoved as already:
        return pages.conflict(request, str(already), back=record_url(referral))
    forget_typing(request)
    pages.say(request, said)
    return redirect(record_url(referral))


# What a page of a move may say besides its form (move.html).
PLAIN: dict[str, Any] = {"before": "", "quote": None, "quote_when": "", "show_contact": False, "danger": False}


def page(request: HttpRequest, referral: Referral, form: HearthForm, template: str, **context: Any) -> HttpResponse:
    contact = queries.contact_of(referral)
    after_a_no = not queries.reads_on(referral, queries.parties_of(referral, actor_of(request)))
    telling = "" if after_a_no else reaching.telling_words(reaching.plan_for(referral, contact))
    shown = {
        "form": form,
        "referral": referral,
        "back_url": record_url(referral),
        "contact": reaching.contact_words(contact),
        **PLAIN,
        "telling": telling,
    }
    return pages.render(request, f"referrals/staff/{template}.html", shown | context)


def not_now(request: HttpRequest, referral: Referral, code: str) -> HttpResponse | None:
    """Back to the record, with the reason, when this cannot be done as things stand. What somebody posts after another
    was first goes on to the action, which says who."""
    opened = referral.acknowledged_at is not None
    move = machine().moves[code]
    if move.opened and not opened:
        pages.say(request, _("Open the request before you answer it."), "important")
        return redirect(record_url(referral))
    if request.method != "POST" and move not in machine().live_moves_from(referral.state, opened=opened):
        pages.say(request, _("This cannot be done any more. Here is how it stands now."), "important")
        return redirect(record_url(referral))
    return None
