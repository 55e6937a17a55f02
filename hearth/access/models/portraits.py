"""Pictures that members give of themselves."""

from __future__ import annotations

from django.db import models

from hearth.access.models.people import User
from hearth.core.models import Record


class Portrait(Record):
    """What a family that a member works with sees of them before they meet. Kept in the database, so that row security
    stands before every byte of it: the member, who looks after their account, and those families."""

    personal = frozenset({"user", "words"})
    sensitive = frozenset({"content"})
    neutral = frozenset({"id", "created_at"})

    user = models.OneToOneField(User, models.CASCADE, related_name="portrait")
    words = models.CharField(max_length=150)  # what it shows, for people who cannot see it
    content = models.BinaryField()  # as access.portraits draws it
