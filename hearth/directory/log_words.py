"""The codes of the directory in the log, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "directory.loaded": _("Read a file of places or services"),
    "directory.refused_rows_exported": _("Downloaded the rows of a file that were refused"),
    "directory.listing_changed": _("Changed a listing"),
}

SUBJECTS: dict[str, StrOrPromise] = {
    "service": _("Listing"),
    "load": _("File that was read"),
}
