"""The strictest tier: parts of a record that open to the people whom they name, and to nobody else. No agreement, no
emergency and no role of the council opens them. Written once; who may read them can be said anew."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation, User
from hearth.core.models import Record
from hearth.families.models.records import SourceRecord


class SealedKind(models.TextChoices):
    SAFE_ADDRESS = "address", _("A safe address")
    THIRD_PARTY = "third-party", _("What somebody else said")
    ABUSE = "abuse", _("Domestic abuse")
    OTHER = "other", _("Something else that must not get about")


class SealedPart(Record):
    """Something about a person that only named colleagues of one organisation may read."""

    personal = frozenset({"source_record", "by_user_id", "by_name"})
    sensitive = frozenset({"kind", "words"})
    neutral = frozenset({"id", "created_at", "organisation"})

    source_record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="sealed_parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=SealedKind.choices)
    words = models.TextField()
    by_user_id = models.UUIDField()
    by_name = models.CharField(max_length=120)


class SealedReader(Record):
    """A colleague who may read a sealed part."""

    personal = frozenset({"user"})
    neutral = frozenset({"id", "created_at", "part"})

    part = models.ForeignKey(SealedPart, models.PROTECT, related_name="readers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "user"], name="families_sealed_reader_once")]
