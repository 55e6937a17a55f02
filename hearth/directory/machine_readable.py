"""What search engines and other machines read in the head of a page: schema.org data, as data and not as a script.

Only what the page itself says: never an address that is kept secret (the queries do not give it), and nothing at all of
services whose pages are not to be found by a search engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from hearth.core import brand as brands
from hearth.core import clock
from hearth.directory.cards import accessibility_words
from hearth.directory.models import CostKind, Delivery
from hearth.directory.queries import HubFacts, PlaceFacts, ServiceFacts
from hearth.directory.queries.times import Occurrence

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVENTS_SHOWN, EVENTS_WITHIN = 4, timedelta(days=56)
CLOSURES_WITHIN = timedelta(days=90)
REMOTE = {Delivery.PHONE, Delivery.VIDEO, Delivery.ONLINE}
# As Django's json_script does it: whatever a text holds, it cannot end the element.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
Data = dict[str, Any]


def as_text(*parts: Data) -> Markup:
    """For a page's `<script type="application/ld+json">`."""
    graph = {"@context": "https://schema.org", "@graph": [_without_empty(part) for part in parts]}
    return Markup(json.dumps(graph, ensure_ascii=False).translate(ESCAPES))  # noqa: S704 (escaped above)


def _without_empty(value: Any) -> Any:
    """The same without what nobody stated: empty texts, lists and the objects that would hold nothing but a type."""
    if isinstance(value, dict):
        kept = {key: part for key, raw in value.items() if (part := _without_empty(raw)) not in ("", None, [], {})}
        return kept if set(kept) - {"@type"} else None
    if isinstance(value, list):
        return [part for raw in value if (part := _without_empty(raw)) is not None]
    return value


def address(path: str) -> str:
    """The whole address of one of our pages."""
    return f"{settings.PUBLIC_URL}{path}"


def site() -> list[Data]:
    """The site itself, with its search."""
    brand = brands.current()
    home = address(reverse("directory:home"))
    find = address(reverse("directory:find"))
    return [
        {
            "@type": "WebSite",
            "@id": f"{home}#site",
            "url": home,
            "name": brand.name,
            "publisher": {"@type": "Organization", "name": brand.council_name or brand.name, "telephone": brand.phone},
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{find}?q={{search_term_string}}"},
                "query-input": "required name=search_term_string",
            },
        }
    ]


def trail(steps: Iterable[tuple[str, str]]) -> Data:
    """The way to a page: (name, path) from the first page on."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address(path)}
            for number, (name, path) in enumerate(steps, start=1)
        ],
    }


def service(facts: ServiceFacts, now: datetime) -> list[Data]:
    """A service, and the next times that somebody can come to it as events."""
    here = address(reverse("directory:service", args=[facts.id]))
    about: Data = {
        "@type": "Service",
        "@id": f"{here}#service",
        "url": here,
        "name": facts.name,
        "description": facts.summary or facts.description[:300],
        "serviceType": "Family support",
        "provider": {"@type": "Organization", "name": facts.organisation, "url": facts.organisation_website},
        "areaServed": list(facts.area_names) or facts.area_words,
        "audience": {"@type": "PeopleAudience", "name": facts.who_for} | _ages(facts),
        "offers": _offer(facts),
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": facts.website,
            "servicePhone": {"@type": "ContactPoint", "telephone": facts.phone} if facts.phone else None,
            "availableLanguage": list(facts.languages),
            "serviceLocation": [_place(place) for place in facts.places],
        },
    }
    return [about, *_events(facts, here, now)]


def _ages(facts: ServiceFacts) -> Data:
    """In whole years, as schema.org counts them: the youngest is rounded down, the oldest as it is said."""
    found: Data = {}
    if facts.min_age_months:
        found["suggestedMinAge"] = facts.min_age_months // 12
    if facts.max_age_months is not None:
        found["suggestedMaxAge"] = facts.max_age_months // 12
    return found


def _offer(facts: ServiceFacts) -> Data | None:
    """Its price where that is known: unknown is not free."""
    if facts.cost_kind == CostKind.FREE:
        return {"@type": "Offer", "price": "0", "priceCurrency": "GBP"}
    if facts.cost_kind == CostKind.PAID and facts.cost_amount is not None:
        return {"@type": "Offer", "price": str(facts.cost_amount), "priceCurrency": "GBP"}
    return None


def _place(place: PlaceFacts) -> Data:
    return {
        "@type": "Place",
        "name": place.name or place.site_name or place.address_1,
        "address": _postal(place.address_1, place.city, place.postcode),
        "geo": _geo(place.latitude, place.longitude),
    }


def _postal(street: str, town: str, postcode: str) -> Data | None:
    if not (street or town or postcode):
        return None
    return {
        "@type": "PostalAddress",
        "streetAddress": street,
        "addressLocality": town,
        "postalCode": postcode,
        "addressCountry": "GB",
    }


def _geo(latitude: float | None, longitude: float | None) -> Data | None:
    if latitude is None or longitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": round(latitude, 5), "longitude": round(longitude, 5)}


def _events(facts: ServiceFacts, here: str, now: datetime) -> list[Data]:
    """The next times at a place that the public may know; what is uncertain is left out."""
    today = clock.today(now)
    shown: list[Data] = []
    for one in facts.timetable.between(today, today + EVENTS_WITHIN):
        place = facts.place(one.place_id)
        if place is None or one.opens is None or one.check or one.is_over(now):
            continue
        shown.append(_event(facts, place, one, here))
        if len(shown) == EVENTS_SHOWN:
            break
    return shown


def _event(facts: ServiceFacts, place: PlaceFacts, one: Occurrence, here: str) -> Data:
    ends = one.ends_at
    mixed = bool(REMOTE & set(facts.delivery))
    return {
        "@type": "Event",
        "name": facts.name,
        "url": here,
        "description": facts.summary,
        "startDate": one.starts_at.isoformat(),
        "endDate": ends.isoformat() if ends else "",
        "eventAttendanceMode": f"https://schema.org/{'Mixed' if mixed else 'Offline'}EventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": _place(place),
        "organizer": {"@type": "Organization", "name": facts.organisation},
        "isAccessibleForFree": True if facts.cost_kind == CostKind.FREE else None,
    }


def hub(facts: HubFacts, now: datetime) -> list[Data]:
    """A hub: where it is, when it is open, the days on which it is shut."""
    here = address(reverse("directory:hub", args=[facts.slug]))
    today = clock.today(now)
    return [
        {
            "@type": "CivicStructure",
            "@id": f"{here}#hub",
            "url": here,
            "name": facts.name,
            "description": facts.description[:300],
            "telephone": facts.phone,
            "address": _postal(facts.address_1, facts.city, facts.postcode),
            "geo": _geo(facts.latitude, facts.longitude),
            "publicAccess": True,
            "isAccessibleForFree": True,
            "openingHoursSpecification": [
                _hours(DAYS[hours.weekday], hours.opens, hours.closes) for hours in facts.opening.hours
            ],
            "specialOpeningHoursSpecification": [
                _shut(shut.first_day, shut.last_day) for shut in facts.opening.closures(today, today + CLOSURES_WITHIN)
            ],
            "amenityFeature": [
                {"@type": "LocationFeatureSpecification", "name": words, "value": True}
                for words in accessibility_words(facts.accessibility)
            ],
        }
    ]


def _hours(day: str, opens: time, closes: time) -> Data:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"https://schema.org/{day}",
        "opens": f"{opens:%H:%M}",
        "closes": f"{closes:%H:%M}",
    }


def _shut(first: date, last: date | None) -> Data:
    """Shut all day: schema.org says it by hours that end as they begin."""
    return {
        "@type": "OpeningHoursSpecification",
        "validFrom": first.isoformat(),
        "validThrough": last.isoformat() if last else "",
        "opens": "00:00",
        "closes": "00:00",
    }
