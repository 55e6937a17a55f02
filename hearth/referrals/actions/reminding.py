"""Reminding whoever sent a referral that the service is late: once for each clock that has run out."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.referrals import queries
from hearth.referrals.actions.telling import sender_url, write_to_sender
from hearth.referrals.machine import machine
from hearth.referrals.models import Referral, ReferralKind
from hearth.referrals.queries import Due
from hearth.referrals.staff import wording

JOB = "clocks"  # row security lets it see every referral
PURPOSE = "referrals.late"


def remind_senders(*, now: datetime) -> int:
    """Write to the senders of what is late today; to how many referrals that was done, those reminded before included.

    Running it again sends nothing twice: a message is one for each referral, clock and day that has passed.
    """
    today = clock.today(now)
    with acting_as(job=JOB):
        sent = Referral.objects.filter(kind=ReferralKind.REFERRAL).select_related("service", "provider")
        late = sent.filter(queries.late_filter(today), state__in=machine().open_states).order_by("pk")
        found = [(row, due) for row in late.iterator(chunk_size=500) if (due := queries.due(row)) is not None]
        unsettled = sent.filter(choose_by__lt=today).order_by("pk")
        found += [(row, Due("choose", row.choose_by)) for row in unsettled.iterator(chunk_size=500) if row.choose_by]
        found = [(row, due) for row, due in found if due.clock in wording.LATE]
        for row, due in found:
            _remind(row, due)
    return len(found)


def _remind(row: Referral, due: Due) -> None:
    with translation.override("en"):
        subject, body = wording.late_email(row.reference, due.clock, due.by, row.service.phone, sender_url(row))
    key = f"{PURPOSE}:{row.pk}:{due.clock}:{due.by.isoformat()}"
    write_to_sender(row, subject=subject, body=body, purpose=PURPOSE, key=key)
