"""What trust puts into the staff menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.navigation import NavEntry

ENTRIES = [
    NavEntry(_("Copies for families"), "copies:asks", "families.answer_access", 90, "file"),
    NavEntry(_("Kept and destroyed"), "retention:due", "families.answer_access", 93, "list"),
    NavEntry(_("Opened in emergencies"), "trust:openings", "families.answer_access", 91, "alert"),
    NavEntry(_("Kept for named colleagues"), "trust:restrictions", "families.restrict", 78, "lock"),
]
