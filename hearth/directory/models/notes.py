"""What staff know about a service that its listing does not say. Only staff ever see it."""

from __future__ import annotations

from django.db import models

from hearth.access.models import Organisation
from hearth.core.models import Record
from hearth.directory.models.services import Service


class ServiceNote(Record):
    """A colleague's note for colleagues of every organisation. One that was taken down keeps no words."""

    personal = frozenset({"author_id", "author_name", "words", "removed_by", "removed_reason"})
    neutral = frozenset({"id", "created_at", "service", "organisation", "edited_at", "removed_at"})

    service = models.ForeignKey(Service, models.CASCADE, related_name="notes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # for which the author wrote
    author_id = models.UUIDField()
    author_name = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=120, blank=True)
    removed_reason = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [models.Index(fields=["service", "-created_at"])]


class NoteMark(Record):
    """That a colleague found a note useful."""

    personal = frozenset({"user_id"})
    neutral = frozenset({"id", "created_at", "note"})

    note = models.ForeignKey(ServiceNote, models.CASCADE, related_name="marks")
    user_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "user_id"], name="directory_note_marked_once")]
