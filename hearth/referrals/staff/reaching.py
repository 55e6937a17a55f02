"""How a family may be reached, and what becomes of news for it, in words for staff."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hearth.core import clock
from hearth.core.forms import phone_words
from hearth.core.words import time_words, when_words
from hearth.families.models import SafeContact
from hearth.families.safe_contact import Outcome, Plan, Why, plan
from hearth.referrals.models import Referral


def contact_words(contact: SafeContact | None) -> list[tuple[str, str]]:
    """How the family may be reached, with every limit."""
    if contact is None or contact.do_not_contact or not contact.channels:
        return [(_("Contact"), _("Do not contact this family. They look for your answer themselves."))]
    ways = {"email": _("Email"), "text": _("Text message"), "call": _("Phone call")}
    hours = _("At any time")
    if contact.safe_from and contact.safe_until:
        hours = _("Only between %(start)s and %(end)s") % {
            "start": time_words(contact.safe_from),
            "end": time_words(contact.safe_until),
        }
    leave = ""
    if contact.channels[0] == "call":
        leave = _("It is safe to leave one") if contact.voicemail_ok else _("Do not leave one")
    return [
        (_("Safe way"), ways[contact.channels[0]]),
        (_("Email"), contact.email),
        (_("Phone"), phone_words(contact.phone)),
        (_("Safe times"), hours),
        (_("Voice message"), leave),
    ]


def plan_for(referral: Referral, contact: SafeContact | None) -> Plan:
    """What the safe-contact rule would do with a message now."""
    return plan(safe_contact=contact, now=clock.now(), family_knows=referral.family_knows)


def telling_words(decided: Plan) -> str:
    """What becomes of the news of a decision, before it is made."""
    if decided.why is Why.DOES_NOT_KNOW:
        return _("The family does not know of this, so we tell them nothing.")
    if decided.outcome is Outcome.HELD:
        return _("We send the family no message. They see your answer when they look for it.")
    if decided.outcome is Outcome.RING:
        return _("Only a call is safe, so please ring. They also see your answer when they look for it.")
    at = decided.not_before
    if at is not None and at > clock.now():
        return _(
            "The family gets a short message at %(when)s, the next safe time. It does not say what it is about."
        ) % {"when": when_words(at)}
    return _("The family gets a short message straight away. It does not say what it is about.")
