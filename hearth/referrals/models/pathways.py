"""What a referral to a service needs, who may refer, and what happens: the part of a pathway that its provider says."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hearth.core.models import Record
from hearth.directory.models import Service


class Pathway(Record):
    """How one service is referred to, in its provider's words. A service that takes requests and has none of these
    still has a pathway page: the clocks and its listing say the rest.

    `needed` and `happens` hold one thing a line.
    """

    neutral = frozenset(
        {
            "id",
            "created_at",
            "service",
            "who",
            "who_words",
            "needed",
            "happens",
            "how_long",
            "needs_consent",
            "takes_guests",
            "is_front_door",
            "edited_at",
            "version",
        }
    )

    service = models.OneToOneField(Service, models.CASCADE, related_name="pathway")
    who = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # codes of data/pathways.yaml
    who_words = models.CharField(max_length=255, blank=True)
    needed = models.TextField(blank=True)
    happens = models.TextField(blank=True)
    how_long = models.CharField(max_length=255, blank=True)
    needs_consent = models.BooleanField(default=False)  # the family must know and have agreed
    takes_guests = models.BooleanField(default=True)  # from professionals without an account
    is_front_door = models.BooleanField(default=False)  # the council's door for worries about a child
    edited_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)  # rises with every change: a stale page does not overwrite
