"""Requests for support and referrals: one kind of record with two kinds of sender, and its append-only story."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Guest, Organisation
from hearth.core.models import Record
from hearth.directory.models import Service
from hearth.families.models import SafeContact, SourceRecord


class ReferralKind(models.TextChoices):
    REQUEST = "request", _("Request for support")  # by the family
    REFERRAL = "referral", _("Referral")  # by a professional


class State(models.TextChoices):
    """The states of REFERRALS; which moves exist between them is data (data/transitions.yaml)."""

    SENT = "sent", _("Sent")
    NEEDS_INFORMATION = "needs-information", _("More information needed")
    ACCEPTED = "accepted", _("Accepted")
    WAITING = "waiting", _("On the waiting list")
    IN_PROGRESS = "in-progress", _("In progress")
    ON_HOLD = "on-hold", _("On hold")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    REDIRECTED = "redirected", _("Passed on")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENDED_EARLY = "ended-early", _("Ended early")
    IN_ERROR = "in-error", _("Entered in error")


class Step(models.TextChoices):
    """Over which threshold a referral goes on from an earlier one."""

    UP = "up", _("Step up")  # to the front door of children's social care
    DOWN = "down", _("Step down")  # from it


class Referral(Record):
    """One request for support or referral to one service. A draft of it lives in core.Draft until it is sent."""

    personal = frozenset({"language", "lsoa_code", "worker_name", "worker_role"})
    sensitive = frozenset({"what_help", "what_tried", "what_better", "code_hash"})
    neutral = frozenset(
        {
            "id",
            "created_at",
            "reference",
            "kind",
            "service",
            "provider",
            "sender_user_id",
            "sender_organisation",
            "sender_guest",
            "sent_key",
            "state",
            "state_at",
            "sent_at",
            "acknowledged_at",
            "acknowledge_by",
            "decide_by",
            "first_contact_by",
            "answer_by",
            "review_by",
            "message_by",
            "complaint_by",
            "choose_by",
            "paused_on",
            "waiting_since",
            "priority",
            "escalated_for",
            "lawful_basis",
            "family_knows",
            "family_knows_why_not",
            "urgency",
            "allocated_to",
            "reopens",
            "came_from",
            "step",
        }
    )

    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=8, choices=ReferralKind.choices)
    service = models.ForeignKey(Service, models.PROTECT, related_name="referrals")
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals_received")
    sender_user_id = models.UUIDField(null=True, blank=True)
    sender_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="referrals_sent"
    )
    sender_guest = models.ForeignKey(Guest, models.PROTECT, null=True, blank=True, related_name="referrals_sent")
    # The draft's id: sending the same draft twice makes one referral.
    sent_key = models.UUIDField(unique=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.SENT)
    state_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)  # first opened by the provider
    acknowledge_by = models.DateField()
    decide_by = models.DateField()
    first_contact_by = models.DateField()
    # The clocks that stand still until a move starts them (null), and since when the others are paused.
    answer_by = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    message_by = models.DateField(null=True, blank=True)
    complaint_by = models.DateField(null=True, blank=True)
    choose_by = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)  # put on the waiting list
    priority = models.CharField(max_length=40, blank=True)  # a code of data/reasons.yaml: before those without
    escalated_for = models.DateField(null=True, blank=True)  # the missed day of which the duty lead was told
    code_hash = models.CharField(max_length=64, blank=True)  # of the code that opens the follow page
    language = models.CharField(max_length=10, default="en")
    lsoa_code = models.CharField(max_length=12, blank=True)
    what_help = models.TextField()
    what_tried = models.TextField(blank=True)
    what_better = models.TextField(blank=True)
    lawful_basis = models.CharField(max_length=20, default="public-task")
    family_knows = models.BooleanField(default=True)
    family_knows_why_not = models.CharField(max_length=255, blank=True)
    urgency = models.CharField(max_length=20, default="usual")
    allocated_to = models.UUIDField(null=True, blank=True)
    worker_name = models.CharField(max_length=120, blank=True)  # of whom it is allocated to, as the family sees them
    worker_role = models.CharField(max_length=80, blank=True)
    # The earlier one that this goes on from: asked again, passed on, or sent elsewhere after a no.
    reopens = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reopened_by")
    # The earlier referral of the same family from which the sender went on.
    came_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="led_to")
    step = models.CharField(max_length=4, choices=Step.choices, default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["provider", "state", "decide_by"]),
            models.Index(fields=["sender_organisation", "-sent_at"]),
            models.Index(fields=["sender_organisation", "-state_at"], name="referrals_by_news"),
            models.Index(fields=["sender_user_id", "-sent_at"]),
            models.Index(fields=["sender_guest", "-sent_at"], name="referrals_by_guest"),
            models.Index(fields=["service", "state"]),
            models.Index(fields=["provider", "allocated_to", "state"]),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def by_professional(self) -> bool:
        """Whether somebody sent it for the family, with an account or as a guest."""
        return self.kind == ReferralKind.REFERRAL

    @property
    def sender_name(self) -> str:
        """The organisation that sent it, as far as the reader may know; nothing where the family itself asked."""
        if self.sender_organisation is not None:
            return self.sender_organisation.name
        return self.sender_guest.organisation if self.sender_guest is not None else ""


class PersonRole(models.TextChoices):
    SENDER = "sender", _("The person asking")
    PARENT = "parent", _("Parent or carer")
    CHILD = "child", _("Child or young person")
    OTHER = "other", _("Someone else in the family")


class ReferralPerson(Record):
    """That a referral concerns a person, by what its sender said of them (a source record)."""

    personal = frozenset({"source_record", "role"})
    neutral = frozenset({"id", "created_at", "referral", "order"})

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="people")
    source_record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=PersonRole.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]


class StatusRow(Record):
    """One move of a referral from a state to a state. Append-only: the loop's whole story and all its numbers."""

    personal = frozenset({"actor_id", "actor_name", "worker_name"})
    sensitive = frozenset({"words", "outcome_words", "by_need"})
    neutral = frozenset(
        {
            "id",
            "created_at",
            "referral",
            "number",
            "from_state",
            "to_state",
            "move",
            "at",
            "actor_kind",
            "actor_organisation",
            "reason",
            "alternative_service",
            "alternative_words",
            "outcome",
            "until",
            "linked_reference",
        }
    )

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="history")
    number = models.PositiveIntegerField()  # 1, 2, 3 … within the referral
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    move = models.CharField(max_length=30)  # "accept"
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=120, blank=True)
    actor_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=40, blank=True)  # a code of data/reasons.yaml
    words = models.TextField(blank=True)  # what the family and the sender read
    alternative_service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    alternative_words = models.CharField(max_length=255, blank=True)
    outcome = models.CharField(max_length=40, blank=True)  # as a whole, worked out from by_need
    by_need = models.JSONField(default=dict, blank=True)  # {need: outcome}, codes of data/needs.yaml and reasons.yaml
    outcome_words = models.TextField(blank=True)
    until = models.DateField(null=True, blank=True)  # the day to which something was put off
    worker_name = models.CharField(max_length=120, blank=True)  # to whom it was given
    # The other end of a request that went on elsewhere: the new one's on the old, the old one's on the new.
    linked_reference = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["number"]
        # The waits that the public is told (queries.before).
        indexes = [
            models.Index(
                fields=["at"], name="referrals_started_at", condition=models.Q(move__in=["start", "start-from-waiting"])
            )
        ]
        constraints = [
            # Two staff who decide at once cannot both write the next row.
            models.UniqueConstraint(fields=["referral", "number"], name="referrals_status_number_once")
        ]


class FamilyContact(Record):
    """Which safe contact a referral's news goes to, and since when."""

    personal = frozenset({"safe_contact"})
    neutral = frozenset({"id", "created_at", "referral"})

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="contacts")
    safe_contact = models.ForeignKey(SafeContact, models.PROTECT, related_name="+")
