"""The rules of following as data/follow.yaml has them: what reaches whom, how near is near, what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from hearth.directory import vocabularies


@dataclass(frozen=True, slots=True)
class Rules:
    """`hears` are kinds of news by what is followed: service, hub, category."""

    near_metres: int
    hears: dict[str, list[str]]
    silent_parts: frozenset[str]
    shown: timedelta
    new_within: timedelta
    most_in_an_email: int
    keep_alerts: timedelta
    keep_news: timedelta


@cache
def rules() -> Rules:
    """As they are shipped."""
    data = vocabularies.shipped("follow.yaml")
    return Rules(
        near_metres=data["near_metres"],
        hears=data["hears"],
        silent_parts=frozenset(data["silent_parts"]),
        shown=timedelta(days=data["shown_days"]),
        new_within=timedelta(days=data["new_within_days"]),
        most_in_an_email=data["most_in_an_email"],
        keep_alerts=timedelta(days=data["keep_days"]["alerts"]),
        keep_news=timedelta(days=data["keep_days"]["news"]),
    )
