"""What pages say of a service or a hub: facts as plain words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hearth.core import clock
from hearth.core.cards import Capacity as CapacityKind
from hearth.core.cards import HubCard, MapPoint, MapShape, ResultCard
from hearth.core.words import age_words, ago_words, date_words, distance_words, list_words, money_words, time_words
from hearth.directory import vocabularies
from hearth.directory.models import WARNED, AccessRoute, Capacity, CostKind, Delivery, SiteKind, Standing
from hearth.directory.queries import Hit, ServiceFacts, Spot, Wanted, coming, on_today, outlines
from hearth.directory.queries.filters import fitting
from hearth.directory.queries.hubs import Happening, HubFacts, Session
from hearth.directory.queries.times import hours_words, next_words, open_words, shut_words

DOORSTEP_METRES = 100
SHUT_SOON_DAYS = 14
NOTHING_WANTED = Wanted()
USUALLY_STALE_AFTER = timedelta(days=213)  # for a listing that came here today: its own dates come in the night


def result_card(
    facts: ServiceFacts,
    *,
    now: datetime,
    hit: Hit | None = None,
    number: int | None = None,
    wanted: Wanted = NOTHING_WANTED,
) -> ResultCard:
    """A service in a list, for a reader who looks for `wanted`; it may or may not fit the filters (`hit`)."""
    words, kind = capacity_words(facts)
    fresh, stale = freshness_words(facts, now)
    closed = facts.timetable.closed
    return ResultCard(
        name=facts.name,
        url=reverse("directory:service", args=[facts.id]),
        summary=facts.summary or _first_sentence(facts.description),
        who_for=who_for_words(facts),
        next_time=next_words(coming(fitting(facts.timetable, wanted.days, wanted.parts), now), now),
        distance=where_words(facts, hit),
        cost=cost_words(facts),
        how=delivery_words(facts),
        freshness=fresh,
        stale=stale,
        capacity=words,
        capacity_kind=kind,
        number=number,
        organisation=facts.organisation,
        id=str(facts.id),
        phone=facts.phone,
        place=facts.places[0].address if facts.places else "",
        unknown=unsure_words(facts, hit.unsure_of) if hit else (),
        closed=_("Closed for now") if closed and closed.holds_on(clock.today(now)) else "",
        only_for=only_for_words(facts, wanted.spot),
    )


def unsure_words(facts: ServiceFacts, unsure_of: Iterable[str]) -> list[str]:
    """What a filter asks for and nobody stated. Ages and cost are on the card already; a helpline has no steps."""
    words = {
        "ways": _("Nobody has said how it is given"),
        "times": _("Days and times not stated"),
        "languages": _("Languages not stated"),
        "access": _("Access not stated") if facts.places else "",
        "area": _("Area not stated: it may be open to you"),
    }
    return [words[what] for what in unsure_of if words.get(what)]


def only_for_words(facts: ServiceFacts, spot: Spot | None) -> str:
    """Whom it is open to, where the reader is known to live elsewhere."""
    if not facts.area_names or not spot or not spot.codes or set(spot.codes) & set(facts.area_codes):
        return ""
    return _("Only for people who live in %(places)s") % {"places": list_words(list(facts.area_names))}


def _first_sentence(text: str) -> str:
    first = text.split(". ")[0].strip()
    return first if len(first) <= 200 else first[:197].rsplit(" ", 1)[0] + "…"


def where_words(facts: ServiceFacts, hit: Hit | None) -> str:
    """How far, or where, or what is said instead of a place that is kept secret."""
    if hit and hit.metres is not None:
        return how_far_words(hit.metres)
    if facts.area_words:
        return facts.area_words
    return facts.places[0].city or facts.places[0].site_name if facts.places else ""


def how_far_words(metres: float | None) -> str:
    """A distance; on the doorstep, that it is so. Nothing for None."""
    if metres is not None and metres < DOORSTEP_METRES:
        return _("Just around the corner")
    return distance_words(metres)


def who_for_words(facts: ServiceFacts) -> str:
    """The owner's words and the ages. Ages that nobody stated are said to be so."""
    ages = ages_words(facts)
    return f"{facts.who_for} · {ages}" if facts.who_for else ages


def ages_words(facts: ServiceFacts) -> str:
    """ "Ages: 0 to 5 years", "Ages not stated"."""
    if facts.min_age_months is None and facts.max_age_months is None:
        return _("Ages not stated")
    return _("Ages: %(ages)s") % {"ages": age_words(facts.min_age_months, facts.max_age_months)}


def cost_words(facts: ServiceFacts) -> str:
    """ "Free", "£3.50 a family", "There is a charge", "Cost not stated"."""
    if facts.cost_kind == CostKind.FREE:
        return _("Free")
    if facts.cost_words:
        return facts.cost_words
    if facts.cost_kind == CostKind.PAID:
        return money_words(int(facts.cost_amount * 100)) if facts.cost_amount else _("There is a charge")
    return _("Cost not stated")


def delivery_words(facts: ServiceFacts) -> str:
    """ "In person, in a group"; empty where nobody stated it."""
    return _labels(Delivery, facts.delivery)


def access_words(facts: ServiceFacts) -> str:
    """How to get in, short."""
    return _labels(AccessRoute, facts.access_routes)


def steps_in(facts: ServiceFacts) -> list[str]:
    """How to get in, step by step: the way or ways, then what its owner says of it."""
    ways = [str(AccessRoute(route).label) for route in facts.access_routes if route in AccessRoute.values]
    either = _("%(one)s, or: %(other)s")
    first = ways[0] if ways else ""
    for other in ways[1:]:
        first = either % {"one": first, "other": other[:1].lower() + other[1:]}
    return [step for step in (first, facts.how_to_get_in) if step]


def open_to_words(facts: ServiceFacts) -> str:
    """Whom it serves by where they live; empty where nobody stated it."""
    if not facts.area_names:
        return ""
    return _("People who live in %(places)s") % {"places": list_words(list(facts.area_names))}


def _labels(choices: type[Delivery] | type[AccessRoute], values: Iterable[str]) -> str:
    labels = [str(choices(value).label) for value in values if value in choices.values]
    return ", ".join(label if i == 0 else label[:1].lower() + label[1:] for i, label in enumerate(labels))


def capacity_words(facts: ServiceFacts) -> tuple[str, CapacityKind]:
    """ "Open", "Waiting about 4 weeks", "Full for now"; nothing where nobody stated it."""
    if facts.capacity == Capacity.OPEN:
        return _("Open: there are places"), "open"
    if facts.capacity == Capacity.WAITING:
        weeks = facts.wait_weeks
        if weeks:
            return ngettext("Waiting about %(n)s week", "Waiting about %(n)s weeks", weeks) % {"n": weeks}, "wait"
        return _("There is a wait"), "wait"
    if facts.capacity == Capacity.FULL:
        return _("Full for now"), "full"
    return "", "open"


def freshness_words(facts: ServiceFacts, now: datetime) -> tuple[str, bool]:
    """ "Confirmed 3 weeks ago by the service", or "Not confirmed since March: ring before you go" and that this is a
    warning. By the interval of the service's own kind (directory.policy)."""
    if facts.assured_at is None:
        return _("Not confirmed yet by the people who run it"), True
    if not is_unconfirmed(facts, now):
        return _("Confirmed %(ago)s by the service") % {"ago": ago_words(facts.assured_at)}, False
    said = {"month": month_words(facts.assured_at, now)}
    if facts.phone:
        return _("Not confirmed since %(month)s: ring before you go") % said, True
    return _("Not confirmed since %(month)s: check before you go") % said, True


def is_unconfirmed(facts: ServiceFacts, now: datetime) -> bool:
    """Whether nobody has said for too long that it is still right."""
    if facts.standing in WARNED:
        return True
    if facts.label_on is not None:
        return facts.label_on <= clock.today(now)
    return facts.assured_at is None or now - facts.assured_at > USUALLY_STALE_AFTER


def month_words(at: datetime, now: datetime) -> str:
    """ "March"; with the year when it is not this year's."""
    day = clock.today(at)
    return str(formats.date_format(day, "E" if day.year == clock.today(now).year else "E Y"))


def hidden_words(facts: ServiceFacts, now: datetime) -> str:
    """On the page of a listing that can no longer be found by searching: why. Empty for all others."""
    if facts.standing != Standing.HIDDEN:
        return ""
    if facts.assured_at is None:
        return _("The people who run it have never confirmed this page, so it is no longer found by searching.")
    return _("Nobody has confirmed this page since %(month)s, so it is no longer found by searching.") % {
        "month": month_words(facts.assured_at, now)
    }


def language_words(codes: Sequence[str]) -> str:
    """Languages in the reader's language; a code that we do not know as it stands."""
    return list_words([LANGUAGE_NAMES[code]() if code in LANGUAGE_NAMES else code for code in codes])


LANGUAGE_NAMES = {
    "en": lambda: _("English"),
    "pl": lambda: _("Polish"),
    "ur": lambda: _("Urdu"),
    "uk": lambda: _("Ukrainian"),
    "pa": lambda: _("Punjabi"),
    "bn": lambda: _("Bengali"),
    "ro": lambda: _("Romanian"),
    "ar": lambda: _("Arabic"),
    "so": lambda: _("Somali"),
    "fa": lambda: _("Farsi"),
    "ps": lambda: _("Pashto"),
    "gu": lambda: _("Gujarati"),
    "zh": lambda: _("Chinese"),
    "pt": lambda: _("Portuguese"),
    "es": lambda: _("Spanish"),
    "lt": lambda: _("Lithuanian"),
    "tr": lambda: _("Turkish"),
    "ku": lambda: _("Kurdish"),
    "bfi": lambda: _("British Sign Language"),
}


def accessibility_words(codes: Iterable[str]) -> list[str]:
    """Facts about a place in the reader's language; a code that we do not know as it stands."""
    known = vocabularies.accessibility()
    language = get_language() or "en"
    return [known[code].get(language) or known[code]["en"] if code in known else code for code in codes]


def hub_card(facts: HubFacts, *, now: datetime, spot: Spot | None = None, happening: Iterable[Session] = ()) -> HubCard:
    """A hub in a list, with what is on there today."""
    today = [s for s in on_today(happening, now) if s.site_id == facts.id]
    return HubCard(
        name=facts.name,
        url=reverse("directory:hub", args=[facts.slug]),
        address=facts.address or (_("Online") if facts.kind == SiteKind.VIRTUAL else ""),
        distance=how_far_words(facts.metres_from(spot)),
        open_now=open_words(facts.opening, now),
        shut=shut_lines(facts, now, SHUT_SOON_DAYS),
        today=[
            (time_words(s.occurrence.opens), s.name, reverse("directory:service", args=[s.service_id]))
            for s in today[:4]
        ],
        kind="" if facts.kind == SiteKind.HUB else str(SiteKind(facts.kind).label),
    )


def shut_lines(facts: HubFacts, now: datetime, days: int) -> list[str]:
    """When it will be shut within so many days: "Shut on Friday 25 December: Christmas"."""
    today = clock.today(now)
    until = today + timedelta(days=days)
    lines = [shut_words(shut, today) for shut in facts.opening.closures(today, until)]
    return lines + [
        _("%(day)s is a bank holiday: ring before you come") % {"day": date_words(day)}
        for day in facts.opening.doubtful(today + timedelta(days=1), until)
    ]


def session_hours(happening: Happening) -> str:
    """ "9:30am to 11am"."""
    return hours_words(happening.occurrence.opens, happening.occurrence.closes)


# The map --------------------------------------------------------------------------------------------------------------
def service_point(facts: ServiceFacts, spot: Spot | None, number: int | None = None, url: str = "") -> MapPoint | None:
    """The nearest place of a service as a point, or None: there is none, or the public may not know it."""
    place = facts.nearest_place(spot)
    if place is None or place.longitude is None or place.latitude is None:
        return None
    return MapPoint(place.longitude, place.latitude, number=number, label=facts.name, url=url)


def hub_point(facts: HubFacts, url: str = "") -> MapPoint | None:
    """A hub as a point."""
    if facts.longitude is None or facts.latitude is None:
        return None
    return MapPoint(facts.longitude, facts.latitude, label=facts.name, url=url, kind="hub")


def you_point(spot: Spot) -> MapPoint:
    """Where the reader said they are. Never their postcode: maps are printed and shared."""
    return MapPoint(spot.longitude, spot.latitude, label=_("Where you are"), kind="you")


def shapes_around(points: Sequence[MapPoint]) -> list[MapShape]:
    """The outlines of the wards that lie within the picture, so that a page does not carry the whole county."""
    if not points:
        return []
    edge = 0.02
    west, east = min(p.x for p in points) - edge * 1.6, max(p.x for p in points) + edge * 1.6
    south, north = min(p.y for p in points) - edge, max(p.y for p in points) + edge
    shown = []
    for _name, rings in outlines():
        xs = [x for ring in rings for x, _y in ring]
        ys = [y for ring in rings for _x, y in ring]
        if xs and min(xs) <= east and max(xs) >= west and min(ys) <= north and max(ys) >= south:
            shown.append(MapShape(polygons=rings))
    return shown
