"""What the public search reads: one flat row for each place of a service, written by triggers and by nothing else.

The triggers (migration 0004) stand under every table from which a row is made, so that a bulk load, a console and a
page keep the search right alike. Only what the public may know gets in: services that are shown, places that are not
confidential. A service whose only place is confidential has one row without a point, like a helpline.
"""

from __future__ import annotations

from math import cos, radians, sin
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.expressions import RawSQL

from hearth.directory.models.services import Delivery, Service

EARTH_METRES = 6_371_008.8
MIDDLE_LONGITUDE = -2.0  # England lies evenly about it
# What `ways` holds: one bit for each way in which a service can be given.
WAYS = {way.value: 1 << number for number, way in enumerate(Delivery)}
ALL_WAYS = (1 << len(WAYS)) - 1

# What `times` holds: a bit for each part of each day of the week, Monday morning first.
PARTS = ("morning", "afternoon", "evening")  # before 12, from 12 to 5, from 5
TIMES = {
    (day, part): 1 << (number * len(PARTS) + place)
    for number, day in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
    for place, part in enumerate(PARTS)
}
ALL_TIMES = (1 << len(TIMES)) - 1

# What `unstated` holds: a bit for each thing that nobody stated of a service, and that a filter therefore cannot know.
UNSTATED = {
    what: 1 << number for number, what in enumerate(("ages", "cost", "ways", "times", "languages", "access", "area"))
}


def plane(latitude: float, longitude: float) -> tuple[float, float]:
    """A point in degrees as metres east and north on one flat map (a transverse projection about 2 degrees west).

    Straight lines on it are true to 0.2% over England, so a distance needs no trigonometry. The function
    `directory_plane_x/y` of migration 0004 is the same rule in SQL.
    """
    turn = radians(longitude - MIDDLE_LONGITUDE)
    north = radians(latitude)
    return EARTH_METRES * turn * cos(north), EARTH_METRES * (north + turn * turn / 2 * sin(north) * cos(north))


class SearchRow(models.Model):
    """One place of one shown service (or the service alone), ready to be searched.

    `names` are the words of its name, `own` those of its own text: name, summary, readers, description. `search` are
    all its words: its own, its organisation's name, its terms with their everyday words in all languages. `codes` are
    its terms and their parents. `ways` is how it is given, all bits where nobody stated it. `x` and `y` are metres on
    `plane`, null without a place. `times` has a bit for each part of each weekday (`TIMES`), all where nobody stated
    times. `areas` are the codes of whom it serves by where they live, empty where nobody stated it. `last` says that it
    is shown after others (not confirmed for long). Among `codes` stand also "lang:ur" for each language and
    "at:step-free" for each fact of accessibility of the service or its place. `unstated` has a bit for each thing that
    nobody stated (`UNSTATED`): it matches every filter, but it is shown after what is known to fit, and says so.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset(
        {
            "id",
            "service",
            "x",
            "y",
            "min_age_months",
            "max_age_months",
            "ways",
            "is_free",
            "times",
            "areas",
            "last",
            "unstated",
            "codes",
            "names",
            "own",
            "search",
        }
    )

    id = models.BigAutoField(primary_key=True)
    # The database deletes these rows with their service; the serving role may not write here.
    service = models.ForeignKey(Service, models.DO_NOTHING, related_name="+", db_constraint=False)
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    min_age_months = models.PositiveSmallIntegerField(null=True)
    max_age_months = models.PositiveSmallIntegerField(null=True)
    ways = models.PositiveSmallIntegerField()
    is_free = models.BooleanField()
    times = models.IntegerField(default=ALL_TIMES)
    areas = ArrayField(models.CharField(max_length=12), default=list)
    last = models.BooleanField(default=False)
    unstated = models.SmallIntegerField(default=0)
    codes = ArrayField(models.CharField(max_length=80))
    names = SearchVectorField()
    own = SearchVectorField()
    search = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["search", "codes", "names"], name="directory_searchrow_words", fastupdate=False),
            GinIndex(
                fields=["search", "codes", "names"],
                name="directory_searchrow_placeless",
                condition=models.Q(x__isnull=True),
                fastupdate=False,
            ),
            GistIndex(RawSQL("point(x, y)", ()), name="directory_searchrow_point"),
            # What has no place, for the pages that look for it without words.
            models.Index(fields=["service"], condition=models.Q(x__isnull=True), name="directory_searchrow_nowhere"),
            # What is shown last is looked for apart, so that it never takes the place of what is shown first.
            GinIndex(
                fields=["search", "codes", "names"],
                name="directory_searchrow_lastwords",
                condition=models.Q(last=True),
                fastupdate=False,
            ),
            GistIndex(RawSQL("point(x, y)", ()), name="directory_searchrow_lastpoint", condition=models.Q(last=True)),
        ]


class Word(models.Model):
    """A word that stands in some listing, for the spelling of what families type."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"word"})

    word = models.CharField(max_length=40, primary_key=True)

    class Meta:
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="directory_word_trigrams", fastupdate=False)
        ]
