"""The directory's entry in the staff menu. Its jobs stand on its own page: directory.staff.desk."""

from django.utils.translation import gettext_lazy as _

from hearth.core.navigation import NavEntry

ENTRIES = [NavEntry(_("Directory"), "directory:desk", "", 50, "search")]
