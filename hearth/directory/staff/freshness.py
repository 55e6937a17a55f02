"""How the freshness of listings is said to staff: standings, dates, steps, what became of letters."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from hearth.core import clock, outbox
from hearth.core.words import date_words
from hearth.directory.models import FreshnessStep, Reach, ReviewDates, Service, ServiceStatus, Standing, Step

STANDINGS: dict[str, StrOrPromise] = {
    Standing.CURRENT: gettext_lazy("Confirmed in time"),
    Standing.DUE: gettext_lazy("Time to confirm it"),
    Standing.UNCONFIRMED: gettext_lazy("Labelled as not confirmed"),
    Standing.DEMOTED: gettext_lazy("Shown after others"),
    Standing.HIDDEN: gettext_lazy("No longer found by searching"),
}
TAGS = {
    Standing.CURRENT: "good",
    Standing.DUE: "wait",
    Standing.UNCONFIRMED: "late",
    Standing.DEMOTED: "late",
    Standing.HIDDEN: "closed",
}


def listing_page(service: Service) -> str:
    """Where a listing's standing, its story and what can be done about it are shown."""
    return reverse("directory:standing", args=[service.pk])


def standing_words(service: Service) -> str:
    """Where a listing stands."""
    if service.status == ServiceStatus.CLOSED:
        return _("Closed")
    return str(STANDINGS[service.standing])


def confirmed_words(service: Service) -> str:
    """When its owner last said that it is right."""
    if service.assured_at is None:
        return _("Never, and here since %(day)s") % {"day": date_words(service.created_at, weekday=False)}
    return date_words(service.assured_at, weekday=False)


def dates_of(service: Service) -> ReviewDates | None:
    """Its dates; None for one that came here today."""
    return getattr(service, "review", None)


def next_words(service: Service, today: date) -> str:
    """What happens next if nobody confirms it, and when."""
    dates = dates_of(service)
    if dates is None or service.status != ServiceStatus.ACTIVE:
        return ""
    if dates.more_until and dates.more_until >= today:
        return _("Given time until %(day)s") % {"day": date_words(dates.more_until, weekday=False)}
    said: dict[str, tuple[str, date]] = {
        Standing.CURRENT: (_("To be confirmed by %(day)s"), dates.due_on),
        Standing.DUE: (_("Labelled “not confirmed” on %(day)s"), dates.label_on),
        Standing.UNCONFIRMED: (_("Shown after others from %(day)s"), dates.demote_on),
        Standing.DEMOTED: (_("Not found by searching from %(day)s"), dates.hide_on),
    }
    if service.standing not in said:
        return ""
    words, day = said[service.standing]
    return words % {"day": date_words(day, weekday=False)}


def letter_words(service: Service) -> str:
    """What became of the last letter about it."""
    dates = dates_of(service)
    letter = dates.letter if dates else None
    if letter is None:
        return _("Not written to yet")
    if letter.reach == Reach.NOBODY:
        return _("Nobody to write to: ring them")
    day = {"day": date_words(letter.created_at, weekday=False)}
    if letter.failed and letter.failed >= letter.emails:
        fault = outbox.fault_words(letter.fault)
        return _("The letter of %(day)s did not arrive: ring them. %(fault)s") % {**day, "fault": fault}
    if letter.answered_at:
        return _("Answered on %(day)s") % {"day": date_words(letter.answered_at, weekday=False)}
    return _("Written to on %(day)s, no answer yet") % day


def phone_of(service: Service) -> str:
    """Whom to ring about it: its own number, or its organisation's."""
    listing = getattr(service.organisation, "listing", None)
    return service.phone or (listing.phone if listing else "")


def step_words(step: FreshnessStep) -> str:
    """One line of a listing's story."""
    words = str(Step(step.step).label)
    if step.step == Step.MORE_TIME and step.until:
        words = _("Given time until %(day)s") % {"day": date_words(step.until)}
    if step.words:
        words = f"{words}: {step.words}"
    if step.undone_at:
        words = _("%(step)s (taken back on %(day)s)") % {"step": words, "day": date_words(step.undone_at)}
    return words


def who_words(step: FreshnessStep) -> str:
    """Whose hand it was."""
    return {
        "link": _("by the link in our letter"),
        "job": _("by itself, under rules %(n)s") % {"n": step.policy},
        "system": _("at loading"),
    }.get(step.by_kind, step.by_name)


def due_words(service: Service) -> tuple[str, bool]:
    """When it is to be confirmed, and whether that is past."""
    day = service.review.due_on
    if day < clock.today():
        return _("Was due on %(day)s") % {"day": date_words(day)}, True
    return _("Due by %(day)s") % {"day": date_words(day)}, False
