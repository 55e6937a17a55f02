"""The codes of families' records in the log, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "families.person_recorded": _("Wrote down what was said of a person"),
    "families.safe_contact_set": _("Wrote down how a person may safely be contacted"),
    "families.told": _("Sent a family a message"),
    "families.held_back": _("Held back a message to a family"),
    "families.extract_loaded": _("Read an agency’s extract"),
    "families.person_viewed": _("Looked at a person’s page"),
    "families.searched": _("Looked for somebody by name or date of birth"),
    "families.listed": _("Opened the list of families"),
    "families.found_in_list": _("Saw somebody among those whom they looked for"),
    "families.taken_in_list": _("Took somebody away in a list, as a file"),
    "families.list_exported": _("Downloaded the list of families"),
    "families.link_decided": _("Decided whether two records are of one person"),
    "families.link_revoked": _("Took back a decision about two records"),
    "families.model_trained": _("Learned to match records"),
    "families.matched": _("Matched all records"),
    "families.involvement_began": _("Began to work with a family"),
    "families.involvement_ended": _("Stopped working with a family"),
    "families.related": _("Wrote down who belongs to whom"),
    "families.placed_in_household": _("Wrote down who lives together"),
    "families.identifier_noted": _("Wrote down a number of a person"),
    "families.needs_noted": _("Wrote down what somebody needs to take part"),
    "families.registered": _("Registered a family"),
    "families.met": _("Met a family that had registered"),
    "families.registration_viewed": _("Looked at a registration"),
    "families.known_asked": _("Asked whether somebody is known"),
    "families.visit_counted": _("Counted a family without a record"),
    "families.counts_exported": _("Took the counted families as a file"),
    "families.own_opened": _("Opened the family’s own page"),
    "families.own_refused": _("Gave a wrong code for a family’s own page"),
    "families.sign_in_tied": _("Added a sign-in to the family’s own page"),
    "families.sign_in_untied": _("Took back a sign-in to the family’s own page"),
    "families.code_handed_over": _("Handed over a code on paper for the family’s own page"),
    "families.asked": _("Asked for a copy, or for help without a record"),
    "families.agreed_anew": _("Wrote down anew what a family agrees to"),
    "families.ask_answered": _("Answered what a family had asked for"),
    "families.kiosk_started": _("Made a device a kiosk"),
    "families.kiosk_left": _("Ended a kiosk"),
}

SUBJECTS: dict[str, StrOrPromise] = {
    "families.RecordSource": _("Agency’s extract"),
    "families.SourceRecord": _("What was said of a person"),
    "families.Registration": _("Registration"),
    "directory.Site": _("Hub"),
}
# Why somebody could look at a family's record.
REASONS: dict[str, StrOrPromise] = {
    "registered-here": _("The family registered at their hub"),
    "own": _("Their organisation has a record of its own"),
    "involved": _("Their organisation works with the family"),
    "agreement": _("An agreement shares it with their organisation"),
    "linking": _("They look after who is who"),
}
