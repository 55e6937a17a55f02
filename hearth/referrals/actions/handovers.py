"""Warm handovers: asked of one named colleague, answered within a time, passed on or back, and ended with a result.

Every move locks the one record, looks at its state again, and writes its step, its log entry and its event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hearth.access.actions import notify_staff
from hearth.access.queries import organisations_where
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import events
from hearth.core.actors import Actor
from hearth.referrals import enquiries as rules
from hearth.referrals.events import HandedOver, HandoverMoved
from hearth.referrals.models import Enquiry, Handover, HandoverState, HandoverStep, HandoverTopic
from hearth.referrals.queries.enquiries import LOG
from hearth.referrals.queries.handovers import TAKE, Taker, takers
from hearth.referrals.refused import DeskRefused, EnquiryMoved

SUBJECT = "referrals.Handover"


@dataclass(frozen=True, slots=True)
class To:
    """Whom the desk asks, for which of their organisations, how soon they must answer, and what they need to know."""

    user_id: UUID
    organisation_id: UUID
    urgency: str
    words: str = ""
    contact: str = ""


@transaction.atomic
def hand_over(*, enquiry: Enquiry, to: To, by: Actor, now: datetime) -> Handover:
    """Ask a colleague to take somebody over. Raises DeskRefused for a colleague or an urgency that there is not."""
    assert by.user_id is not None
    if rules.choice("urgency", to.urgency) is None:
        raise DeskRefused("urgency", _("Choose how soon they need an answer"))
    if to.urgency != "waits" and not to.contact.strip():
        raise DeskRefused("contact", _("Write how the colleague can reach them, or when they come back"))
    taker = _taker(to.user_id, to.organisation_id, enquiry)
    handover = Handover(
        enquiry=enquiry,
        organisation_id=enquiry.organisation_id,
        created_at=now,
        by_user_id=by.user_id,
        by_name=by.name,
        urgency=to.urgency,
        words=to.words.strip(),
        contact=to.contact.strip(),
        state="",
    )
    _ask(handover, taker, now)
    handover.state = HandoverState.ASKED
    handover.save(force_insert=True)
    _step(handover, "ask", "", by, now)
    events.publish(HandedOver(handover_id=handover.id, organisation_id=handover.organisation_id), by=by)
    _tell(handover)
    return handover


def take(*, handover_id: UUID, by: Actor, now: datetime) -> Handover:
    """The colleague says: I have them. Raises EnquiryMoved unless it waits for this colleague's answer."""
    return _move(handover_id, "take", by, now)


def pass_back(*, handover_id: UUID, reason: str, words: str, by: Actor, now: datetime) -> Handover:
    """The colleague cannot: it is the desk's again. Raises DeskRefused without a reason, EnquiryMoved."""
    _need_reason(reason)
    return _move(handover_id, "pass-back", by, now, reason=reason, words=words)


def pass_on(
    *, handover_id: UUID, reason: str, words: str, to_user_id: UUID, to_organisation_id: UUID, by: Actor, now: datetime
) -> Handover:
    """The colleague cannot, and asks another one. Raises DeskRefused, EnquiryMoved."""
    _need_reason(reason)
    whom = (to_user_id, to_organisation_id)
    return _move(handover_id, "pass-on", by, now, reason=reason, words=words, whom=whom)


def finish(*, handover_id: UUID, result: str, words: str, by: Actor, now: datetime) -> Handover:
    """What came of it: the loop is closed. Raises DeskRefused, EnquiryMoved."""
    _need_result(result)
    return _move(handover_id, "finish", by, now, result=result, words=words)


def ask_again(*, handover_id: UUID, to_user_id: UUID, to_organisation_id: UUID, by: Actor, now: datetime) -> Handover:
    """The desk asks another colleague, whoever has it now. Raises DeskRefused, EnquiryMoved."""
    return _move(handover_id, "ask-again", by, now, whom=(to_user_id, to_organisation_id))


def settle(*, handover_id: UUID, result: str, words: str, by: Actor, now: datetime) -> Handover:
    """The desk ends it itself. Raises DeskRefused, EnquiryMoved."""
    _need_result(result)
    return _move(handover_id, "settle", by, now, result=result, words=words)


@transaction.atomic
def choose_topics(*, topics: Sequence[str], by: Actor) -> None:
    """Say for which topics the organisation's people take somebody over from other desks of the network."""
    assert by.organisation_id is not None
    wanted = rules.known("topics", topics)
    rows = HandoverTopic.objects.filter(organisation_id=by.organisation_id)
    rows.exclude(topic__in=wanted).delete()
    present = set(rows.values_list("topic", flat=True))
    for topic in wanted:
        if topic not in present:
            HandoverTopic(organisation_id=by.organisation_id, topic=topic).save(force_insert=True)
    audit.record(
        action="enquiries.topics_chosen",
        by=by,
        subject_type="organisation",
        subject_id=by.organisation_id,
        detail={"topics": wanted},
    )


def record_view(*, handover: Handover, by: Actor) -> None:
    """Somebody opened a handover."""
    audit.record(
        action="enquiries.handover_viewed",
        kind=EntryKind.VIEW,
        by=by,
        organisation_id=handover.organisation_id,
        subject_type=SUBJECT,
        subject_id=handover.id,
    )


# The parts ------------------------------------------------------------------------------------------------------------


def _need_reason(reason: str) -> None:
    if rules.choice("reasons", reason) is None:
        raise DeskRefused("reason", _("Choose why you cannot take it"))


def _need_result(result: str) -> None:
    if rules.choice("results", result) is None:
        raise DeskRefused("result", _("Choose what came of it"))


def side_of(handover: Handover, by: Actor) -> set[str]:
    """As whom this colleague may move it: the desk, the one who is asked, or both."""
    sides = set()
    if handover.organisation_id in organisations_where(by, LOG):
        sides.add(rules.DESK)
    if handover.to_user_id == by.user_id and handover.to_organisation_id in organisations_where(by, TAKE):
        sides.add(rules.TAKER)
    return sides


def may_move(handover: Handover, move: str, by: Actor) -> bool:
    """Whether this colleague can make this move now."""
    rule = rules.moves()[move]
    return handover.state in rule.start and rule.who in side_of(handover, by)


@transaction.atomic
def _move(
    handover_id: UUID,
    code: str,
    by: Actor,
    now: datetime,
    *,
    reason: str = "",
    result: str = "",
    words: str = "",
    whom: tuple[UUID, UUID] | None = None,
) -> Handover:
    locked = Handover.objects.select_for_update(of=("self",)).select_related("enquiry")
    handover = locked.filter(pk=handover_id).first()
    if handover is None:
        Handover.objects.get(pk=handover_id)  # row security lets them read it, and not move it
        raise EnquiryMoved
    if not may_move(handover, code, by):
        raise EnquiryMoved
    before, handover.state = handover.state, HandoverState(rules.moves()[code].to)
    if whom is not None:
        _ask(handover, _taker(*whom, handover.enquiry), now)
    if handover.state == HandoverState.TAKEN:
        handover.taken_at = now
    elif handover.state == HandoverState.BACK:
        handover.taken_at = None
    elif handover.state == HandoverState.DONE:
        handover.finished_at, handover.result = now, result
    handover.save()
    _step(handover, code, before, by, now, reason=reason, words=words)
    if whom is not None:
        _tell(handover)
    elif handover.state == HandoverState.BACK:
        _tell_desk(handover)
    return handover


def _taker(user_id: UUID, organisation_id: UUID, enquiry: Enquiry) -> Taker:
    """This colleague, if the reader may hand somebody over to them. Raises DeskRefused."""
    for one in takers(enquiry.topics):
        if one.user_id == user_id and one.organisation_id == organisation_id:
            return one
    raise DeskRefused("colleague", _("Choose a colleague of yours, or one who takes over what this is about"))


def _ask(handover: Handover, taker: Taker, now: datetime) -> None:
    handover.to_user_id, handover.to_name = taker.user_id, taker.name
    handover.to_organisation_id = taker.organisation_id
    handover.asked_of = [*dict.fromkeys([*handover.asked_of, taker.user_id])]
    handover.parties = [*dict.fromkeys([*handover.parties, taker.organisation_id])]
    handover.answer_by = rules.answer_by(handover.urgency, now)
    handover.taken_at = handover.late_told_at = None


def _step(
    handover: Handover, move: str, before: str, by: Actor, now: datetime, *, reason: str = "", words: str = ""
) -> None:
    HandoverStep(
        handover=handover,
        number=HandoverStep.objects.filter(handover=handover).count() + 1,
        move=move,
        from_state=before,
        to_state=handover.state,
        at=now,
        actor_id=by.user_id,
        actor_name=by.name,
        to_user_id=handover.to_user_id,
        to_name=handover.to_name,
        reason=reason,
        words=words.strip(),
    ).save(force_insert=True)
    audit.record(
        action=f"enquiries.handover_{move.replace('-', '_')}",
        by=by,
        organisation_id=handover.organisation_id,
        subject_type=SUBJECT,
        subject_id=handover.id,
    )
    events.publish(
        HandoverMoved(
            handover_id=handover.id, organisation_id=handover.organisation_id, move=move, state=handover.state
        ),
        by=by,
    )


def _tell(handover: Handover) -> None:
    number = HandoverStep.objects.filter(handover=handover).count()
    notify_staff(
        organisation_id=handover.to_organisation_id,
        permission=TAKE,
        only_user_id=handover.to_user_id,
        subject=_("The front desk asks for you"),
        body=_("A colleague at the front desk would like to hand somebody over to you. Sign in and look at Today."),
        purpose="enquiries.handed_over",
        key=f"enquiries.handed_over:{handover.id}:{number}",
        subject_type=SUBJECT,
        subject_id=handover.id,
    )


def _tell_desk(handover: Handover) -> None:
    number = HandoverStep.objects.filter(handover=handover).count()
    notify_staff(
        organisation_id=handover.organisation_id,
        permission=LOG,
        only_user_id=handover.by_user_id,
        subject=_("A handover is back at the front desk"),
        body=_("A colleague could not take somebody over. Sign in and open the front desk to ask somebody else."),
        purpose="enquiries.handover_back",
        key=f"enquiries.handover_back:{handover.id}:{number}",
        subject_type=SUBJECT,
        subject_id=handover.id,
    )
