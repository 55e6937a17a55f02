"""The codes of trust in the log, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from hearth.families import trust

ACTIONS: dict[str, StrOrPromise] = {
    "families.opened_in_emergency": _("Opened more of a record in an emergency"),
    "families.emergency_viewed": _("Looked at what was opened in an emergency"),
    "families.opening_reviewed": _("Reviewed what was opened in an emergency"),
    "families.copy_begun": _("Began a copy that a family asked for"),
    "families.copy_gathered": _("Gathered what is held for a copy"),
    "families.copy_part_decided": _("Decided what becomes of a part of a copy"),
    "families.copy_ready": _("Put a copy before somebody to sign off"),
    "families.copy_sent_back": _("Sent a copy back to be changed"),
    "families.copy_signed": _("Signed off a copy"),
    "families.copy_handed_over": _("Handed a copy over"),
    "families.copy_viewed": _("Looked at a copy in the making"),
    "families.copy_taken": _("Took a copy as a file"),
    "families.destructions_exported": _("Took the destruction records as a file"),
    "families.destroyed": _("Destroyed something whose time was over"),
    "families.kept_longer": _("Decided to keep something longer"),
    "families.held_from_destruction": _("Put something on legal hold"),
    "families.hold_looked_at": _("Looked at a legal hold again"),
    "families.hold_lifted": _("Lifted a legal hold"),
    "families.period_changed": _("Changed how long something is kept"),
    "families.looks_read": _("Looked at who had looked at a record"),
    "families.part_sealed": _("Sealed a part of a record"),
    "families.sealed_viewed": _("Looked at sealed parts that name them"),
    "families.restricted": _("Kept a record for named colleagues"),
    "families.restriction_readers_named": _("Named who may see a restricted record"),
    "families.restriction_ended": _("Ended the restriction of a record"),
}
SUBJECTS: dict[str, StrOrPromise] = {
    "families.SourceRecord": _("Somebody’s record"),
    "families.Restriction": _("What is kept for named colleagues"),
    "families.Opening": _("What was opened in an emergency"),
    "families.CopyFile": _("Copy that a family asked for"),
    "families.DueItem": _("What is due to be destroyed"),
    "families.Destruction": _("Destruction record"),
}
DETAILS: dict[str, StrOrPromise] = {}
REASONS: dict[str, StrOrPromise] = dict(trust.choices("restrictions"))  # why a record is kept
