"""What the front desk's jobs do: ask the duty lead where nobody answers, close the day, forget."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hearth.access.actions import notify_staff
from hearth.audit import actions as audit
from hearth.core import actors, events
from hearth.core.rowcontext import acting_as
from hearth.referrals import enquiries as rules
from hearth.referrals.events import EnquiryFinished, HandoverLate
from hearth.referrals.models import Enquiry, EnquiryState, Handover, HandoverState, HandoverStep
from hearth.referrals.queries import handovers as queries

LATE, FORGET = "enquiries.late", "enquiries.forget"


def escalate(*, now: datetime) -> int:
    """Tell the duty leads of each hub whose handover nobody answered in time; once for each time somebody is asked."""
    count = 0
    with acting_as(job=LATE):
        waiting = Handover.objects.filter(state=HandoverState.ASKED, late_told_at__isnull=True)
        late = list(queries.late(waiting, now).select_for_update(skip_locked=True).order_by("answer_by"))
        for handover in late:
            handover.late_told_at = now
            handover.save(update_fields=["late_told_at"])
            by = actors.job(LATE)
            audit.record(
                action="enquiries.handover_late",
                by=by,
                organisation_id=handover.organisation_id,
                subject_type="referrals.Handover",
                subject_id=handover.id,
            )
            events.publish(HandoverLate(handover_id=handover.id, organisation_id=handover.organisation_id), by=by)
            notify_staff(
                organisation_id=handover.organisation_id,
                permission="enquiries.lead",
                subject=_("Nobody has answered the front desk"),
                body=_("A handover from the front desk was not answered in time. Sign in and look at Today."),
                purpose="enquiries.late",
                key=f"enquiries.late:{handover.id}:{int(handover.answer_by.timestamp())}",
                subject_type="referrals.Handover",
                subject_id=handover.id,
            )
            count += 1
    return count


def close_days_before(*, today: date, now: datetime) -> int:
    """Whoever was left in the queue of an earlier day is closed as "nobody noted what came of it"; how many."""
    by, count = actors.job(FORGET), 0
    with acting_as(job=FORGET), transaction.atomic():
        for enquiry in Enquiry.objects.select_for_update().filter(day__lt=today).exclude(state=EnquiryState.FINISHED):
            enquiry.state, enquiry.finished_at, enquiry.outcome = EnquiryState.FINISHED, now, "not-noted"
            enquiry.save()
            audit.record(
                action="enquiries.closed_unnoted",
                by=by,
                organisation_id=enquiry.organisation_id,
                subject_type="referrals.Enquiry",
                subject_id=enquiry.id,
            )
            events.publish(EnquiryFinished(enquiry_id=enquiry.id, outcome=enquiry.outcome), by=by)
            count += 1
    return count


def forget(*, today: date, now: datetime) -> None:
    """First names of earlier days; notes and ways to reach somebody that are as old as data/desk.yaml says. While a
    handover goes on, its own words stay."""
    before = rules.words_kept_until(now)
    with acting_as(job=FORGET):
        Enquiry.objects.filter(day__lt=today).exclude(first_name="").update(first_name="")
        Enquiry.objects.filter(finished_at__lt=before).exclude(words="").update(words="")
        over = Handover.objects.filter(state=HandoverState.DONE, finished_at__lt=before)
        HandoverStep.objects.filter(handover__in=over).exclude(words="").update(words="")
        over.exclude(words="", contact="").update(words="", contact="")
