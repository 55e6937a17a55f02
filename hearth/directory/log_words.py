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
}

ACTIONS |= {
    "directory.unmet_exported": _("Downloaded what families looked for in vain"),
    "directory.coverage_exported": _("Downloaded what there is for each age"),
    "directory.partners_exported": _("Downloaded the register of partner organisations"),
    "directory.partner_agreed": _("Kept an agreement with a partner organisation"),
    "directory.partner_agreement_changed": _("Changed an agreement with a partner organisation"),
    "directory.partner_agreement_ended": _("Ended an agreement with a partner organisation"),
}

ACTIONS |= {
    "directory.school_term_added": _("Added a school term"),
    "directory.school_term_changed": _("Changed a school term"),
    "directory.school_term_removed": _("Took a school term away"),
    "directory.site_shut": _("Said when a hub is shut"),
    "directory.closure_changed": _("Changed when a hub is shut"),
    "directory.closure_removed": _("Said that a hub is not shut after all"),
    "directory.hours_changed": _("Changed a hub’s opening hours"),
}

SUBJECTS: dict[str, StrOrPromise] = {
    "service": _("Listing"),
    "load": _("File that was read"),
    "school_term": _("School term"),
    "site": _("Hub or place to meet"),
    "partner_agreement": _("Agreement with a partner organisation"),
    "problem": _("Problem that people reported"),
}
