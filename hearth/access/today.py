"""What whoever looks after accounts and messages has to do today."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.access import queries
from hearth.access.agreement_words import state_words
from hearth.access.queries.agreements import SOON as AGREEMENT_SOON
from hearth.access.queries.agreements import running_out
from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.today import TodayItem, TodayPanel
from hearth.core.words import date_words

SOON = timedelta(days=2)


def panels(request: MemberRequest) -> list[TodayPanel]:
    """Invitations that run out, messages that did not go out, agreements that need a look."""
    found = []
    if request.may("access.manage"):
        found.append(_invitations(request))
    if request.may("outbox.read"):
        found.append(_messages(request))
    if request.may("access.agreements"):
        found.append(_agreements())
    return found


def _invitations(request: MemberRequest) -> TodayPanel:
    now = clock.now()
    waiting = (
        queries.invitations_visible_to(request.actor)
        .filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lt=now + SOON)
        .order_by("expires_at")
    )
    members = reverse("access:members")
    items = [
        TodayItem(
            text=_("%(name)s has not accepted the invitation") % {"name": one.name},
            when=(
                _("The link is too old since %(date)s") if one.expires_at <= now else _("The link works until %(date)s")
            )
            % {"date": date_words(one.expires_at)},
            late=one.expires_at <= now,
            url=f"{members}#invitations",
            action=_("Send it again"),
        )
        for one in waiting[:5]
    ]
    return TodayPanel(title=_("Invitations"), items=items, order=60, total=waiting.count(), all_url=members)


def _messages(request: MemberRequest) -> TodayPanel:
    failed = queries.messages_visible_to(request.actor).filter(status="failed").count()
    items = []
    if failed:
        words = ngettext("%(n)s message did not go out", "%(n)s messages did not go out", failed) % {"n": failed}
        items = [TodayItem(text=words, url=f"{reverse('access:messages')}?status=failed", action=_("Look at them"))]
    return TodayPanel(title=_("Emails and texts"), items=items, order=50, total=failed)


def _agreements() -> TodayPanel:
    """The ones that end within 60 days, are to be looked at again within 60 days, or should have been."""
    today = clock.today()
    waiting = list(running_out(today=today))
    items = []
    for one in waiting[:5]:
        ends = one.ends_on <= today + AGREEMENT_SOON
        review = one.review_on if one.review_on and one.review_on <= today + AGREEMENT_SOON else None
        items.append(
            TodayItem(
                text=one.title,
                when=state_words(one, today)
                if ends
                else _("Look at it again by %(date)s") % {"date": date_words(review, weekday=False)},
                late=one.ends_on <= today + timedelta(days=7) or bool(review and review < today),
                url=reverse("access:agreement", args=[one.pk]),
                action=_("Open"),
            )
        )
    return TodayPanel(
        title=_("Data sharing agreements"),
        items=items,
        order=30,
        total=len(waiting),
        all_url=reverse("access:agreements"),
    )
