"""Entries of the staff menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.navigation import NavEntry

ENTRIES = [
    NavEntry(_("Front desk"), "referrals:desk", "enquiries.log", 15, "door"),
    NavEntry(_("Requests"), "referrals:queue", "referrals.view", 20, "list"),
    NavEntry(_("Sent"), "referrals:sent", "referrals.view_sent", 25, "arrow"),
    NavEntry(_("Numbers"), "referrals:numbers", "referrals.numbers", 60, "chart"),
    NavEntry(_("Connected systems"), "referrals:connections", "referrals.connect", 85, "globe"),
]
