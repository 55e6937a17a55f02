"""The codes of the directory in the log, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "directory.loaded": _("Read a file of places or services"),
    "directory.note_written": _("Wrote a note on a service"),
    "directory.note_changed": _("Changed a note on a service"),
    "directory.note_removed": _("Took down a note on a service"),
    "directory.followed": _("Began to follow something in the directory"),
    "directory.unfollowed": _("Stopped following something in the directory"),
    "directory.follow_emails_chosen": _("Chose how to hear of changes in the directory"),
    "directory.alerts": _("Email about changes in the directory"),
    "directory.digest": _("Daily email about changes in the directory"),
    "directory.problem_reported": _("Told us of a problem with a listing"),
    "directory.problem_answered": _("Answered what people reported of a listing"),
    "directory.problems_handed_on": _("Gave the directory editors what was not answered in time"),
    "directory.feed_added": _("Added a feed of another directory"),
    "directory.feed_changed": _("Changed a feed"),
    "directory.feed_reading_asked": _("Asked for a feed to be read"),
    "directory.feed_read": _("Read a feed"),
    "directory.feed_previewed": _("Looked at a feed before reading it"),
    "directory.feed_conflict_settled": _("Chose between a feed’s words and ours"),
    "directory.feed_term_decided": _("Decided what a feed’s word means here"),
    "directory.feed_services_shown": _("Showed new services of a feed"),
    "directory.feed_services_left": _("Left new services of a feed hidden"),
    "directory.feed_gone_closed": _("Closed a service that its feed has no more"),
    "directory.feed_gone_kept": _("Kept a service that its feed has no more"),
    "directory.feed_exported": _("Downloaded the quality of a feed"),
    "directory.load_rows_exported": _("Downloaded what became of the rows of a file or feed"),
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
    "directory.standing_changed": _("Moved a listing by the dates of its confirmation"),
    "directory.listing_confirmed": _("Confirmed that a listing is still right"),
    "directory.owner_asked": _("Asked an organisation whether its listings are still right"),
    "directory.owner_unreached": _("Found nobody to ask about an organisation’s listings"),
    "directory.change_said": _("Said that a listing has changed"),
    "directory.listing_closed": _("Closed a listing"),
    "directory.listing_reopened": _("Opened a listing again"),
    "directory.more_time_given": _("Gave a listing more time"),
    "directory.more_time_ended": _("Ended the extra time of a listing"),
    "directory.rules_changed": _("Changed how often listings are confirmed"),
    "directory.freshness_exported": _("Downloaded the list of how true listings are"),
    "directory.reminder": _("Letter: are your listings still right?"),
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

ACTIONS |= {
    "directory.embed_origin_added": _("Let a website show the search"),
    "directory.embed_origin_removed": _("Let a website show the search no longer"),
    "directory.synonym_added": _("Added everyday words"),
    "directory.synonym_changed": _("Changed everyday words"),
    "directory.synonym_removed": _("Took everyday words away"),
    "directory.synonym_restored": _("Brought everyday words back"),
    "directory.proposed_same": _("Put two listings forward as the same service"),
    "directory.said_different": _("Said of two listings that they are not the same service"),
    "directory.proposed_again": _("Asked for two listings to be proposed as one again"),
    "directory.listings_merged": _("Brought two listings of one service together"),
    "directory.merge_undone": _("Took two listings apart again"),
}

ACTIONS |= {
    "directory.emails_asked_for": _("Asked for emails about what is new"),
    "directory.emails_confirmed": _("Confirmed emails about what is new"),
    "directory.emails_go_on": _("Let emails about what is new go on for a year"),
    "directory.emails_left": _("Left emails about what is new"),
    "directory.emails_confirm": _("Question: do you want emails about what is new?"),
    "directory.emails_news": _("Email about what is new"),
    "directory.emails_ending": _("Question: are the emails to go on?"),
}

SUBJECTS: dict[str, StrOrPromise] = {
    "service": _("Listing"),
    "synonym": _("Everyday words"),
    "load": _("File that was read"),
    "feed": _("Feed"),
    "school_term": _("School term"),
    "site": _("Hub or place to meet"),
    "partner_agreement": _("Agreement with a partner organisation"),
    "problem": _("Problem that people reported"),
    "reminder": _("Letter to an organisation"),
    "term": _("Category"),
    "note": _("Note on a service"),
    "follow": _("Something followed"),
    "email_subscription": _("Emails about what is new"),
    "embed_origin": _("Website that may show the search"),
    "pair": _("Two listings that may be the same"),
    "directory.Alert": _("News for a member"),
    "directory.Service": _("Listing"),
    "directory.ListingChange": _("Change to a listing"),
}
