"""What a listing said at each time, who changed it and why."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearth.access.models import Organisation
from hearth.core import clock
from hearth.core.models import Record
from hearth.directory.models.services import Service


class Why(models.TextChoices):
    """What made a version."""

    CREATED = "created", _("Added")
    LOADED = "loaded", _("Read from a file or feed")
    EDITED = "edited", _("Changed")
    APPROVED = "approved", _("Change approved")
    RESTORED = "restored", _("Older version put back")
    MERGED = "merged", _("Brought together with another listing")
    SPLIT = "split", _("Taken apart again")


class ListingVersion(Record):
    """A listing at one time: its document (`hearth.directory.document`) under the number that `Service.version` had.

    Added to and never changed, but for one thing: when an address becomes secret, a trigger takes it out. A version
    that a feed wrote is kept when somebody first changes it, not when it is loaded (`actions.versions`), so numbers may
    have gaps.
    """

    personal = frozenset({"by_user_id", "by_name"})
    neutral = frozenset({"id", "created_at", "service", "number", "document", "why", "words", "by_organisation", "at"})

    service = models.ForeignKey(Service, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    why = models.CharField(max_length=10, choices=Why.choices)
    words = models.CharField(max_length=500, blank=True)  # the reason that somebody gave
    at = models.DateTimeField(default=clock.now)  # when the listing began to say this
    by_user_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120, blank=True)
    by_organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="directory_listing_version_once")]
