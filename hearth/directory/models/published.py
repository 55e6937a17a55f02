"""What the open API has told of each service: written by triggers and by nothing else (migration `published`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PublishedState(models.TextChoices):
    """How far the public may read a service. "Temporarily closed" depends on the day and is worked out from it."""

    LISTED = "listed", "Listed"
    UNCONFIRMED = "unconfirmed", "Not confirmed for so long that it is no longer found by searching"
    HIDDEN = "hidden", "Taken off the public pages, or its organisation is"
    CLOSED = "closed", "Closed for good, or taken in by another listing"


class Published(models.Model):
    """One service as the open API pages through it: in which state, and when what it tells last changed.

    A change of its places, times, terms, organisation or site is a change of it; what only we see (its version, its
    due date) is not. A service that is deleted leaves its row, so that whoever keeps a copy hears that it is gone;
    one that was never listed (`was_listed`) is nobody's business.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset(
        {
            *("service_id", "organisation_id", "name", "state", "was_listed", "modified_at"),
            *("min_age_months", "max_age_months", "closed_from", "closed_until"),
        }
    )

    service_id = models.UUIDField(primary_key=True)  # no foreign key: the row outlives the service
    organisation_id = models.UUIDField()
    name = models.CharField(max_length=200)  # the list's order
    state = models.CharField(max_length=12, choices=PublishedState.choices)
    was_listed = models.BooleanField()
    modified_at = models.DateTimeField()  # to the millisecond, as the API says it
    min_age_months = models.PositiveSmallIntegerField(null=True)
    max_age_months = models.PositiveSmallIntegerField(null=True)
    # On these days its status changes although nobody writes anything.
    closed_from = models.DateField(null=True)
    closed_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["name", "service_id"], condition=models.Q(state="listed"), name="directory_published_order"
            ),
            models.Index(fields=["modified_at", "service_id"], name="directory_published_changes"),
            models.Index(fields=["organisation_id"], name="directory_published_owner"),
            models.Index(
                fields=["closed_from"],
                condition=models.Q(closed_from__isnull=False) | models.Q(closed_until__isnull=False),
                name="directory_published_closed",
            ),
        ]
