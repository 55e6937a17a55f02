"""Ways into a family's own page besides a code to its safe contact."""

from __future__ import annotations

from django.db import models

from hearth.core.models import Record
from hearth.families.models.registration import Registration


class SentCode(Record):
    """That somebody asked for a code to an address or number, and what the job made of it.

    The row is there whether or not anybody is reached by it; `contact` is emptied once the job has looked. It goes when
    the code was used, after a day, or with the registration (migration 0025).
    """

    neutral = frozenset({"id", "created_at", "until"})
    personal = frozenset({"contact", "registration"})
    sensitive = frozenset({"code_hash"})

    contact = models.CharField(max_length=254, blank=True)
    registration = models.ForeignKey(Registration, models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    code_hash = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField()


class FamilySignIn(Record):
    """That whoever is this subject at the network's provider opens this family's page. Taking it back deletes it.

    The database itself deletes it with the registration (migration 0024).
    """

    neutral = frozenset({"id", "created_at", "provider"})
    personal = frozenset({"registration"})
    sensitive = frozenset({"subject_hash"})

    registration = models.OneToOneField(Registration, models.DO_NOTHING, db_constraint=False, related_name="sign_in")
    subject_hash = models.CharField(max_length=64, unique=True)  # of issuer and subject
    provider = models.CharField(max_length=80)  # as families knew it then


class PaperCode(Record):
    """A code that the desk handed over on paper: it opens the family's page once. The newest alone counts.

    The database itself deletes it with the registration (migration 0024).
    """

    neutral = frozenset({"id", "created_at", "expires_at", "used_at"})
    personal = frozenset({"registration", "by_user"})
    sensitive = frozenset({"code_hash"})

    registration = models.ForeignKey(Registration, models.DO_NOTHING, db_constraint=False, related_name="paper_codes")
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    by_user = models.UUIDField()
