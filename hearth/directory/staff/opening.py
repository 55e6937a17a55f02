"""A hub's opening as those who look after it see it: closures and what they cost, bank holidays nobody spoke about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.core.actors import Actor
from hearth.core.bank_holidays import bank_holiday_words
from hearth.core.words import date_words
from hearth.directory.models import BankHolidays, Site, SiteClosure
from hearth.directory.queries import hubs
from hearth.directory.queries.opening import sessions_lost, sites_of
from hearth.directory.queries.times import Opening, Shut, shut_words

SETTLE_WITHIN = timedelta(days=60)
REMIND_WITHIN = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class ShownClosure:
    """Days on which a site is shut, as families read them, and what is shown as not on because of them."""

    words: str
    lost: Sequence[str]
    change_url: str
    remove_url: str


def closure(one: SiteClosure, today: date) -> ShownClosure:
    """One closure with its effects."""
    return ShownClosure(
        shut_words(Shut(one.first_day, one.last_day, one.words), today),
        sessions_lost(one.site_id, max(one.first_day, today), one.last_day),
        reverse("directory:closure", args=[one.pk]),
        reverse("directory:remove_closure", args=[one.pk]),
    )


def bank_holiday_words_of(stated: str) -> str:
    """What was said of bank holidays."""
    return {
        BankHolidays.OPEN.value: _("Open on bank holidays"),
        BankHolidays.CLOSED.value: _("Shut on bank holidays"),
    }.get(stated, _("On bank holidays it differs"))


def bank_holidays_to_settle(opening: Opening, today: date, within: timedelta = SETTLE_WITHIN) -> list[date]:
    """The bank holidays soon on which nobody said whether it is open."""
    return opening.doubtful(today, today + within)


def settle_words(day: date) -> str:
    """ "Friday 25 December, Christmas Day"."""
    return _("%(day)s, %(holiday)s") % {"day": date_words(day), "holiday": bank_holiday_words(day)}


def shut_url(site_id: UUID, day: date) -> str:
    """The page on which this site can be said to be shut on this day."""
    return f"{reverse('directory:shut')}?{urlencode({'site': site_id, 'day': day.isoformat()})}"


def unsettled(actor: Actor, today: date) -> list[tuple[Site, date]]:
    """The bank holidays within three weeks of which nobody said whether a hub of the actor's organisation is open."""
    own = [site for site in sites_of(actor) if site.organisation_id == actor.organisation_id]
    found = {hub.id: hub.opening for hub in hubs()}
    pairs = [
        (site, day)
        for site in own
        if site.pk in found
        for day in bank_holidays_to_settle(found[site.pk], today, REMIND_WITHIN)
    ]
    return sorted(pairs, key=lambda pair: (pair[1], pair[0].name))
