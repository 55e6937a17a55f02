"""The codes of requests in the log, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "referrals.sent": _("Sent a request"),
    "referrals.opened": _("Opened a request"),
    "referrals.accepted": _("Accepted a request"),
    "referrals.declined": _("Declined a request"),
    "referrals.started": _("Recorded first contact"),
    "referrals.completed": _("Completed a request"),
    "referrals.withdrawn": _("Took a request back"),
    "referrals.enteredinerror": _("Marked a request as sent by mistake"),
    "referrals.nobody-there": _("A request that nobody can open"),
    "referrals.viewed": _("Looked at a request"),
    "referrals.listed": _("Looked at the list of requests"),
    "referrals.sent_listed": _("Looked at the list of what was sent"),
    "referrals.exported": _("Downloaded a list of requests"),
    "referrals.followed": _("Opened a request with its code"),
    "referrals.follow_refused": _("Gave a wrong code for a request"),
    "referrals.contact_changed": _("Changed how a family is contacted"),
    "referrals.code_replaced": _("Got a new code for a request"),
    "families.person_recorded": _("Wrote down what was said of a person"),
    "families.safe_contact_set": _("Wrote down how a person may safely be contacted"),
    "families.told": _("Sent a family a message"),
    "families.held_back": _("Held back a message to a family"),
}

SUBJECTS: dict[str, StrOrPromise] = {
    "referrals.Referral": _("Request"),
    "families.SourceRecord": _("What was said of a person"),
}
