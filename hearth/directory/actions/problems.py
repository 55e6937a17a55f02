"""Telling that something is wrong with a listing, answering it, and forgetting who told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from hearth.access.actions.notices import notify_staff
from hearth.access.models import Organisation
from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor, job
from hearth.core.rowcontext import acting_as
from hearth.directory.actions.mail import write_once
from hearth.directory.answer_words import to_reporter
from hearth.directory.events import ProblemAnswered, ProblemReported
from hearth.directory.models import ProblemReport, ProblemReporter, ProblemState
from hearth.directory.problem_rules import rules
from hearth.directory.queries import problems as queries
from hearth.directory.queries.problems import ANSWERS, OVERSEES, About
from hearth.directory.staff import problem_mail

JOB = "problems"  # row security lets it read whom to write to, and empty what is over
SUBJECT = "problem"


class AlreadyAnswered(Exception):
    """Somebody else answered these reports first."""


class Incomplete(ValueError):
    """The kind, or the answer, needs words that were not given."""


def visitor_key(who: str) -> str:
    """What tells one visitor from another without saying who they are. `who` is the connection's address, or the
    member's id."""
    return salted_hmac("hearth.directory.problems", who, algorithm="sha256").hexdigest()[:40]


@transaction.atomic
def report(
    *,
    about: About,
    kind: str,
    words: str = "",
    email: str = "",
    language: str = "en",
    visitor: str = "",
    by: Actor,
    now: datetime,
) -> ProblemReport:
    """Somebody tells us of a problem. Its owner's editors hear of it, or the directory editors where there are none.

    Whoever is signed in is named to those who answer. Raises KeyError for an unknown kind and Incomplete where the
    kind needs words.
    """
    if rules().kinds[kind].needs_words and not words.strip():
        raise Incomplete
    told = ProblemReport.objects.create(
        created_at=now,
        service_id=about.service_id,
        site_id=about.site_id,
        organisation_id=about.organisation_id,
        kind=kind,
        words=words.strip(),
        visitor=visitor_key(str(by.user_id) if by.is_staff else visitor),
        due_on=rules().due(clock.today(now)),
        by_user_id=by.user_id,
        by_name=by.name if by.is_staff else "",
        by_organisation_id=by.organisation_id,
        wants_answer=bool(email) or by.is_staff,
    )
    if email and not by.is_staff:
        ProblemReporter.objects.create(report=told, email=email, language=language)
    audit.record(
        action="directory.problem_reported",
        by=by,
        organisation_id=about.organisation_id,
        subject_type=SUBJECT,
        subject_id=told.pk,
        detail={"kind": kind},
    )
    events.publish(
        ProblemReported(
            report_id=told.pk,
            service_id=about.service_id,
            site_id=about.site_id,
            organisation_id=about.organisation_id,
            kind=kind,
        ),
        by=by,
    )
    _tell_owner(told, about, by)
    return told


def _tell_owner(told: ProblemReport, about: About, by: Actor) -> None:
    """One email a listing and day to each who can answer; nobody there: the directory editors have it at once."""
    subject, body = problem_mail.new_report(about.name, _address(told.pk))
    reached = notify_staff(
        organisation_id=about.organisation_id,
        permission=ANSWERS,
        subject=subject,
        body=body,
        purpose="directory.problem_reported",
        key=f"directory.problem:{about.id}:{clock.today(told.created_at)}",
        subject_type=SUBJECT,
        subject_id=told.pk,
    )
    if not reached:
        with acting_as(job=JOB):
            ProblemReport.objects.filter(pk=told.pk).update(escalated_at=told.created_at)
        _tell_editors(count=1, day=clock.today(told.created_at))


def _tell_editors(*, count: int, day: date) -> None:
    """One email a day to the network's directory editors."""
    subject, body = problem_mail.handed_on(count, _list_address())
    for host in Organisation.objects.filter(is_host=True, is_active=True):
        notify_staff(
            organisation_id=host.pk,
            permission=OVERSEES,
            subject=subject,
            body=body,
            purpose="directory.problems_handed_on",
            key=f"directory.problems-handed-on:{day}",
            subject_type=SUBJECT,
        )


@transaction.atomic
def answer(
    *, report_ids: Iterable[UUID], answer: ProblemState, words: str = "", by: Actor, now: datetime
) -> list[ProblemReport]:
    """Answer open reports of one listing together. Whoever wanted to hear is told once, and their address is deleted.

    Raises AlreadyAnswered where none of them is open (any more) for this actor, and Incomplete where the answer is
    that the listing is right and nobody says why.
    """
    if answer == ProblemState.NOT_SO and not words.strip():
        raise Incomplete
    rows = list(
        queries.problems_visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk__in=list(report_ids), state=ProblemState.OPEN)
        .select_related("service__organisation", "site__organisation")
        .order_by("created_at")
    )
    if not rows:
        raise AlreadyAnswered
    for row in rows:
        row.state = answer
        row.answered_at = now
        row.answered_by = by.name
        row.answer_words = words.strip()
        row.save(update_fields=["state", "answered_at", "answered_by", "answer_words"])
        audit.record(
            action="directory.problem_answered",
            by=by,
            organisation_id=row.organisation_id,
            subject_type=SUBJECT,
            subject_id=row.pk,
            detail={"answer": answer.value},
        )
        events.publish(
            ProblemAnswered(
                report_id=row.pk,
                service_id=row.service_id,
                site_id=row.site_id,
                organisation_id=row.organisation_id,
                answer=answer.value,
            ),
            by=by,
        )
        _tell_reporter(row)
    return rows


def _tell_reporter(row: ProblemReport) -> None:
    """Once, and then where to write to them is gone. What was set aside is told to nobody."""
    about = queries.about(row)
    with acting_as(job=JOB):
        reporter = ProblemReporter.objects.filter(report=row).first()
        ProblemReporter.objects.filter(report=row).delete()
    if row.state == ProblemState.SET_ASIDE:
        return
    if reporter is not None:
        write_once(
            email=reporter.email,
            language=reporter.language,
            paragraphs=to_reporter(row, about, reporter.language),
            purpose="directory.problem_answered",
            key=f"directory.problem_answered:{row.pk}",
            subject_type=SUBJECT,
            subject_id=row.pk,
            organisation_id=row.organisation_id,
        )
    elif row.by_organisation_id is not None:
        subject, body = problem_mail.answered(row, about, _listing_address(about))
        notify_staff(
            organisation_id=row.by_organisation_id,
            permission="directory.follow",
            only_user_id=row.by_user_id,
            subject=subject,
            body=body,
            purpose="directory.problem_answered",
            key=f"directory.problem_answered:{row.pk}",
            subject_type=SUBJECT,
            subject_id=row.pk,
        )


def hand_on(*, now: datetime) -> int:
    """Give the network's directory editors what was not answered in time; how many reports. Safe to run twice."""
    with transaction.atomic():
        with acting_as(job=JOB):
            late = ProblemReport.objects.filter(
                state=ProblemState.OPEN, escalated_at__isnull=True, due_on__lt=clock.today(now)
            )
            count = late.update(escalated_at=now)
        if count:
            _tell_editors(count=count, day=clock.today(now))
            audit.record(action="directory.problems_handed_on", by=job(JOB), detail={"count": count})
    return count


def forget(*, now: datetime) -> int:
    """Empty what people wrote and who wrote it when its time is over (data/problems.yaml); how many reports."""
    over = rules()
    with transaction.atomic(), acting_as(job=JOB):
        told = ProblemReport.objects.filter(created_at__lt=now - timedelta(days=over.warned_days)).exclude(visitor="")
        told.update(visitor="")
        due = ProblemReport.objects.filter(forgotten_at__isnull=True)
        due = due.filter(answered_at__lt=over.forget_answered_before(now)) | due.filter(
            created_at__lt=over.forget_told_before(now)
        )
        ids = list(due.values_list("pk", flat=True))
        ProblemReporter.objects.filter(report_id__in=ids).delete()
        return ProblemReport.objects.filter(pk__in=ids).update(
            words="", by_user_id=None, by_name="", answered_by="", answer_words="", visitor="", forgotten_at=now
        )


def _address(report_id: UUID) -> str:
    return settings.PUBLIC_URL + reverse("directory:problem", args=[report_id])


def _list_address() -> str:
    return settings.PUBLIC_URL + reverse("directory:problems_handed_on")


def _listing_address(about: About) -> str:
    page = ("directory:service", about.service_id) if about.service_id else ("directory:hub", about.slug)
    return settings.PUBLIC_URL + reverse(page[0], args=[page[1]])
