"""Websites of the demo that may show the search: the invented council's own, and this machine's, to try it out."""

from __future__ import annotations

from datetime import datetime, timedelta

from hearth.directory.models import EmbedOrigin

ORIGINS = (
    ("https://www.larkmere-council.example", "Council website", 40),
    ("https://test.larkmere-council.example", "Council website, test", 12),
    ("http://localhost:8090", "My own computer, to try it out", 3),
)


def load_origins(now: datetime) -> None:
    """Those that are not there yet."""
    EmbedOrigin.objects.bulk_create(
        (
            EmbedOrigin(origin=origin, about=about, created_at=now - timedelta(days=days))
            for origin, about, days in ORIGINS
        ),
        ignore_conflicts=True,
    )
