"""Documents that a professional sends with a referral."""

from __future__ import annotations

from django.db import models

from hearth.core.models import Record
from hearth.referrals.models.referrals import Referral


class Attachment(Record):
    """One document, checked by its content (referrals.files), kept in the database so that row security stands before
    every byte of it. Only those who may read the whole referral see it: its sender, and its provider once opened."""

    personal = frozenset({"name", "by_name", "by_id"})
    sensitive = frozenset({"content"})
    neutral = frozenset({"id", "created_at", "referral", "kind", "size", "digest"})

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)  # a code of referrals.files.KINDS
    size = models.PositiveIntegerField()  # bytes
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    content = models.BinaryField()
    by_id = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["referral", "digest"], name="referrals_attachment_once")]
