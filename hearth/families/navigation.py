"""Entries of the staff menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.navigation import NavEntry

ENTRIES = [
    NavEntry(_("Families"), "people:people", "families.view", 16, "family"),
    NavEntry(_("Who is who"), "people:links", "families.link", 18, "users"),
    NavEntry(_("Agencies’ extracts"), "people:sources", "families.sources", 70, "file"),
    NavEntry(_("Register families"), "register:desk", "families.register", 17, "family"),
]
