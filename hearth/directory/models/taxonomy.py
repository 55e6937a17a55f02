"""Taxonomies: vocabularies as data. Rows come from directory/data/*.yaml."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hearth.core.models import Record


class Taxonomy(Record):
    """One vocabulary: the 24 service expectations, DfE's tested categories, a feed's own."""

    neutral = frozenset({"id", "created_at", "code", "name", "description", "version", "more"})

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    version = models.CharField(max_length=20, blank=True)
    more = models.JSONField(default=dict, blank=True)  # what Open Referral UK can say besides, by its own names

    def __str__(self) -> str:
        return self.name


class Term(Record):
    """One entry of a vocabulary, with its name in the public languages and the words families use for it."""

    neutral = frozenset(
        {
            *("id", "created_at", "taxonomy", "code", "name", "description", "names", "words", "parent", "order"),
            *("review_months", "later_days", "more"),
        }
    )

    taxonomy = models.ForeignKey(Taxonomy, models.CASCADE, related_name="terms")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    names = models.JSONField(default=dict, blank=True)  # {"pl": "…", "ur": "…", "uk": "…"}
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    order = models.PositiveSmallIntegerField(default=0)
    # How often a listing of this kind is to be confirmed, in months; null: as what lies above it, else as usual.
    review_months = models.PositiveSmallIntegerField(null=True, blank=True)
    # … and the days after that on which it is labelled, demoted and hidden, where they differ: {"label": 14}.
    later_days = models.JSONField(default=dict, blank=True)
    more = models.JSONField(default=dict, blank=True)  # what Open Referral UK can say besides, by its own names

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["taxonomy", "code"], name="directory_term_once")]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """The name in a language, or in English where nobody has translated it."""
        return str(self.names.get(language) or self.name)


class ServiceTerm(models.Model):
    """That a service is of a term."""

    personal: ClassVar[frozenset[str]] = frozenset()
    sensitive: ClassVar[frozenset[str]] = frozenset()
    neutral: ClassVar[frozenset[str]] = frozenset({"id", "service", "term"})

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey("directory.Service", models.CASCADE, related_name="service_terms")
    term = models.ForeignKey(Term, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "term"], name="directory_service_term_once")]
