"""How a listing is kept true: when it is due, what was done about it, who was asked, and by which rules."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.directory.models.services import Service, Standing


class ReviewDates(models.Model):
    """When a shown listing is due, worked out every night and at once after it was confirmed (actions.standing).

    `due_on` is so many months after it was last confirmed (after it came here, where nobody ever did). The later days
    count from `counted_from`: the same day, or later where its owner was asked late, so that nothing is put last or
    hidden before somebody was asked. Until `more_until`, that day included, it is neither.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset(
        {
            *("service", "months", "due_on", "asked_from", "counted_from", "label_on", "demote_on", "hide_on"),
            *("more_until", "mails", "letter"),
        }
    )

    service = models.OneToOneField(Service, models.CASCADE, primary_key=True, related_name="review")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    asked_from = models.DateField(null=True, blank=True)  # since when it stands as due
    counted_from = models.DateField()
    label_on = models.DateField()
    demote_on = models.DateField()
    hide_on = models.DateField()
    more_until = models.DateField(null=True, blank=True)
    mails = models.PositiveSmallIntegerField(default=0)  # how many of the ladder's mails its owner has had this time
    letter = models.ForeignKey(
        "directory.Reminder", models.SET_NULL, null=True, blank=True, related_name="+"
    )  # the last

    class Meta:
        indexes = [models.Index(fields=["due_on"])]


class Step(models.TextChoices):
    """What was done about a listing. The first five are the standings that it moved to."""

    CURRENT = "current", _("Back among the others")
    DUE = "due", _("Time to confirm it")
    UNCONFIRMED = "unconfirmed", _("Labelled “not confirmed”")
    DEMOTED = "demoted", _("Shown after others")
    HIDDEN = "hidden", _("No longer found by searching")
    ASKED = "asked", _("Its owner was written to")
    UNREACHED = "unreached", _("Nobody could be written to")
    CONFIRMED = "confirmed", _("Confirmed: still right")
    CHANGED = "changed", _("Its owner said that something changed")
    CLOSED = "closed", _("Its owner said that it is no longer run")
    MORE_TIME = "more-time", _("Given more time")


WARNED = (Standing.UNCONFIRMED, Standing.DEMOTED, Standing.HIDDEN)  # the public reads "not confirmed since …"


class FreshnessStep(Record):
    """One thing that was done about a listing, and whether it was undone. Never deleted.

    `after` is its standing from then on, empty for a step that moved nothing. `undone_at` is when a step down was taken
    back: by confirming, or by an editor who gave more time.
    """

    personal = frozenset({"words", "by_name", "undone_by"})
    neutral = frozenset(
        {
            *("id", "created_at", "service", "organisation", "step", "before", "after", "at", "by_kind", "until"),
            *("policy", "undone_at"),
        }
    )

    service = models.ForeignKey(Service, models.CASCADE, related_name="steps")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")  # whose it was then
    step = models.CharField(max_length=12, choices=Step.choices)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_name = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)  # an editor's reason, or what the owner said
    until = models.DateField(null=True, blank=True)  # more time: the last day of it
    policy = models.PositiveIntegerField(default=0)  # the number of the rules by which it was done
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["at", "created_at"]
        indexes = [
            models.Index(fields=["service", "at"]),
            models.Index(fields=["organisation", "at"]),
        ]


class Reach(models.TextChoices):
    """Who was written to."""

    MEMBERS = "members", _("People who edit its listings here")
    PUBLIC = "public", _("Its public email address")
    NOBODY = "nobody", _("Nobody: it has no editor here and no email address")


class Reminder(Record):
    """One letter to an organisation about all its listings that are due: the one thing its signed link opens.

    The link confirms these `listings` and no others, and each only as long as nobody has confirmed it since.
    `sent` and `failed` count its emails, kept by a trigger on the outbox.
    """

    neutral = frozenset(
        {
            *("id", "created_at", "organisation", "number", "reach", "listings", "expires_at", "emails", "sent"),
            *("failed", "fault", "answered_at"),
        }
    )

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="reminders")
    number = models.PositiveSmallIntegerField(default=1)  # 1: the first about these listings
    reach = models.CharField(max_length=8, choices=Reach.choices)
    listings = ArrayField(models.UUIDField())
    expires_at = models.DateTimeField()
    emails = models.PositiveSmallIntegerField(default=0)
    sent = models.PositiveSmallIntegerField(default=0)
    failed = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=40, blank=True)  # a code of core.outbox.gateways.Fault
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at"])]


class ReviewPolicy(models.Model):
    """The rules as they were saved here, each time a new row; the last one holds. Before the first, the file holds.

    `usual` has review_months, label, demote and hide. `changed` says what was saved: a term's code (or "usual") to
    its values before and after. What belongs to one category stands on its term.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"number", "saved_at", "usual", "changed"})

    number = models.PositiveIntegerField(primary_key=True)  # goes on from the version of the file
    saved_at = models.DateTimeField()
    usual = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
