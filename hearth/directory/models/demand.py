"""What families looked for in vain: words, area and age. Nothing here leads to a person."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class UnmetReason(models.TextChoices):
    """How far an answer fell short, the worst first."""

    NOTHING = "nothing", _("Nothing was found")
    PART = "part", _("Only some of the words were found")
    FILTERS = "filters", _("Only without the filters")
    FAR = "far", _("Only farther away than they wanted")
    FEW = "few", _("One or two services were found")


class UnmetSearch(models.Model):
    """How often on one day the same was looked for in vain in the same area, for the same age.

    `words` are those that somebody else used too: a word that nobody in the directory or among earlier searches knows
    stands as "…" (it may be a name), until enough searches have used it (`UnknownWord`). `age` is in whole years, -1
    before birth, null where none was chosen. The area is a ward or a council, empty where nobody said where they were.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset(
        {"id", "day", "words", "language", "age", "council_code", "ward_code", "filters", "reason", "count"}
    )

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    words = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5)
    age = models.SmallIntegerField(null=True)
    council_code = models.CharField(max_length=12, blank=True)
    ward_code = models.CharField(max_length=12, blank=True)
    filters = ArrayField(models.CharField(max_length=80), default=list)  # "free", "way:video", "category:send"
    reason = models.CharField(max_length=8, choices=UnmetReason.choices)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "words", "language", "age", "council_code", "ward_code", "filters", "reason"],
                nulls_distinct=False,
                name="directory_unmet_search_once",
            )
        ]


class UnknownWord(models.Model):
    """A word that was typed and that the directory does not have: how often, and since when. It is kept apart from
    every search, and deleted when hardly anybody uses it (`actions.demand.tidy`)."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"word", "count", "first_day", "last_day"})

    word = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveIntegerField(default=1)
    first_day = models.DateField()
    last_day = models.DateField()
