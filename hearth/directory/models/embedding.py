"""Which websites may show our search in a frame."""

from __future__ import annotations

from django.db import models

from hearth.core.models import Record


class EmbedOrigin(Record):
    """One website whose pages may show the search: scheme, host and maybe port, as browsers compare them."""

    neutral = frozenset({"id", "created_at", "origin", "about"})

    origin = models.CharField(max_length=200, unique=True)  # "https://www.larkmere.example"
    about = models.CharField(max_length=120, blank=True)  # which website that is, in the editors' own words

    class Meta:
        ordering = ["origin"]
