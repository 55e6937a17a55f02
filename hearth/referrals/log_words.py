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
    "referrals.numbers_exported": _("Downloaded the numbers of requests"),
    "referrals.followed": _("Opened a request with its code"),
    "referrals.follow_refused": _("Gave a wrong code for a request"),
    "referrals.contact_changed": _("Changed how a family is contacted"),
    "referrals.code_replaced": _("Got a new code for a request"),
    "referrals.document_added": _("Added a document to a request"),
    "referrals.document_removed": _("Deleted a document of a request"),
    "referrals.document_read": _("Read a document of a request"),
    "referrals.pathway_changed": _("Changed how a service is referred to"),
    "enquiries.queued": _("Let somebody wait at the front desk"),
    "enquiries.taken": _("Took somebody from the front desk’s queue"),
    "enquiries.put_back": _("Put somebody back into the front desk’s queue"),
    "enquiries.finished": _("Finished an enquiry at the front desk"),
    "enquiries.closed_unnoted": _("Closed an enquiry that nobody had finished"),
    "enquiries.viewed": _("Looked at an enquiry"),
    "enquiries.listed": _("Looked at the front desk’s list"),
    "enquiries.exported": _("Downloaded the front desk’s list"),
    "enquiries.numbers_exported": _("Downloaded the front desk’s numbers"),
    "enquiries.topics_chosen": _("Said for which topics the organisation takes somebody over"),
    "enquiries.handover_ask": _("Handed somebody over to a colleague"),
    "enquiries.handover_take": _("Took somebody over from a front desk"),
    "enquiries.handover_pass_back": _("Passed somebody back to the front desk"),
    "enquiries.handover_pass_on": _("Passed somebody on to another colleague"),
    "enquiries.handover_finish": _("Said what came of a handover"),
    "enquiries.handover_ask_again": _("Asked another colleague to take somebody over"),
    "enquiries.handover_settle": _("Ended a handover at the front desk"),
    "enquiries.handover_late": _("A handover that nobody answered in time"),
    "enquiries.handover_viewed": _("Looked at a handover"),
    "families.person_recorded": _("Wrote down what was said of a person"),
    "families.safe_contact_set": _("Wrote down how a person may safely be contacted"),
    "families.told": _("Sent a family a message"),
    "families.held_back": _("Held back a message to a family"),
}

SUBJECTS: dict[str, StrOrPromise] = {
    "referrals.Referral": _("Request"),
    "referrals.Enquiry": _("Enquiry at the front desk"),
    "referrals.Handover": _("Handover from the front desk"),
    "families.SourceRecord": _("What was said of a person"),
}
