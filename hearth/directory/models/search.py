"""What the public search reads: one flat row for each place of a service, written by triggers and by nothing else.

The triggers (migration 0004) stand under every table from which a row is made, so that a bulk load, a console and a
page keep the search right alike. Only what the public may know gets in: services that are shown, places that are not
confidential. A service whose only place is confidential has one row without a point, like a helpline.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from hearth.directory.models.services import Service


class SearchRow(models.Model):
    """One place of one shown service (or the service alone), ready to be searched.

    `search` weighs A the name, B its terms with their everyday words in all languages, C summary, readers and
    organisation, D the description. `codes` are the codes of its terms and of their parents, "how:phone" for each way
    it is given (all ways where nobody stated one), "cost:free", and "term:<uuid>" for each term.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset(
        {"id", "service", "latitude", "longitude", "search", "codes", "min_age_months", "max_age_months"}
    )

    id = models.BigAutoField(primary_key=True)
    # The database deletes these rows with their service; the serving role may not write here.
    service = models.ForeignKey(Service, models.DO_NOTHING, related_name="+", db_constraint=False)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    search = SearchVectorField()
    codes = ArrayField(models.CharField(max_length=90))
    min_age_months = models.PositiveSmallIntegerField(null=True)
    max_age_months = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["search", "codes"], name="directory_searchrow_words", fastupdate=False),
            models.Index(fields=["latitude", "longitude"], include=["service"], name="directory_searchrow_point"),
        ]


class Word(models.Model):
    """A word that stands in some listing, for the spelling of what families type."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"word"})

    word = models.CharField(max_length=40, primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="directory_word_trigrams", fastupdate=False)]
