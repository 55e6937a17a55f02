"""Systems of an organisation's own: addresses that are told when a request moves, and what they were told."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.referrals.models.referrals import Referral


class Webhook(Record):
    """An address that is told when a request of its organisation moves.

    The secret that signs what is sent stands nowhere: it is worked out from this row and the site's own key
    (`webhooks.secret_of`), and `version` makes a new one.
    """

    neutral = frozenset({"id", "created_at", "organisation", "address", "version", "is_active", "stopped_why"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="webhooks")
    address = models.URLField(max_length=500)
    version = models.PositiveIntegerField(default=1)  # of the secret
    is_active = models.BooleanField(default=True)
    stopped_why = models.CharField(max_length=20, blank=True)  # by-us, gone, failed

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "address"], name="referrals_webhook_once")]

    def __str__(self) -> str:
        return self.address


class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Arrived")
    FAILED = "failed", _("Given up")


class WebhookDelivery(Record):
    """That one address is to be told of one move, and how that went. Its id is the `webhook-id` of every try.

    Only a reference and a state are ever told. `last_status` is the HTTP status of the last try, 0 without an answer.
    """

    neutral = frozenset(
        {
            "id",
            "created_at",
            "webhook",
            "referral",
            "number",
            "kind",
            "reference",
            "state",
            "happened_at",
            "status",
            "attempts",
            "next_at",
            "sent_at",
            "last_status",
            "last_fault",
        }
    )

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="+")  # null: a try by hand
    number = models.PositiveIntegerField(default=0)  # of the row of the story
    kind = models.CharField(max_length=60)  # "referral.accepted"
    reference = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=20, blank=True)
    happened_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=DeliveryStatus.choices, default=DeliveryStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(default=0)
    last_fault = models.CharField(max_length=20, blank=True)  # refused, away, slow, inside

    class Meta:
        indexes = [
            models.Index(fields=["webhook", "-created_at"]),
            models.Index(fields=["next_at"], condition=models.Q(status="waiting"), name="referrals_hook_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "referral", "number"],
                condition=models.Q(referral__isnull=False),
                name="referrals_hook_told_once",
            )
        ]


class ApiKey(Record):
    """What lets a partner's system send referrals for its organisation and read how they stand.

    It acts for the member who made it, with no more than they may, and ends when they leave. Its token is kept only as
    a hash (SHA-256 of 32 random bytes).
    """

    personal = frozenset({"user_id"})
    sensitive = frozenset({"token_hash"})
    neutral = frozenset({"id", "created_at", "organisation", "name", "scopes", "begins", "last_used_at", "ended_at"})

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="api_keys")
    user_id = models.UUIDField()  # for whom it acts
    name = models.CharField(max_length=60)  # of the system
    scopes = ArrayField(models.CharField(max_length=10), default=list)  # send, read
    begins = models.CharField(max_length=12)  # the token's first letters, to tell keys apart
    token_hash = models.CharField(max_length=64, unique=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at"])]
