"""By what a source record is found again: its names, birth date and home as they are compared."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Left, Substr

from hearth.families.models.records import SourceRecord


class MatchKey(models.Model):
    """A source record as `matching.records.comparable` makes it, for the check at the desk. "" where nothing is known.

    Written with its record, never read but by the functions of migrations 0018 and 0031, and gone with its record.
    `form` is the version of the rules by which it was made; the nightly run makes those of an older one anew.
    """

    personal: ClassVar[frozenset[str]] = frozenset(
        {
            "source_record",
            "first",
            "first_key",
            "surname",
            "surname_key",
            "surname_a",
            "surname_z",
            "dob",
            "sex",
            "postcode",
            "postcode_key",
            "place",
            "house",
            "street",
            "town",
        }
    )
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"form"})

    # The database itself deletes it with the record (migration 0018).
    source_record = models.OneToOneField(
        SourceRecord, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+", db_column="id"
    )
    form = models.PositiveSmallIntegerField()
    first = models.TextField()
    first_key = models.TextField()
    surname = models.TextField()
    surname_key = models.TextField()
    surname_a = models.TextField()
    surname_z = models.TextField()
    dob = models.TextField()  # year, month and day: eight digits
    sex = models.TextField()
    postcode = models.TextField()
    postcode_key = models.TextField()
    place = models.TextField()
    house = models.TextField()
    street = models.TextField()
    town = models.TextField()

    class Meta:
        indexes = [
            models.Index("dob", Left("surname_key", 3), name="families_key_dob_family"),
            models.Index("dob", Left("first_key", 3), name="families_key_dob_given"),
            models.Index("dob", "house", name="families_key_dob_house"),
            models.Index("dob", "street", name="families_key_dob_street"),
            models.Index("first_key", "surname_key", Left("dob", 4), name="families_key_names_year"),
            models.Index(
                Substr("dob", 5, 4), Left("surname_key", 3), Left("first_key", 3), name="families_key_names_day"
            ),
            models.Index(Left("surname_key", 3), Left("first_key", 3), "street", name="families_key_names_street"),
            models.Index(Left("surname_key", 3), Left("first_key", 3), "house", name="families_key_names_house"),
            models.Index("surname", "first", name="families_key_swapped"),
            models.Index("postcode_key", name="families_key_postcode"),
            models.Index("place", name="families_key_place"),
        ]
