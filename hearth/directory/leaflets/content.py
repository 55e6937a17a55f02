"""What stands on a leaflet: facts as plain words in the reader's language. Nothing in it is about the reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.core import brand as brands
from hearth.core import clock
from hearth.core.words import date_words
from hearth.directory import cards, saved, times_shown
from hearth.directory.leaflets import qr
from hearth.directory.queries import HubFacts, ServiceFacts, sessions

Row = dict[str, Any]
WEEK_ROWS = 60  # lines of a hub's week on one leaflet
LONG_ADDRESS = 60  # characters: nobody types more from paper


def row(label: str, lines: str | Iterable[str], *, plain: bool = False) -> list[Row]:
    """A label and what it says, one line or several; nothing where nothing is known. `plain` is for numbers and
    addresses of the internet, which run from left to right in every language."""
    found = [line for line in ([lines] if isinstance(lines, str) else lines) if line]
    return [{"label": label, "lines": found, "plain": plain}] if found else []


def service_list(services: Sequence[ServiceFacts], now: datetime) -> dict[str, Any]:
    """A list of services for somebody to take home."""
    path = saved.link([facts.id for facts in services])
    return {
        "title": _("Help for families"),
        "lead": [_("These may help. Times and places can change: ring before you set out.")],
        "items": [_item(facts, now) for facts in services],
        "qr": _scan(path, _("Scan this with a phone’s camera to open the list, with the newest times.")),
        "footer": _footer(now),
    }


def _item(facts: ServiceFacts, now: datetime) -> dict[str, Any]:
    card = cards.result_card(facts, now=now)
    times = times_shown.service_times(facts, now)
    return {
        "name": facts.name,
        "by": facts.organisation,
        "summary": card.summary,
        "closed": times.closed,
        "rows": [
            *row(_("Who for"), card.who_for),
            *row(_("When"), _usual_times(times)),
            *row(_("Where"), _addresses(facts)),
            *row(_("Cost"), card.cost),
            *row(_("How to get in"), [cards.access_words(facts), facts.how_to_get_in]),
            *row(_("Phone"), facts.phone, plain=True),
        ],
    }


def _usual_times(times: times_shown.ServiceTimes) -> list[str]:
    return [f"{place}: {line}" if place else line for place, lines in times.rules for line in lines]


def _addresses(facts: ServiceFacts) -> list[str]:
    """Where it is; an area where the address is kept secret (the database gives us none)."""
    return [place.address for place in facts.places] or [facts.area_words]


def service(facts: ServiceFacts, now: datetime) -> dict[str, Any]:
    """One service, with all that its page says."""
    card = cards.result_card(facts, now=now)
    times = times_shown.service_times(facts, now)
    site_facts = [
        line for place in facts.places for line in [", ".join(cards.accessibility_words(place.accessibility))] if line
    ]
    about = [paragraph for paragraph in facts.description.split("\n") if paragraph.strip()]
    return {
        "title": facts.name,
        "by": facts.organisation,
        "summary": facts.summary,
        "closed": times.closed,
        "rows": [
            *row(_("Who for"), card.who_for),
            *row(_("Next time"), card.next_time if not times.closed else ""),
            *row(_("Cost"), card.cost),
            *row(_("How"), card.how),
            *row(_("Where"), _addresses(facts)),
            *row(_("Getting in and around"), [*site_facts, ", ".join(cards.accessibility_words(facts.accessibility))]),
            *row(_("Languages"), cards.language_words(facts.languages)),
            *row(_("Phone"), facts.phone, plain=True),
            *row(_("Email"), facts.email, plain=True),
            *row(_("Website"), facts.website.removeprefix("https://").removeprefix("http://"), plain=True),
        ],
        "sections": [
            *_section(_("How to get in"), [("", [cards.access_words(facts), facts.how_to_get_in], False)]),
            *_section(_("When"), [(place, lines, True) for place, lines in times.rules]),
            *_section(_("The next times"), [("", [coming.words for coming in times.coming], True)]),
            *_section(_("What to expect"), [("", about, False)]),
        ],
        "qr": _scan(
            reverse("directory:service", args=[facts.id]),
            _("Scan this with a phone’s camera for the newest times and how to ask."),
        ),
        "footer": _footer(now),
    }


def _section(title: str, parts: Iterable[tuple[str, Iterable[str], bool]]) -> list[dict[str, Any]]:
    """A part of the page under its own heading; parts are (heading or nothing, lines, as bullets)."""
    shown = [
        {"title": name, "lines": kept, "bullets": bullets}
        for name, lines, bullets in parts
        if (kept := [line for line in lines if line])
    ]
    return [{"title": title, "parts": shown}] if shown else []


def hub(facts: HubFacts, now: datetime) -> dict[str, Any]:
    """One hub: where, when it is open, and what is on in the week."""
    week = times_shown.hub_week(sessions([facts.id]), clock.today(now))
    shown, left = [], WEEK_ROWS
    for day, lines in week:
        rows = [entry for hours, name, _href in lines[:left] for entry in row(hours or "–", name)]
        left -= len(rows)
        if rows:
            shown.append({"name": day, "rows": rows})
    return {
        "title": facts.name,
        "lead": [paragraph for paragraph in facts.description.split("\n") if paragraph.strip()],
        "rows": [
            *row(_("Where"), facts.address or _("Online")),
            *row(_("Phone"), facts.phone, plain=True),
            *row(_("Email"), facts.email, plain=True),
        ],
        "notes": cards.shut_lines(facts, now, days=28),
        "hours": [entry for day, hours in times_shown.opening_week(facts) for entry in row(day, hours)],
        "week": shown,
        "building": cards.accessibility_words(facts.accessibility),
        "words": {"hours": _("Opening hours"), "week": _("What is on"), "building": _("The building")},
        "qr": _scan(
            reverse("directory:hub", args=[facts.slug]),
            _("Scan this with a phone’s camera to see what is on today."),
        ),
        "footer": _footer(now),
    }


def hub_poster(facts: HubFacts) -> dict[str, Any]:
    """To hang up for a hub."""
    lines = [(facts.address, False), (facts.phone, True)]
    return _poster(
        facts.name, _("Come in, with or without your children."), lines, reverse("directory:hub", args=[facts.slug]),
        _("Scan to see what is on"),
    )  # fmt: skip


def service_poster(facts: ServiceFacts, now: datetime) -> dict[str, Any]:
    """To hang up for a service."""
    times = _usual_times(times_shown.service_times(facts, now))
    lines = [*((line, False) for line in times[:4]), *((one, False) for one in _addresses(facts)[:2])]
    return _poster(
        facts.name, facts.summary, [*lines, (facts.phone, True)], reverse("directory:service", args=[facts.id]),
        _("Scan to find out more"),
    )  # fmt: skip


def _poster(title: str, summary: str, lines: Iterable[tuple[str, bool]], path: str, words: str) -> dict[str, Any]:
    return {
        "title": title,
        "summary": summary,
        "lines": [{"words": line, "plain": plain} for line, plain in lines if line],
        "qr": _scan(path, words),
        "footer": "",
    }


def _scan(path: str, words: str) -> dict[str, str]:
    """The square that leads to a page, and the address to type where it is short enough to be typed."""
    address = f"{settings.PUBLIC_URL}{path}"
    shown = address.removeprefix("https://").removeprefix("http://")
    return {
        "svg": qr.svg(address),
        "alt": _("QR code that opens %(address)s") % {"address": address},
        "words": words,
        "shown": shown if len(shown) <= LONG_ADDRESS else "",
    }


def _footer(now: datetime) -> str:
    """Who made it, when, and whom to ring."""
    brand = brands.current()
    made = _("Made on %(day)s") % {"day": date_words(clock.today(now), weekday=False)}
    return " · ".join(part for part in (brand.name, brand.phone, made) if part)
