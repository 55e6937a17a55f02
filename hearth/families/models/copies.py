"""The copy that a family asked for (UK GDPR article 15): what is held in numbered parts, what was decided of each, who
signed it off, what was made of it, and how it was handed over.

A part is a frozen copy of what was held when it was gathered: what happens to the record later changes nothing in it.
Sign-off and handing over are only added to, and nothing changes in a file once it is signed off (row security).
"""

from __future__ import annotations

from typing import Any

from django.db import models

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.families.models.registration import FamilyAsk, Registration


class Decision(models.TextChoices):
    """What becomes of a part; the words are in data/copies.yaml."""

    GIVE = "give"
    BLACK_OUT = "black-out"
    HOLD = "hold"


class CopyFile(Record):
    """One copy in the making, or made. `ready_at` is when it was put before somebody else to sign off."""

    personal = frozenset({"registration", "ask", "begun_by", "begun_by_name", "returned_by_name"})
    sensitive = frozenset({"returned_words"})
    neutral = frozenset({"id", "created_at", "organisation", "gathered_at", "is_met", "ready_at", "rules_version"})

    ask = models.OneToOneField(FamilyAsk, models.PROTECT, related_name="file")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # whose registration it is
    begun_by = models.UUIDField()
    begun_by_name = models.CharField(max_length=120)
    gathered_at = models.DateTimeField(null=True)
    is_met = models.BooleanField(default=False)  # whether somebody had met the family when it was gathered
    ready_at = models.DateTimeField(null=True)
    returned_by_name = models.CharField(max_length=120, blank=True)
    returned_words = models.TextField(blank=True)  # why it was sent back last
    rules_version = models.PositiveSmallIntegerField()  # of data/copies.yaml


class CopyPart(Record):
    """One thing that is held, as it stood when it was gathered, and what was decided of it.

    `items` are [{"label": …, "text": …}]. `pieces` ([which item, start, end]) and `passages` (words, wherever they
    stand) are blacked out. Without `decided_at` the decision is only proposed.
    """

    personal = frozenset({"about", "source_id", "decided_by", "decided_by_name"})
    sensitive = frozenset({"title", "items", "pieces", "passages", "proposed_why", "note"})
    neutral = frozenset(
        {
            *("id", "created_at", "file", "number", "kind", "digest", "held_at", "is_locked", "decision", "reason"),
            *("decided_at",),
        }
    )

    file = models.ForeignKey(CopyFile, models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    source_id = models.UUIDField(null=True)  # of the row that it was taken from
    digest = models.CharField(max_length=64)  # of what it says
    title = models.CharField(max_length=200)
    about = models.CharField(max_length=200, blank=True)  # who it is about
    held_at = models.DateTimeField(null=True)  # since when it is held
    items: Any = models.JSONField(default=list)
    is_locked = models.BooleanField(default=False)  # can only be held back
    proposed_why = models.CharField(max_length=255, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.CharField(max_length=30, blank=True)  # a code of data/copies.yaml
    note = models.CharField(max_length=500, blank=True)  # for whoever signs it off
    pieces: Any = models.JSONField(default=list)
    passages: Any = models.JSONField(default=list)
    decided_by = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="families_copy_part_number_once")]


class CopySignOff(Record):
    """That a second member answers for it, and what was made at that moment: the files that the family gets."""

    personal = frozenset({"by_user_id", "by_name"})
    sensitive = frozenset({"pdf", "data"})
    neutral = frozenset({"id", "created_at", "file", "pdf_digest", "data_digest", "given", "held_back"})

    file = models.OneToOneField(CopyFile, models.PROTECT, related_name="sign_off")
    by_user_id = models.UUIDField()
    by_name = models.CharField(max_length=120)
    pdf = models.BinaryField()
    data = models.BinaryField()  # the same as JSON
    pdf_digest = models.CharField(max_length=64)  # SHA-256
    data_digest = models.CharField(max_length=64)
    given = models.PositiveIntegerField()  # parts in it
    held_back = models.PositiveIntegerField()


class CopyHandover(Record):
    """How the family got it, or may get it for some days."""

    class How(models.TextChoices):
        """The words are in data/copies.yaml."""

        COLLECTED = "collected"
        POSTED = "posted"
        OWN_PAGE = "own-page"

    personal = frozenset({"by_user_id", "by_name"})
    sensitive = frozenset({"words"})
    neutral = frozenset({"id", "created_at", "file", "how", "open_until"})

    file = models.ForeignKey(CopyFile, models.PROTECT, related_name="handovers")
    how = models.CharField(max_length=10, choices=How.choices)
    words = models.CharField(max_length=255, blank=True)
    open_until = models.DateTimeField(null=True)  # on the family's own page
    by_user_id = models.UUIDField()
    by_name = models.CharField(max_length=120)
