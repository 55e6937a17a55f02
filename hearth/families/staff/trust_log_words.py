"""The codes of trust in the log, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "families.opened_in_emergency": _("Opened more of a record in an emergency"),
    "families.emergency_viewed": _("Looked at what was opened in an emergency"),
    "families.opening_reviewed": _("Reviewed what was opened in an emergency"),
    "families.looks_read": _("Looked at who had looked at a record"),
    "families.part_sealed": _("Sealed a part of a record"),
    "families.sealed_viewed": _("Looked at sealed parts that name them"),
    "families.restricted": _("Kept a record for named colleagues"),
    "families.restriction_readers_named": _("Named who may see a restricted record"),
    "families.restriction_ended": _("Ended the restriction of a record"),
}
SUBJECTS: dict[str, StrOrPromise] = {"families.SourceRecord": _("Somebody’s record")}
DETAILS: dict[str, StrOrPromise] = {}
