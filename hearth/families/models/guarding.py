"""Records that only named people may read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.core.models import Record
from hearth.families.models.records import SourceRecord


class RestrictionKind(models.TextChoices):
    RESTRICTED = "restricted", _("Only named people may see this person")
    PROTECTED_ADDRESS = "address", _("The address is protected")
    SEALED_IDENTITY = "identity", _("An earlier identity, sealed")


class Restriction(Record):
    """That a person's records are kept from all but named members. It follows the source record that it names."""

    personal = frozenset({"by_user"})
    sensitive = frozenset({"kind", "reason", "words", "source_record"})
    neutral = frozenset({"id", "created_at", "organisation", "review_on", "ended_at"})

    source_record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="restrictions")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")  # who decided it
    kind = models.CharField(max_length=10, choices=RestrictionKind.choices)
    reason = models.CharField(max_length=20)  # a code of data/restriction_reasons.yaml
    words = models.CharField(max_length=255, blank=True)
    by_user = models.UUIDField()
    review_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["source_record"], condition=models.Q(ended_at=None), name="families_restricted")
        ]


class RestrictionReader(Record):
    """A member who may see a restricted person all the same."""

    personal = frozenset({"user"})
    neutral = frozenset({"id", "created_at", "restriction"})

    restriction = models.ForeignKey(Restriction, models.CASCADE, related_name="readers")
    user = models.ForeignKey("access.User", models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["restriction", "user"], name="families_reader_once")]
