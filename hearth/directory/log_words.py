"""The codes of the directory in the log, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "directory.loaded": _("Read a file of places or services"),
    "directory.problem_reported": _("Told us of a problem with a listing"),
    "directory.problem_answered": _("Answered what people reported of a listing"),
    "directory.problems_handed_on": _("Gave the directory editors what was not answered in time"),
    "directory.refused_rows_exported": _("Downloaded the rows of a file that were refused"),
    "directory.listing_changed": _("Changed a listing"),
    "directory.listing_added": _("Began a new listing"),
    "directory.listing_closed": _("Closed a listing"),
    "directory.listing_reopened": _("Opened a listing again"),
    "directory.secret_place_kept": _("Changed a secret address"),
    "directory.change_send": _("Sent a change of a listing for approval"),
    "directory.change_publish": _("Published a change of a listing"),
    "directory.change_take_back": _("Took a change of a listing back"),
    "directory.change_approve": _("Approved a change of a listing"),
    "directory.change_send_back": _("Sent a change of a listing back"),
    "directory.change_withdraw": _("Threw a change of a listing away"),
    "directory.trust_given": _("Let an organisation publish without approval"),
    "directory.trust_taken": _("Asked that an organisation’s changes be approved"),
}

ACTIONS |= {
    "directory.unmet_exported": _("Downloaded what families looked for in vain"),
    "directory.coverage_exported": _("Downloaded what there is for each age"),
    "directory.partners_exported": _("Downloaded the register of partner organisations"),
    "directory.partner_agreed": _("Kept an agreement with a partner organisation"),
    "directory.partner_agreement_changed": _("Changed an agreement with a partner organisation"),
    "directory.partner_agreement_ended": _("Ended an agreement with a partner organisation"),
}

SUBJECTS: dict[str, StrOrPromise] = {
    "service": _("Listing"),
    "load": _("File that was read"),
    "partner_agreement": _("Agreement with a partner organisation"),
    "problem": _("Problem that people reported"),
}
