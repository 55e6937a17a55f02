"""What is due to be destroyed, what is held from it, and what was destroyed.

None of these rows says a name: a subject is an id, and its label a reference. A destruction record says what kinds of
rows went, how many, under which rule and by whose decision, and nothing of whom they were about.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hearth.access.models import Organisation
from hearth.core.models import Record


class RetentionPeriod(Record):
    """How long a class is kept, as somebody changed it. The newest row of a class counts; without one, what ships."""

    personal = frozenset({"by_user_id", "by_name"})
    neutral = frozenset({"id", "created_at", "code", "years", "until_age", "reason"})

    code = models.CharField(max_length=20)
    years = models.PositiveSmallIntegerField()
    until_age = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=500)
    by_user_id = models.UUIDField()
    by_name = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["code", "-created_at"])]


class LegalHold(Record):
    """That something is not destroyed, whatever is due, until the hold is lifted.

    `records` are the source records in it; with `with_people` whatever hangs on any record of these people is held too.
    """

    personal = frozenset({"subject_id", "label", "records", "by_user_id", "by_name", "lifted_by_name"})
    sensitive = frozenset({"words", "lifted_words"})
    neutral = frozenset({"id", "created_at", "code", "organisation", "reason", "with_people", "review_on", "lifted_at"})

    code = models.CharField(max_length=20)  # the class of the subject
    subject_id = models.UUIDField()
    label = models.CharField(max_length=120)
    records = ArrayField(models.UUIDField(), default=list)
    with_people = models.BooleanField(default=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # whose record it is
    reason = models.CharField(max_length=20)  # a code of data/retention.yaml
    words = models.CharField(max_length=500, blank=True)
    review_on = models.DateField()
    by_user_id = models.UUIDField()
    by_name = models.CharField(max_length=120)
    lifted_at = models.DateTimeField(null=True)
    lifted_by_name = models.CharField(max_length=120, blank=True)
    lifted_words = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id"], condition=models.Q(lifted_at=None), name="families_held")]


class DueItem(Record):
    """Something of which a member has to decide, because its time is over. It goes with what it speaks of."""

    personal = frozenset({"subject_id", "label", "kept_by_name"})
    sensitive = frozenset({"kept_why"})
    neutral = frozenset({"id", "created_at", "code", "organisation", "base_on", "youngest_on", "due_on", "kept_until"})

    code = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    label = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    base_on = models.DateField()
    youngest_on = models.DateField(null=True)
    due_on = models.DateField()
    kept_until = models.DateField(null=True)  # somebody decided that it stays until then
    kept_why = models.CharField(max_length=500, blank=True)
    kept_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "subject_id"], name="families_due_once")]
        indexes = [models.Index(fields=["due_on"])]


class Destruction(Record):
    """That something was destroyed. Written by the database in the same transaction, and never changed."""

    personal = frozenset({"by_user_id", "by_name"})
    neutral = frozenset(
        {"id", "created_at", "code", "organisation", "years", "until_age", "source", "due_on", "counts"}
    )

    code = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    years = models.PositiveSmallIntegerField()  # of the rule that counted
    until_age = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=500)
    due_on = models.DateField()
    counts: Any = models.JSONField()  # table: how many rows
    by_user_id = models.UUIDField()
    by_name = models.CharField(max_length=120)
