"""Writing to the keeper of the register before an agreement runs out and when one is to be looked at again."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.access.actions.notices import notify_staff
from hearth.access.models import Agreement, Organisation
from hearth.access.queries.agreements import KEEP, running_out
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.words import date_words

JOB = "agreements"  # row security lets this job read the register
DAYS_BEFORE = (7, 30, 60)
PURPOSE = "access.agreement_runs_out"


def remind_of_agreements(*, now: datetime) -> int:
    """One email each 60, 30 and 7 days before an agreement's last day and on its day of review; how many were written.

    Run twice, or late, it writes each once: a message's key holds the agreement, the day and the step.
    """
    today = clock.today(now)
    with acting_as(job=JOB):
        host = Organisation.objects.filter(is_host=True, is_active=True).first()
        due = [(one, words, key) for one in running_out(today=today) for words, key in _due(one, today)] if host else []
        return sum(_write(host, one, words, key) for one, words, key in due if host)


def _due(agreement: Agreement, today: date) -> list[tuple[str, str]]:
    """What is to be said of it today, each with its key."""
    found = []
    with translation.override("en"):
        left = (agreement.ends_on - today).days
        step = next((days for days in DAYS_BEFORE if left <= days), None)
        if step is not None:
            words = ngettext(
                "It ends in %(n)s day: its last day is %(date)s. After that nothing is shared under it any more.",
                "It ends in %(n)s days: its last day is %(date)s. After that nothing is shared under it any more.",
                left,
            ) % {"n": left, "date": date_words(agreement.ends_on)}
            found.append((words, f"access.agreement_ends:{agreement.pk}:{agreement.ends_on}:{step}"))
        if agreement.review_on and agreement.review_on <= today:
            words = _("It was to be looked at again by %(date)s.") % {"date": date_words(agreement.review_on)}
            found.append((words, f"access.agreement_review:{agreement.pk}:{agreement.review_on}"))
    return found


def _write(host: Organisation, agreement: Agreement, words: str, key: str) -> int:
    with translation.override("en"):
        body = _("The data sharing agreement “%(title)s” needs you.\n\n%(words)s\n\nSee it here: %(link)s") % {
            "title": agreement.title,
            "words": words,
            "link": settings.PUBLIC_URL + reverse("access:agreement", args=[agreement.pk]),
        }
        subject = _("A data sharing agreement needs you")
    return notify_staff(
        organisation_id=host.pk,
        permission=KEEP,
        subject=subject,
        body=body,
        purpose=PURPOSE,
        key=key,
        subject_type="agreement",
        subject_id=agreement.pk,
    )
