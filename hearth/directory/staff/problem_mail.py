"""Emails to staff about reported problems. Subjects name no listing: some must not stand on a locked screen."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.directory.models import ProblemReport
from hearth.directory.queries.problems import About
from hearth.directory.staff.problem_words import answer_words


def new_report(name: str, url: str) -> tuple[str, str]:
    """Subject and body for whoever looks after the listing."""
    with translation.override("en"):
        subject = _("Somebody told us of a problem with a listing")
        body = _(
            "Somebody told us that something is wrong with your listing %(name)s.\n\n"
            "Please look at it and answer:\n%(url)s\n\n"
            "You get one email a day about a listing, however many people write."
        ) % {"name": name, "url": url}
        return subject, body


def handed_on(count: int, url: str) -> tuple[str, str]:
    """Subject and body for the network's directory editors."""
    with translation.override("en"):
        subject = _("Reported problems wait for you")
        words = ngettext(
            "%(n)s reported problem of a listing was not answered in time, or has nobody there to answer it.",
            "%(n)s reported problems of listings were not answered in time, or have nobody there to answer them.",
            count,
        ) % {"n": count}
        return subject, words + "\n\n" + _("See what waits: %(url)s") % {"url": url}


def answered(report: ProblemReport, about: About, url: str) -> tuple[str, str]:
    """Subject and body for a colleague who reported it from inside."""
    with translation.override("en"):
        subject = _("What you reported has been answered")
        body = _("You reported a problem with %(name)s. The answer: %(answer)s\n\n%(url)s") % {
            "name": about.name,
            "answer": " ".join(part for part in (answer_words(report.state) + ".", report.answer_words) if part),
            "url": url,
        }
        return subject, body
