"""How a service is said in Open Referral UK 3.0. Empty values are left out; made-up ids are the same every time."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from hearth.directory.cards import accessibility_words, cost_words, language_words
from hearth.directory.models import CostKind
from hearth.directory.queries import PlaceFacts, ServiceFacts, vocabulary
from hearth.directory.queries.times import WEEKDAYS, Rule, rule_words

Answer = dict[str, Any]


def without_empty(value: Any) -> Any:
    """The value without nulls, empty texts, lists and objects, however deep. False and 0 are values."""
    if isinstance(value, dict):
        kept = {key: without_empty(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part is not None and part not in ("", [], {})}
    if isinstance(value, list):
        return [
            part for part in (without_empty(part) for part in value) if part is not None and part not in ("", [], {})
        ]
    return value


def service_in_list(facts: ServiceFacts) -> Answer:
    """One-to-one fields, the organisation and the terms."""
    made: Answer = without_empty(_one_to_one(facts) | {"attributes": _attributes(facts)})
    return made


def service_in_full(facts: ServiceFacts) -> Answer:
    """Everything, nested."""
    made: Answer = without_empty(
        _one_to_one(facts)
        | {
            "schedules": _schedules(facts),
            "service_areas": [_part(facts.id, "area", name=facts.area_words, service_area=facts.area_words)]
            if facts.area_words
            else [],
            "service_at_locations": [
                {
                    "id": _id(place.id, "at"),
                    "service_id": str(facts.id),
                    "location_id": _id(place.id, "location"),
                    "location": _location(place),
                }
                for place in facts.places
            ],
            "languages": [
                _part(facts.id, f"language:{code}", service_id=str(facts.id), name=language_words([code]), code=code)
                for code in facts.languages
            ],
            "cost_options": _cost_options(facts),
            "contacts": _contacts(facts),
            "attributes": _attributes(facts),
        }
    )
    return made


def _id(of: UUID, what: str) -> str:
    return str(uuid5(of, what))


def _part(of: UUID, what: str, **values: Any) -> Answer:
    return {"id": _id(of, what), **values}


def _one_to_one(facts: ServiceFacts) -> Answer:
    return {
        "id": str(facts.id),
        "organization_id": str(facts.organisation_id),
        "name": facts.name,
        "description": facts.description or facts.summary,
        "url": facts.website,
        "email": facts.email,
        "status": "active",
        "fees": cost_words(facts) if facts.cost_kind != CostKind.UNKNOWN or facts.cost_words else "",
        "minimum_age": _years(facts.min_age_months),
        "maximum_age": _years(facts.max_age_months),
        "assured_date": facts.assured_at.date().isoformat() if facts.assured_at else "",
        "last_modified": facts.edited_at.isoformat(timespec="seconds"),
        "organization": {
            "id": str(facts.organisation_id),
            "name": facts.organisation,
            # Required by the standard; where nobody wrote one, the name is all that is true.
            "description": facts.organisation_description or facts.organisation,
            "email": facts.organisation_email,
            "website": facts.organisation_website,
        },
    }


def _years(months: int | None) -> float | None:
    """Months as years: whole ones as a whole number, "six months" as 0.5."""
    if months is None:
        return None
    return months // 12 if months % 12 == 0 else round(months / 12, 2)


def _schedules(facts: ServiceFacts) -> list[Answer]:
    """The rules that name days: the standard requires `freq` and `byday`."""
    shown = {place.id for place in facts.places}
    return [
        {
            "id": str(schedule_id),
            "service_id": str(facts.id),
            "service_at_location_id": _id(place_id, "at") if place_id in shown and place_id else "",
            "valid_from": rule.valid_from.isoformat() if rule.valid_from else "",
            "valid_to": rule.valid_to.isoformat() if rule.valid_to else "",
            "freq": "MONTHLY" if rule.monthly else "WEEKLY",
            "byday": _byday(rule),
            "opens_at": rule.opens.isoformat() if rule.opens else "",
            "closes_at": rule.closes.isoformat() if rule.closes else "",
            "description": rule_words(rule),
            "notes": rule.notes,
        }
        for schedule_id, place_id, rule in facts.schedules
        if rule.byday
    ]


def _byday(rule: Rule) -> str:
    """ "MO,TH" weekly, "1MO" for the first Monday, "-1FR" for the last Friday of the month."""
    which = str(rule.week_of_month) if rule.monthly and rule.week_of_month else ""
    return ",".join(which + day for day in WEEKDAYS if day in rule.byday)


def _location(place: PlaceFacts) -> Answer:
    complete = place.address_1 and place.postcode
    return {
        "id": _id(place.id, "location"),
        "location_type": "physical",
        "name": place.name or place.site_name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "addresses": [
            _part(
                place.id,
                "address",
                address_1=place.address_1,
                city=place.city or place.address_1,
                state_province=place.city or "England",
                postal_code=place.postcode,
                country="GB",
                address_type="physical",
            )
        ]
        if complete
        else [],
        "accessibility": [
            _part(place.id, f"access:{code}", description=words, accessibility=words)
            for code, words in zip(place.accessibility, accessibility_words(place.accessibility), strict=True)
        ],
    }


def _cost_options(facts: ServiceFacts) -> list[Answer]:
    if facts.cost_kind == CostKind.UNKNOWN:
        return []
    amount = 0 if facts.cost_kind == CostKind.FREE else facts.cost_amount and float(facts.cost_amount)
    return [
        _part(
            facts.id,
            "cost",
            service_id=str(facts.id),
            option=cost_words(facts),
            amount=amount,
            amount_description=facts.cost_words,
        )
    ]


def _contacts(facts: ServiceFacts) -> list[Answer]:
    if not (facts.phone or facts.email):
        return []
    phones = [_part(facts.id, "phone", number=facts.phone)] if facts.phone else []
    return [
        _part(facts.id, "contact", service_id=str(facts.id), name=facts.organisation, email=facts.email, phones=phones)
    ]


def _attributes(facts: ServiceFacts) -> list[Answer]:
    """The terms, each with its code: the 24 service expectations are told by them."""
    known = vocabulary().by_id
    return [
        _part(
            facts.id,
            f"term:{term.id}",
            link_id=str(facts.id),
            link_type="service",
            taxonomy_term_id=str(term.id),
            taxonomy_term={
                "id": str(term.id),
                "code": term.code,
                "name": term.name,
                "description": term.description or term.name,
                "parent_id": str(term.parent_id) if term.parent_id else "",
                "taxonomy": term.taxonomy_name,
                "taxonomy_id": str(term.taxonomy_id),
                "term": term.name,
            },
        )
        for term_id in facts.term_ids
        if (term := known.get(term_id))
    ]
