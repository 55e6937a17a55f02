"""The warm handover: the desk asks one named colleague to take somebody over, and it stays somebody's until it ends."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.referrals.models.enquiries import Enquiry


class HandoverState(models.TextChoices):
    """Which moves lead from one to another is data (data/desk.yaml)."""

    ASKED = "asked", _("Waiting for the colleague")
    TAKEN = "taken", _("Taken over")
    BACK = "back", _("Back at the desk")
    DONE = "done", _("Finished")


class Handover(Record):
    """That one named colleague is asked to take somebody over from the desk, by when they must answer, and what came
    of it. It is one record whoever has it, so that passing it on or back cannot lose it; its steps tell its story."""

    personal = frozenset({"to_user_id", "to_name", "by_user_id", "by_name", "asked_of", "contact"})
    sensitive = frozenset({"words"})
    neutral = frozenset(
        {
            "id",
            "created_at",
            "enquiry",
            "organisation",
            "to_organisation",
            "parties",
            "state",
            "urgency",
            "answer_by",
            "taken_at",
            "finished_at",
            "result",
            "late_told_at",
        }
    )

    enquiry = models.OneToOneField(Enquiry, models.PROTECT, related_name="handover")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # whose desk it is
    by_user_id = models.UUIDField()
    by_name = models.CharField(max_length=120)
    to_user_id = models.UUIDField()
    to_name = models.CharField(max_length=120)
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # Everybody who was asked, and their organisations: whoever passed it on still sees what became of it.
    asked_of = ArrayField(models.UUIDField(), default=list)
    parties = ArrayField(models.UUIDField(), default=list)
    state = models.CharField(max_length=8, choices=HandoverState.choices, default=HandoverState.ASKED)
    urgency = models.CharField(max_length=20)  # a code of data/desk.yaml
    answer_by = models.DateTimeField()
    words = models.TextField(blank=True)
    contact = models.CharField(max_length=120, blank=True)  # how to reach them, if they do not wait at the desk
    taken_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=20, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)  # when the duty lead was told that nobody answered

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["to_user_id", "state"]),
            models.Index(fields=["state", "answer_by"]),
        ]


class HandoverStep(Record):
    """One move of a handover, by whom and to whom. Append-only."""

    personal = frozenset({"actor_id", "actor_name", "to_user_id", "to_name"})
    sensitive = frozenset({"words"})
    neutral = frozenset({"id", "created_at", "handover", "number", "move", "from_state", "to_state", "at", "reason"})

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=8, blank=True)
    to_state = models.CharField(max_length=8)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=120, blank=True)
    to_user_id = models.UUIDField(null=True, blank=True)
    to_name = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "number"], name="referrals_handover_step_number_once")
        ]


class HandoverTopic(Record):
    """That an organisation's people take somebody over from any desk of the network, for one topic."""

    neutral = frozenset({"id", "created_at", "organisation", "topic"})

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="handover_topics")
    topic = models.CharField(max_length=40)  # a code of data/desk.yaml

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "topic"], name="referrals_handover_topic_once")]
