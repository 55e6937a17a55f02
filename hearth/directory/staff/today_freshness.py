"""Today: listings to confirm; for who looks after the whole directory, whom to ring."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.requests import MemberRequest
from hearth.core.today import TodayItem, TodayPanel
from hearth.directory.queries import freshness
from hearth.directory.staff.freshness import due_words, letter_words, phone_of

SHOWN = 5


def panels(request: MemberRequest) -> list[TodayPanel]:
    """The reader's own listings that are due, and those about which nobody could be reached."""
    found = []
    if request.may("directory.edit"):
        found.append(_own(request))
    if request.may("directory.approve"):
        found.append(_to_ring(request))
    return found


def _own(request: MemberRequest) -> TodayPanel:
    rows = freshness.to_confirm(request.actor)
    items = []
    for row in rows[:SHOWN]:
        due, late = due_words(row)
        url = f"{reverse('directory:to_confirm')}#tick-{row.pk}"
        items.append(TodayItem(text=row.name, url=url, action=_("Confirm it"), when=due, late=late))
    return TodayPanel(
        _("Listings to confirm"), items, 30, rows.count(), reverse("directory:to_confirm"), _("All to confirm")
    )


def _to_ring(request: MemberRequest) -> TodayPanel:
    rows = freshness.to_ring(request.actor, everywhere=True).order_by("review__due_on", "name", "pk")
    items = [
        TodayItem(
            text=row.name,
            url=reverse("directory:standing", args=[row.pk]),
            action=_("Next step"),
            when=letter_words(row),
            note=phone_of(row),
        )
        for row in rows[:SHOWN]
    ]
    url = f"{reverse('directory:stale')}?standing=stale&letter=unreached"
    return TodayPanel(_("Not confirmed, and nobody reached"), items, 40, rows.count(), url, _("All to ring"))
