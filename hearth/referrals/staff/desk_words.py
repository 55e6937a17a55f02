"""The front desk in words: one enquiry's line, how a handover stands, what is said in danger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext

from hearth.core.words import ago_words, date_words, label_list_words, time_words, when_words
from hearth.directory.queries.danger import UrgentHelp, help_in
from hearth.referrals import enquiries as rules
from hearth.referrals.models import Enquiry, Handover, HandoverState, HandoverStep
from hearth.referrals.queries import handovers

HANDOVER_TAGS = {"asked": "wait", "taken": "good", "back": "late", "done": "closed"}


def named(kind: str, codes: Iterable[str]) -> str:
    """Codes of data/desk.yaml as a list in words."""
    return label_list_words([rules.words(kind, code) for code in codes])


def called(enquiry: Enquiry) -> str:
    """How somebody is called from the queue: by first name, or by number."""
    return enquiry.first_name or _("Number %(n)s") % {"n": enquiry.number}


def who_words(enquiry: Enquiry) -> str:
    """Who came, with the ages of the children where they said."""
    who = rules.words("who", enquiry.who) if enquiry.who else _("Not noted")
    if not enquiry.bands:
        return who
    return _("%(who)s: %(ages)s") % {"who": who, "ages": named("bands", enquiry.bands)}


def offered_words(enquiry: Enquiry) -> str:
    """What was offered, with the services that were named."""
    services = [offer.service.name for offer in enquiry.offers.all()]
    offered = [code for code in enquiry.offered if not (code == "service" and services)]
    return label_list_words([rules.words("offered", code) for code in offered], services)


def wait_words(enquiry: Enquiry, now: datetime) -> str:
    """Since when somebody waits."""
    minutes = int((now - enquiry.created_at).total_seconds() // 60)
    since = time_words(enquiry.created_at)
    if minutes < 1:
        return _("since %(time)s, just now") % {"time": since}
    return ngettext(
        "since %(time)s, %(n)s minute", "since %(time)s, %(n)s minutes", minutes
    ) % {"time": since, "n": minutes}  # fmt: skip


def danger_in(topics: Iterable[str]) -> list[UrgentHelp]:
    """What to do now and whom to ring, where a topic is one of danger."""
    kinds = {one.danger for code in topics if (one := rules.choice("topics", code)) and one.danger}
    return help_in(kinds)


def handover_state(handover: Handover) -> str:
    """How it stands, naming who has it."""
    if handover.state == HandoverState.ASKED:
        return _("%(name)s is asked") % {"name": handover.to_name}
    if handover.state == HandoverState.TAKEN:
        return _("%(name)s has them") % {"name": handover.to_name}
    if handover.state == HandoverState.BACK:
        return _("Back at the desk: nobody has them")
    return rules.words("results", handover.result)


def handover_when(handover: Handover, now: datetime) -> tuple[str, bool]:
    """Until when something is due, and whether that has passed."""
    late = handovers.is_late(handover, now)
    if handover.state == HandoverState.ASKED:
        words = _("Answer was due %(when)s") if late else _("Answer by %(when)s")
        return words % {"when": when_words(handover.answer_by)}, late
    if handover.state == HandoverState.TAKEN and handover.taken_at:
        day = date_words(rules.finish_by(handover.taken_at))
        words = _("Outcome was due by %(day)s") if late else _("Outcome by %(day)s")
        return words % {"day": day}, late
    if handover.state == HandoverState.BACK:
        return _("Ask somebody else, or help them here"), late
    return (_("Finished %(ago)s.") % {"ago": ago_words(handover.finished_at)} if handover.finished_at else ""), False


STEPS = {
    "ask": noop("Asked %(to)s to take them over"),
    "take": noop("Took them over"),
    "pass-back": noop("Gave them back to the desk"),
    "pass-on": noop("Asked %(to)s instead"),
    "finish": noop("Said what came of it"),
    "ask-again": noop("Asked %(to)s"),
    "settle": noop("Ended it at the desk"),
}


def step_words(step: HandoverStep) -> str:
    """One step of a handover's story, with the reason and the words that go with it."""
    said = [_(STEPS[step.move]) % {"to": step.to_name}]
    if step.reason:
        said.append(rules.words("reasons", step.reason))
    if step.words:
        said.append(step.words)
    return ". ".join(said)
