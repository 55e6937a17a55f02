"""The log: who looked at, searched, exported, was denied or changed what. It points at nothing by foreign key, so it
outlives what it speaks of, and the serving role can add to it but neither change nor delete it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.core.models import Record


class EntryKind(models.TextChoices):
    VIEW = "view", _("Looked at")
    SEARCH = "search", _("Searched")
    EXPORT = "export", _("Exported")
    PRINT = "print", _("Printed")
    DENIAL = "denial", _("Was refused")
    CHANGE = "change", _("Changed")
    SIGN_IN = "sign-in", _("Signed in or out")


class Entry(Record):
    """One look or one change. `detail` holds codes, ids and counts; never what was read or typed."""

    personal = frozenset({"actor_id", "actor_name"})
    neutral = frozenset(
        {
            "id",
            "created_at",
            "kind",
            "action",
            "actor_kind",
            "actor_organisation_id",
            "organisation_id",
            "subject_type",
            "subject_id",
            "reason",
            "detail",
        }
    )

    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    action = models.CharField(max_length=80)  # "referrals.accepted"
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    actor_organisation_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)  # whose record it was
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=120, blank=True)  # why they could: "your organisation received it"
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "-created_at"]),
            models.Index(fields=["actor_organisation_id", "-created_at"]),
            models.Index(fields=["subject_id", "-created_at"]),
            models.Index(fields=["actor_id", "-created_at"]),
        ]
