"""The models that every app stands on: base classes, drafts, events, the outbox and the brand.

Every field of every model is classified (TRUST 10) in three sets on the class: ``personal`` (says something of a
person), ``sensitive`` (would harm if it came out: health, needs, safety, secrets) and the rest, ``neutral``. A test
fails on a field in none or in two.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.core import clock


class Record(models.Model):
    """A row with an id nobody can guess or count, made before it is stored."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class StoredEvent(Record):
    """Something that happened, kept for counting and for what follows from it: ids only, never words of a person."""

    neutral = frozenset({"id", "created_at", "name", "payload", "actor_kind", "actor_id", "organisation_id"})

    name = models.CharField(max_length=80)  # "referrals.Accepted"
    payload = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)

    class Meta:
        db_table = "core_event"
        indexes = [models.Index(fields=["name", "created_at"])]


class Draft(Record):
    """What somebody has typed so far and not sent. Deleted when sent, and after `expires_at`.

    `holder` is ``member:<user id>`` or a hash of the secret in a visitor's session: the database shows a draft to its
    holder alone.
    """

    personal = frozenset({"data", "holder"})
    neutral = frozenset({"id", "created_at", "kind", "version", "updated_at", "expires_at"})

    kind = models.CharField(max_length=60)
    holder = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["holder", "kind"]), models.Index(fields=["expires_at"])]


class Channel(models.TextChoices):
    EMAIL = "email", _("Email")
    TEXT = "text", _("Text message")


class MessageStatus(models.TextChoices):
    """Where a message is on its way out."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent: we stopped trying")
    HELD = "held", _("Held back: not safe to send")


class OutboxMessage(Record):
    """One email or text on its way out, written in the transaction that caused it and sent after commit.

    `key` makes a message unique: queueing the same key twice sends once. `body` and `recipient` are emptied when the
    retention period is over. `organisation_id` is whose message it is (for the status page).
    """

    personal = frozenset({"recipient", "body", "subject", "safe_from", "safe_until", "one_click"})
    neutral = frozenset(
        {
            "id",
            "created_at",
            "key",
            "channel",
            "status",
            "attempts",
            "not_before",
            "claimed_at",
            "sent_at",
            "last_error",
            "gateway_id",
            "purpose",
            "subject_type",
            "subject_id",
            "organisation_id",
            "language",
            "safe_contact_id",
            "forgets",
        }
    )

    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    language = models.CharField(max_length=5, default="en")
    status = models.CharField(max_length=10, choices=MessageStatus.choices, default=MessageStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=clock.now)
    # It leaves in these hours only, by London's clock, at the first try and at every later one. Both null: any hour.
    safe_from = models.TimeField(null=True)
    safe_until = models.TimeField(null=True)
    safe_contact_id = models.UUIDField(null=True)  # what a family said of its contact, by which this was decided
    forgets = models.BooleanField(default=False)  # once it has left, whom it went to and what it said are emptied
    # Where the reader gets no more of these with one press in the mail program (RFC 8058); for news only.
    one_click = models.CharField(max_length=500, blank=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)  # the kind of fault, never an address
    gateway_id = models.CharField(max_length=100, blank=True)
    purpose = models.CharField(max_length=60)  # "referrals.accepted", "access.invited"
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)

    class Meta:
        db_table = "core_outbox"
        indexes = [
            models.Index(fields=["status", "not_before"]),
            models.Index(fields=["organisation_id", "-created_at"]),
            models.Index(fields=["subject_id"]),
        ]


class Brand(Record):
    """How this network looks and signs itself: one row, edited on a page."""

    neutral = frozenset(
        {
            "id",
            "created_at",
            "name",
            "strapline",
            "council_name",
            "ink",
            "paper",
            "sand",
            "primary",
            "accent",
            "highlight",
            "done",
            "line",
            "logo",
            "logo_alt",
            "phone",
            "email",
            "address",
            "footer",
            "worried_phone",
            "version",
            "updated_at",
            "only",
        }
    )

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=60, default="Family hubs")
    strapline = models.CharField(max_length=120, blank=True)
    council_name = models.CharField(max_length=80, blank=True)
    ink = models.CharField(max_length=7, default="#1f2a37")
    paper = models.CharField(max_length=7, default="#fffdf9")
    sand = models.CharField(max_length=7, default="#f6efe4")
    primary = models.CharField(max_length=7, default="#00594f")
    accent = models.CharField(max_length=7, default="#b8431f")
    highlight = models.CharField(max_length=7, default="#ffc247")
    done = models.CharField(max_length=7, default="#2f6b2f")
    line = models.CharField(max_length=7, default="#cbd2d9")
    logo = models.BinaryField(null=True, blank=True)  # a checked PNG, JPEG or WebP; small, and in every backup
    logo_alt = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    footer = models.TextField(blank=True)
    worried_phone = models.CharField(max_length=30, blank=True)  # worried about a child: the council's number
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="core_brand_only_one")]
