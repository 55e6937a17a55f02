"""The codes of access in the log, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "access.signed_in": _("Signed in"),
    "access.signed_out": _("Signed out"),
    "access.timed_out": _("Was signed out after a while without doing anything"),
    "access.locked": _("Locked the screen"),
    "access.sign_in_failed": _("A try to sign in failed"),
    "access.guest_entered": _("Came in as a guest"),
    "access.guest_refused": _("Gave a wrong code as a guest"),
    "access.denied": _("Was refused a page"),
    "access.password_changed": _("Changed their password"),
    "access.second_factor_set_up": _("Set up the second step"),
    "access.second_factor_removed": _("Removed their second step"),
    "access.second_factor_reset": _("Removed a colleague’s second step"),
    "access.recovery_codes_made": _("Made new recovery codes"),
    "access.invited": _("Invited a colleague"),
    "access.invited_again": _("Sent an invitation again"),
    "access.withdrew": _("Took back an invitation"),
    "access.joined": _("Joined the organisation"),
    "access.role_changed": _("Changed a colleague’s role"),
    "access.deactivated": _("Closed a colleague’s account"),
    "access.reactivated": _("Opened a colleague’s account again"),
    "access.switched": _("Started working for this organisation"),
    "access.name_changed": _("Changed their name"),
    "access.language_chosen": _("Chose another language"),
    "access.picture_given": _("Gave a picture of themselves for families"),
    "access.picture_taken_back": _("Took back the picture of themselves"),
    "access.picture_removed": _("Took away a colleague’s picture"),
    "access.log_read": _("Looked at this log"),
    "access.log_exported": _("Downloaded this log"),
    "access.message_retried": _("Had a message sent again"),
    "access.brand_changed": _("Changed the name, logo or colours"),
    "access.agreement_made": _("Added a data sharing agreement"),
    "access.agreement_changed": _("Changed a data sharing agreement"),
    "access.agreement_party_set": _("Said what an organisation gives and gets under an agreement"),
    "access.agreement_party_removed": _("Took an organisation out of an agreement"),
    "access.agreement_ended": _("Ended a data sharing agreement"),
    "access.agreements_exported": _("Downloaded the register of data sharing agreements"),
}

SUBJECTS: dict[str, StrOrPromise] = {
    "user": _("Account"),
    "invitation": _("Invitation"),
    "message": _("Message"),
    "log": _("This log"),
    "agreement": _("Data sharing agreement"),
    "organisation": _("Organisation"),
    "guest": _("Professional without an account"),
    "brand": _("Name, colours and logo"),
}

# Parts of an entry's detail.
DETAILS: dict[str, StrOrPromise] = {
    "role": _("role"),
    "before": _("before"),
    "after": _("after"),
    "count": _("how many"),
    "why": _("why"),
    "page": _("page"),
    "language": _("language"),
    "methods": _("by"),
}
METHODS: dict[str, StrOrPromise] = {
    "password": _("password"),
    "mfa": _("code"),
    "socialaccount": _("the organisation’s sign-in"),
}
WHY: dict[str, StrOrPromise] = {
    "password": _("wrong password or address"),
    "code": _("wrong code"),
    "throttled": _("too many tries"),
    "stranger": _("not invited"),
    "organisation": _("the organisation’s sign-in was stopped"),
}

# What our messages are for; other apps' are named like the event that caused them.
PURPOSES: dict[str, StrOrPromise] = {
    "access.invited": _("Invitation to a colleague"),
    "access.password_link": _("Link for a new password"),
    "access.second_factor_reset": _("Notice: second step removed"),
    "families.opened_in_emergency": _("Notice: a record was opened in an emergency"),
    "access.agreement_runs_out": _("Reminder: an agreement ends or is to be reviewed"),
}
