"""The letters that keep the directory true, in words: to those who run a service, and to who looks after the whole.

Subjects say nothing of a person or a need. In English, as all letters to staff.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.core import brand
from hearth.core.words import date_words
from hearth.directory.models import Service, Standing

NAMED = 15  # listings that a letter names; its link shows all of them


def ask(
    *, services: Sequence[Service], organisation: str, link: str, until: datetime, today: date, again: bool
) -> tuple[str, str]:
    """Subject and body of the letter that asks whether listings are still right. Each has its dates (`review`)."""
    subject = _("Reminder: are your listings still right?") if again else _("Are your listings still right?")
    lines = [f"- {service.name} ({_state(service, today)})" for service in services[:NAMED]]
    more = len(services) - len(lines)
    if more:
        lines.append(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more})
    body = _(
        "Hello,\n\n"
        "Families and the people who help them look for you in the directory of %(network)s.\n"
        "Please tell us whether this is still right. It takes a minute, and you need no password:\n\n"
        "%(link)s\n\n"
        "%(organisation)s:\n%(listings)s\n\n"
        "If something has changed, or you no longer run it, the same page lets you say so.\n"
        "The link works until %(until)s. You may pass it on to whoever knows.\n\n"
        "What nobody confirms is shown as “not confirmed” after a while, then after others, and in the end it is no "
        "longer found by searching."
    ) % {
        "network": brand.current().name,
        "link": link,
        "organisation": organisation,
        "listings": "\n".join(lines),
        "until": date_words(until),
    }
    return subject, body


def _state(service: Service, today: date) -> str:
    """Where a listing stands, with the next date."""
    dates = service.review
    if service.standing == Standing.HIDDEN:
        return _("not confirmed, and no longer found by searching")
    if service.standing == Standing.DEMOTED:
        return _("not confirmed, and hidden from %(day)s") % {"day": date_words(dates.hide_on)}
    if service.standing == Standing.UNCONFIRMED:
        return _("families read that it is not confirmed")
    if dates.due_on <= today:
        return _("was due on %(day)s") % {"day": date_words(dates.due_on)}
    return _("due by %(day)s") % {"day": date_words(dates.due_on)}


def said_closed(*, service: str, organisation: str, words: str, url: str) -> tuple[str, str]:
    """Subject and body for the directory editors: an owner no longer runs it, and it is closed."""
    body = _(
        "Somebody at %(organisation)s opened the link in our letter and says that they no longer run this:\n"
        "%(service)s\n\n%(words)s\n\nIt is closed, and families do not find it any more. If that is wrong, open it "
        "again:\n%(url)s"
    )
    said = {"organisation": organisation, "service": service, "words": words, "url": url}
    return _("A listing was closed by its owner"), body % said
