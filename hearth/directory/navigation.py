"""The directory's entry in the staff menu."""

from django.utils.translation import gettext_lazy as _

from hearth.core.navigation import NavEntry

ENTRIES = [
    NavEntry(_("Directory"), "directory:find", "", 50, "search"),
    NavEntry(_("Files we have read"), "directory:loads", "directory.edit", 55, "file"),
]
