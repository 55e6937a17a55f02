"""The directory's reads: the search, services, hubs, places and vocabularies, as the public may see them."""

from hearth.directory.queries.answers import Answer, answer
from hearth.directory.queries.danger import UrgentHelp, urgent_help
from hearth.directory.queries.hubs import (
    HubFacts,
    hub,
    hub_of,
    hubs,
    nearest_hub,
    on_day,
    on_today,
    services_at,
    sessions,
)
from hearth.directory.queries.places import Certainty, Place, Spot, find_place, place_names, read_postcode
from hearth.directory.queries.school import Calendars, calendars
from hearth.directory.queries.search import MILES, Found, Hit, Match, Sort, Wanted, find
from hearth.directory.queries.services import PlaceFacts, ServiceFacts, service, services
from hearth.directory.queries.shapes import outlines
from hearth.directory.queries.taxonomy import TermFacts, Vocabulary, vocabulary
from hearth.directory.queries.times import WEEKDAYS, coming, next_on, open_words
from hearth.directory.queries.timetables import timetables

__all__ = [
    "MILES",
    "WEEKDAYS",
    "Answer",
    "Calendars",
    "Certainty",
    "Found",
    "Hit",
    "HubFacts",
    "Match",
    "Place",
    "PlaceFacts",
    "ServiceFacts",
    "Sort",
    "Spot",
    "TermFacts",
    "UrgentHelp",
    "Vocabulary",
    "Wanted",
    "answer",
    "calendars",
    "coming",
    "find",
    "find_place",
    "hub",
    "hub_of",
    "hubs",
    "nearest_hub",
    "next_on",
    "on_day",
    "on_today",
    "open_words",
    "outlines",
    "place_names",
    "read_postcode",
    "service",
    "services",
    "services_at",
    "sessions",
    "timetables",
    "urgent_help",
    "vocabulary",
]
