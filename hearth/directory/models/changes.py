"""Changes of listings on their way: a draft that an organisation's editors share, sent, and decided."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core import clock
from hearth.core.models import Record
from hearth.directory.models.services import Service


class ChangeState(models.TextChoices):
    """Where a change stands. The moves between them are data/changes.yaml."""

    DRAFT = "draft", _("Not sent yet")
    WAITING = "waiting", _("Waiting for approval")
    SENT_BACK = "sent-back", _("Sent back")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Thrown away")


OPEN_STATES = (ChangeState.DRAFT, ChangeState.WAITING, ChangeState.SENT_BACK)


class ListingChange(Record):
    """What editors of one organisation want a listing to say: of a service, or (without one) of the organisation's own
    public face. One is open at a time for each listing and editing organisation; colleagues share it.

    `parts` holds only what is changed: {"name": {"value": …, "before": …, "by": "Ewan Farrow", "by_id": …, "at": …}}.
    `before` is what the listing said when the part was first changed here, so that somebody else's change of the same
    part is noticed. A part that an approver corrected also has `sent`, what the editors had sent.
    """

    personal = frozenset({"parts", "begun_by_name", "sent_by_user_id", "sent_by_name"})
    neutral = frozenset(
        {
            *("id", "created_at", "service", "organisation", "maker", "is_new", "state", "state_at", "version"),
            *("updated_at", "sent_at", "words"),
        }
    )

    service = models.ForeignKey(Service, models.CASCADE, null=True, related_name="changes")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")  # whose listing it is
    maker = models.ForeignKey(Organisation, models.CASCADE, related_name="+")  # whose editors make the change
    is_new = models.BooleanField(default=False)  # the listing has never been public
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.DRAFT)
    state_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)  # rises with every save
    updated_at = models.DateTimeField(default=clock.now)
    parts = models.JSONField(default=dict)
    begun_by_name = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by_user_id = models.UUIDField(null=True)
    sent_by_name = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)  # what the editors say to the approver

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "maker"],
                condition=models.Q(state__in=["draft", "waiting", "sent-back"], service__isnull=False),
                name="directory_one_open_change",
            ),
            models.UniqueConstraint(
                fields=["organisation", "maker"],
                condition=models.Q(state__in=["draft", "waiting", "sent-back"], service__isnull=True),
                name="directory_one_open_change_of_face",
            ),
        ]
        indexes = [models.Index(fields=["state", "sent_at"])]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def values(self) -> dict[str, Any]:
        """The changed parts as a document has them."""
        return {part: said["value"] for part, said in self.parts.items()}


class ChangeStep(Record):
    """One move of a change: who made it, when, and what they said. Added to and never changed."""

    personal = frozenset({"by_user_id", "by_name", "words"})
    neutral = frozenset(
        {"id", "created_at", "change", "number", "move", "from_state", "to_state", "at", "by_organisation"}
    )

    change = models.ForeignKey(ListingChange, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=12)
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    at = models.DateTimeField()
    by_user_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)
    by_organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["change", "number"], name="directory_change_step_once")]
