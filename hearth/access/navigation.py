"""What access puts into the staff menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.navigation import NavEntry

ENTRIES = [
    NavEntry(_("Today"), "access:today", "", 0, "calendar"),
    NavEntry(_("People and roles"), "access:members", "access.view", 80, "users"),
    NavEntry(_("Emails and texts"), "access:messages", "outbox.read", 85, "mail"),
    NavEntry(_("Who looked at what"), "access:log", "audit.read", 90, "shield"),
    NavEntry(_("Data sharing"), "access:agreements", "access.own_agreements", 92, "file"),
    NavEntry(_("Name, logo and colours"), "site:brand", "brand.edit", 95, "edit"),
]
