"""What is said of a service before anybody asks it. The same words on its own page, its pathway and in the forms."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.core.words import label_list_words
from hearth.directory.models import Capacity, Service
from hearth.referrals.machine import machine
from hearth.referrals.pathways import referrer_words
from hearth.referrals.queries.before import Before


def room(service: Service) -> tuple[str, str]:
    """ "Waiting about 4 weeks", and the kind of tag; "Not stated" where the provider says nothing."""
    if service.capacity == Capacity.OPEN:
        return _("Open: there are places"), "good"
    if service.capacity == Capacity.WAITING and service.wait_weeks:
        weeks = service.wait_weeks
        return ngettext("Waiting about %(n)s week", "Waiting about %(n)s weeks", weeks) % {"n": weeks}, "wait"
    if service.capacity == Capacity.WAITING:
        return _("There is a wait"), "wait"
    if service.capacity == Capacity.FULL:
        return _("Full for now"), "closed"
    return _("Not stated"), "plain"


def wait(found: Before) -> str:
    """ "Half of the families heard from a worker within 12 days (of 23 in the last 90 days)", or that they were too
    few to say."""
    days, base = found.wait.days, found.wait.base
    if days is None:
        return _("Too few families in the last 90 days to say.")
    if days == 0:
        return _("Half of the families heard from a worker on the same day (of %(base)s in the last 90 days).") % {
            "base": base
        }
    return ngettext(
        "Half of the families heard from a worker within %(days)s day (of %(base)s in the last 90 days).",
        "Half of the families heard from a worker within %(days)s days (of %(base)s in the last 90 days).",
        days,
    ) % {"days": days, "base": base}


def who(found: Before) -> str:
    """Who may refer, in one line."""
    names = label_list_words([referrer_words(code) for code in found.who])
    more = found.pathway.who_words if found.pathway else ""
    return f"{names}. {more}" if more else names


def lines(text: str) -> list[str]:
    """What a provider wrote, one thing a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def needed(found: Before) -> list[str]:
    """What a referral needs: what the provider says, or what every referral needs."""
    said = lines(found.pathway.needed) if found.pathway else []
    if not said:
        said = [
            _("Who it is for, and the children’s ages"),
            _("What would help, in the family’s words"),
            _("How it is safe to contact the family"),
        ]
    if found.needs_consent:
        said.append(_("The family must know of it and agree to it"))
    return said


def happens(found: Before) -> list[str]:
    """What happens then, step by step."""
    said = lines(found.pathway.happens) if found.pathway else []
    clocks = machine().clocks
    after_yes = _("After a yes a worker contacts the family within %(n)s working days.") % {
        "n": clocks["first-contact"]
    }
    return [
        _("The service opens it within %(n)s working days.") % {"n": clocks["acknowledge"]},
        _("It says yes or no within %(n)s working days, and a no comes with another way to get help.")
        % {"n": clocks["decide"]},
        *(said or [after_yes]),
        _("Whoever asked hears of every step, until there is an outcome."),
    ]


def how_long(found: Before) -> str:
    return found.pathway.how_long if found.pathway else ""


def short(found: Before) -> str:
    """ "Open: there are places", or the wait, for a row of a list."""
    return room(found.service)[0]
