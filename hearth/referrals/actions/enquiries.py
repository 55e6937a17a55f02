"""The front desk: somebody waits, a colleague takes them and notes what was offered and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.referrals import enquiries as rules
from hearth.referrals.actions.handovers import To, hand_over
from hearth.referrals.events import EnquiryFinished
from hearth.referrals.models import Enquiry, EnquiryOffer, EnquiryState, Handover
from hearth.referrals.queries import enquiries as queries
from hearth.referrals.refused import DeskRefused, EnquiryMoved

SUBJECT = "referrals.Enquiry"


@dataclass(frozen=True, slots=True)
class Noted:
    """What the desk notes of one enquiry: codes of data/desk.yaml, the services told about in order, a short note."""

    topics: Sequence[str] = ()
    who: str = ""
    bands: Sequence[str] = ()
    way: str = ""
    offered: Sequence[str] = ()
    services: Sequence[UUID] = ()
    words: str = ""
    outcome: str = ""


@transaction.atomic
def queue_up(
    *,
    by: Actor,
    now: datetime,
    site_id: UUID | None,
    count: int = 1,
    first_names: Sequence[str] = (),
    topics: Sequence[str] = (),
) -> list[Enquiry]:
    """Let up to three people who came at once wait, in this order. Names go at the end of the day."""
    added = []
    for at in range(min(max(count, len(first_names)), 3)):
        enquiry = _new(by, now, site_id)
        enquiry.first_name = first_names[at] if at < len(first_names) else ""
        enquiry.topics = rules.known("topics", topics)
        enquiry.save(force_insert=True)
        added.append(enquiry)
        _log("queued", enquiry, by)
    return added


@transaction.atomic
def take_next(*, by: Actor, now: datetime, site_id: UUID | None) -> Enquiry | None:
    """Whoever has waited longest at this hub; None when nobody waits. Two colleagues never get the same person."""
    enquiry = (
        queries.at_desk(by, site_id)
        .select_for_update(skip_locked=True)
        .filter(day=clock.today(now), state=EnquiryState.WAITING)
        .order_by("created_at", "number")
        .first()
    )
    return _take(enquiry, by, now) if enquiry else None


@transaction.atomic
def take_from_queue(*, enquiry_id: UUID, by: Actor, now: datetime) -> Enquiry:
    """This one, out of turn. Raises EnquiryMoved when a colleague was first."""
    enquiry = _locked(enquiry_id, by)
    if enquiry.state != EnquiryState.WAITING:
        raise EnquiryMoved
    return _take(enquiry, by, now)


@transaction.atomic
def put_back(*, enquiry_id: UUID, by: Actor) -> Enquiry:
    """Back to where they stood in the queue. Raises EnquiryMoved unless somebody is with them."""
    enquiry = _locked(enquiry_id, by)
    if enquiry.state != EnquiryState.WITH_US:
        raise EnquiryMoved
    enquiry.state, enquiry.taken_at, enquiry.taken_by_id, enquiry.taken_by_name = EnquiryState.WAITING, None, None, ""
    enquiry.save()
    _log("put_back", enquiry, by)
    return enquiry


@transaction.atomic
def leave(*, enquiry_id: UUID, by: Actor, now: datetime) -> Enquiry:
    """They left before anybody could talk with them. Raises EnquiryMoved when it was finished meanwhile."""
    enquiry = _locked(enquiry_id, by)
    enquiry.outcome = "left"
    return _finish(enquiry, by, now)


@transaction.atomic
def finish(
    *,
    noted: Noted,
    by: Actor,
    now: datetime,
    enquiry_id: UUID | None = None,
    site_id: UUID | None = None,
    to: To | None = None,
) -> tuple[Enquiry, Handover | None]:
    """Note an enquiry and finish it, and hand it over in the same step where that was offered.

    Without an id it was never in the queue: somebody came, or rang, and was helped at once. Raises DeskRefused for what
    is missing, EnquiryMoved for one that a colleague finished meanwhile.
    """
    topics, handed = rules.known("topics", noted.topics), "handover" in noted.offered
    if not topics and noted.outcome != "left":
        raise DeskRefused("topics", _("Choose at least one topic, or “Something else”"))
    if rules.choice("who", noted.who) is None:
        raise DeskRefused("who", _("Choose who came, or “They prefer not to say”"))
    if handed and to is None:
        raise DeskRefused("colleague", _("Choose the colleague who takes over"))
    enquiry = _locked(enquiry_id, by) if enquiry_id else _new(by, now, site_id)
    enquiry.topics, enquiry.who = topics, noted.who
    enquiry.bands = rules.known("bands", noted.bands) if noted.who == "family" else []
    enquiry.way = (rules.known("ways", [noted.way]) or [""])[0]
    enquiry.offered, enquiry.words = rules.known("offered", noted.offered), noted.words.strip()
    # What was offered says what came of it, unless the desk says something else.
    enquiry.outcome = "handed-over" if handed else noted.outcome or _outcome_of(noted.offered)
    _finish(enquiry, by, now)
    EnquiryOffer.objects.bulk_create(
        EnquiryOffer(enquiry=enquiry, service_id=service, order=order)
        for order, service in enumerate(dict.fromkeys(noted.services))
    )
    return enquiry, hand_over(enquiry=enquiry, to=to, by=by, now=now) if handed and to else None


def record_view(*, enquiry: Enquiry, by: Actor) -> None:
    """Somebody opened a finished enquiry."""
    audit.record(
        action="enquiries.viewed",
        kind=EntryKind.VIEW,
        by=by,
        organisation_id=enquiry.organisation_id,
        subject_type=SUBJECT,
        subject_id=enquiry.id,
    )


def record_list(*, what: str, count: int, by: Actor, export: bool = False) -> None:
    """Somebody looked at the front desk's list, or took it away as a file: how many rows."""
    kind = EntryKind.EXPORT if export else EntryKind.VIEW
    audit.record(action=f"enquiries.{what}", kind=kind, by=by, subject_type=SUBJECT, detail={"rows": count})


# The parts ------------------------------------------------------------------------------------------------------------


def _outcome_of(offered: Sequence[str]) -> str:
    return "request-made" if "request" in offered else "helped"


def _new(by: Actor, now: datetime, site_id: UUID | None) -> Enquiry:
    """An enquiry with the day's next number; numbers are given one after another, however many desks there are."""
    assert by.organisation_id is not None
    day = clock.today(now)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 4))", [f"desk:{by.organisation_id}:{day}"])
    last = Enquiry.objects.filter(organisation_id=by.organisation_id, day=day).aggregate(last=Max("number"))["last"]
    return Enquiry(
        organisation_id=by.organisation_id,
        site_id=site_id,
        created_at=now,
        day=day,
        number=(last or 0) + 1,
        rules_version=rules.version(),
    )


def _locked(enquiry_id: UUID, by: Actor) -> Enquiry:
    return queries.enquiries_of_desk(by).select_for_update().get(pk=enquiry_id)


def _take(enquiry: Enquiry, by: Actor, now: datetime) -> Enquiry:
    enquiry.state, enquiry.taken_at = EnquiryState.WITH_US, now
    enquiry.taken_by_id, enquiry.taken_by_name = by.user_id, by.name
    enquiry.save()
    _log("taken", enquiry, by)
    return enquiry


def _finish(enquiry: Enquiry, by: Actor, now: datetime) -> Enquiry:
    if enquiry.state == EnquiryState.FINISHED:
        raise EnquiryMoved
    enquiry.state, enquiry.finished_at = EnquiryState.FINISHED, now
    if by.is_staff:
        enquiry.taken_by_id, enquiry.taken_by_name = by.user_id, by.name
    enquiry.save()
    _log("finished", enquiry, by)
    events.publish(EnquiryFinished(enquiry_id=enquiry.id, outcome=enquiry.outcome), by=by)
    return enquiry


def _log(what: str, enquiry: Enquiry, by: Actor) -> None:
    audit.record(
        action=f"enquiries.{what}",
        by=by,
        organisation_id=enquiry.organisation_id,
        subject_type=SUBJECT,
        subject_id=enquiry.id,
    )
