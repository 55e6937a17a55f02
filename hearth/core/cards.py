"""What a card or a map shows: plain words, made by the app that knows, drawn by core/cards.html and core/map.html."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Capacity = Literal["open", "wait", "full"]
PointKind = Literal["service", "hub", "you"]


@dataclass(frozen=True, slots=True)
class ResultCard:
    """One service in a list of results. Every text is ready to show and translated."""

    name: str
    url: str
    summary: str  # one line that says what it does
    who_for: str = ""
    next_time: str = ""
    distance: str = ""
    cost: str = ""
    how: str = ""  # in person, phone, online
    freshness: str = ""  # "Confirmed 3 weeks ago"
    stale: bool = False  # the freshness words are a warning
    capacity: str = ""  # "Open", "Waiting about 4 weeks", "Full"
    capacity_kind: Capacity = "open"
    number: int | None = None  # the same number as its point on the map
    organisation: str = ""
    unknown: Sequence[str] = field(default_factory=tuple)  # "Languages not stated": what was asked for and nobody said
    closed: str = ""  # "Closed, open again from Monday 3 March"
    id: str = ""  # to save it by
    phone: str = ""  # as its owner gave it
    place: str = ""  # its address on one line; empty where it has none or it is kept secret
    only_for: str = ""  # whom it is open to, where the reader may be none of them


@dataclass(frozen=True, slots=True)
class HubCard:
    """One hub near the reader, with what is on there today: (time, name, url). `shut` says when it will not be open."""

    name: str
    url: str
    address: str
    distance: str = ""
    open_now: str = ""
    today: Sequence[tuple[str, str, str]] = field(default_factory=tuple)
    kind: str = ""
    shut: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class WayIn:
    """One of the six ways in on the home page; `icon` is a name from `hearth.core.icons`."""

    label: str
    url: str
    icon: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class MapShape:
    """An area's outline: rings of (longitude, latitude)."""

    polygons: Sequence[Sequence[tuple[float, float]]]
    label: str = ""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A place at (longitude, latitude), numbered like its card."""

    x: float
    y: float
    number: int | None = None
    label: str = ""
    url: str = ""
    kind: PointKind = "service"
