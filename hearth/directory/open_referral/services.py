"""A service: its one-to-one fields for lists, everything that we know of it for its own address.

Each thing that the standard has no field for is said in words and as an attribute (ADR 0009).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hearth.core.words import list_words, money_words
from hearth.directory.cards import language_words
from hearth.directory.models import AccessRoute, Capacity, CostKind, PublishedState
from hearth.directory.open_referral import codes
from hearth.directory.open_referral.attributes import attribute, own_attribute, part_id
from hearth.directory.open_referral.kept import Answer, email_address, fit, together, web_address, without_empty
from hearth.directory.open_referral.organisations import organisation
from hearth.directory.open_referral.places import place
from hearth.directory.open_referral.schedules import exception_attribute, in_words, rule_of, schedule
from hearth.directory.open_referral.schemas import SCHEMAS
from hearth.directory.queries.published import PublishedPlace, PublishedService
from hearth.directory.queries.times import Shut, closed_words

Row = dict[str, Any]
AREA_ADDRESS = "http://statistics.data.gov.uk/id/statistical-geography/"
NOT_LISTED = "No longer listed"


def service_in_list(told: PublishedService, *, today: date) -> Answer:
    """One-to-one fields, the organisation and the terms. Of a service that is listed no more only that it is so."""
    if not told.is_shown:
        return _gone(told)
    made = _one_to_one(told, today) | {
        "organization": organisation(told.organisation),
        "attributes": [attribute(told.id, "service", term) for term in told.terms],
    }
    return together(made, _texts(told.service["more"]), "Service", told.id)


def service_in_full(told: PublishedService, *, today: date) -> Answer:
    """Everything, nested."""
    if not told.is_shown:
        return _gone(told)
    return together(_full(told, today), _kept(told.service), "ServiceInFull", told.id)


def service_of_organisation(told: PublishedService, *, today: date) -> Answer:
    """One-to-one fields: the organisation stands around it."""
    return together(_one_to_one(told, today), _texts(told.service["more"]), "Service", told.id)


def service_at_location(told: PublishedPlace, *, today: date, in_full: bool) -> Answer:
    """One place of a service, with the service in it."""
    service = service_in_full(told.service, today=today) if in_full else service_in_list(told.service, today=today)
    # Its places are not told again within one of them.
    inner = {key: value for key, value in service.items() if key != "service_at_locations"}
    return place(told.place, in_full=in_full) | {"service": inner}


def _gone(told: PublishedService) -> Answer:
    """What somebody who keeps a copy has to hear: that it is gone. A name that was taken off is not told again."""
    of = str(told.organisation_id)
    return {
        "id": str(told.id),
        "organization_id": of,
        "name": told.name or NOT_LISTED,
        "status": "defunct" if told.state == PublishedState.CLOSED else "inactive",
        "last_modified": moment(told.modified_at),
        "organization": {"id": of, "name": NOT_LISTED, "description": NOT_LISTED},
    }


def _one_to_one(told: PublishedService, today: date) -> Answer:
    row = told.service
    return {
        "id": str(told.id),
        "organization_id": row["organisation_id"],
        "name": row["name"],
        "description": _description(row),
        "url": web_address(row["website"]),
        "email": email_address(row["email"]),
        "status": _status(told, today),
        "fees": _fees(told),
        "eligibility_description": row["who_for"],
        "application_process": row["how_to_get_in"] or _ways_in(row),
        "wait_time": _wait(row),
        "licenses": "; ".join(_licence(entry) for entry in row["registrations"]),
        "minimum_age": codes.years(row["min_age_months"]),
        "maximum_age": codes.years(row["max_age_months"]),
        "assured_date": row["assured_at"][:10] if row["assured_at"] else "",
        "alert": _alert(row, today),
        "last_modified": moment(told.modified_at),
    }


def _full(told: PublishedService, today: date) -> Answer:
    shown = frozenset(place["id"] for place in told.places)
    row = told.service
    phones = [{"id": part_id(told.id, "phone"), "service_id": str(told.id), "number": row["phone"]}]
    return _one_to_one(told, today) | {
        "organization": organisation(told.organisation, in_full=True),
        "phones": phones if row["phone"] else [],
        "schedules": [schedule(rule, told.exceptions, shown) for rule in told.schedules if rule_of(rule).is_dated],
        "service_areas": _areas(told),
        "service_at_locations": [place(row) for row in told.places],
        "languages": [
            {
                "id": part_id(told.id, f"language:{code}"),
                "service_id": str(told.id),
                "name": language_words([code]),
                "code": code,
            }
            for code in row["languages"]
        ],
        "cost_options": _cost_options(told),
        "contacts": _contacts(told, phones),
        "attributes": [*(attribute(told.id, "service", term) for term in told.terms), *_own_attributes(told)],
    }


def moment(at: datetime) -> str:
    """A moment to the millisecond, as the standard wants it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# In words -------------------------------------------------------------------------------------------------------------
def _description(row: Row) -> str:
    """The summary comes first, unless the description begins with it anyway."""
    summary, text = row["summary"].strip(), row["description"].strip()
    return text if text.startswith(summary) else f"{summary}\n\n{text}".strip()


def closed_on(row: Row, today: date) -> bool:
    """Whether it is closed for a while on that day."""
    first, last = row["closed_from"], row["closed_until"]
    if not (first or last):
        return False
    return (not first or first <= today.isoformat()) and (not last or last >= today.isoformat())


def _status(told: PublishedService, today: date) -> str:
    if told.state == PublishedState.UNCONFIRMED:
        return "inactive"
    return "temporarily closed" if closed_on(told.service, today) else "active"


def _alert(row: Row, today: date) -> str:
    """That it is, or will be, closed for a while; and what somebody else wrote of it."""
    first, last = row["closed_from"], row["closed_until"]
    words = ""
    if (first or last) and not (last and last < today.isoformat()):
        until = date.fromisoformat(last) if last else None
        words = closed_words(Shut(date.fromisoformat(first) if first else today, until, row["closed_words"]), today)
    kept = str(row["more"].get("alert", ""))
    return kept if words in kept else ". ".join(part for part in (words, kept) if part)


def _cost(row: Row) -> str:
    """ "Free", "£3.50 a family", "There is a charge"; empty where nobody stated it: unknown is not free."""
    if row["cost_kind"] == CostKind.FREE:
        return "Free"
    if row["cost_words"] or row["cost_kind"] == CostKind.UNKNOWN:
        return str(row["cost_words"])
    return money_words(round(row["cost_amount"] * 100)) if row["cost_amount"] else "There is a charge"


def _ways_in(row: Row) -> str:
    labels = [str(AccessRoute(route).label) for route in row["access_routes"] if route in AccessRoute.values]
    return list_words(labels)


def _wait(row: Row) -> str:
    weeks = row["wait_weeks"]
    if row["capacity"] != Capacity.WAITING or not weeks:
        return ""
    return "1 week" if weeks == 1 else f"{weeks} weeks"


def _licence(entry: Row) -> str:
    term, unknown = codes.term("registration", entry["scheme"])
    return f"{unknown or term.name}: {entry['number']}"


# The parts ------------------------------------------------------------------------------------------------------------
def _areas(told: PublishedService) -> list[Answer]:
    made = []
    if told.service["area_words"]:
        made.append({"id": part_id(told.id, "area"), "name": told.service["area_words"]})
    for code in told.service["area_codes"]:
        name = told.areas.get(code) or code
        made.append({"id": part_id(told.id, f"area:{code}"), "name": name, "uri": AREA_ADDRESS + code})
    return [area | {"service_id": str(told.id), "service_area": area["name"]} for area in made]


def _amount(row: Row) -> float | None:
    """In pounds; free is 0, and None is not stated."""
    if row["cost_kind"] == CostKind.FREE:
        return 0
    return None if row["cost_kind"] == CostKind.UNKNOWN else row["cost_amount"]


def _fees(told: PublishedService) -> str:
    """What our fields say; a feed's own words while its amounts are still what our fields say."""
    words = told.service["more"].get("fees")
    return words if words and isinstance(words, str) and _told_options(told) else _cost(told.service)


def _told_options(told: PublishedService) -> list[Answer]:
    """What a feed told, while one of its amounts is still what our fields say."""
    kept = fit(
        SCHEMAS["ServiceInFull"]["properties"]["cost_options"], told.service["more"].get("cost_options"), told.id
    )
    return list(kept) if kept and any(entry.get("amount") == _amount(told.service) for entry in kept) else []


def _cost_options(told: PublishedService) -> list[Answer]:
    """One, of our fields; or those that a feed told."""
    row = told.service
    if kept := _told_options(told):
        return kept
    amount = _amount(row)
    if row["cost_kind"] == CostKind.UNKNOWN:
        return []
    return [
        {
            "id": part_id(told.id, "cost"),
            "service_id": str(told.id),
            "option": _cost(row),
            "amount": amount,
            "currency": "GBP",
            "amount_description": row["cost_words"],
        }
    ]


def _contacts(told: PublishedService, phones: list[Answer]) -> list[Answer]:
    row = told.service
    email = email_address(row["email"])
    if not (row["phone"] or email):
        return []
    of = part_id(told.id, "contact")
    return [
        {
            "id": of,
            "service_id": str(told.id),
            "name": told.organisation["name"],
            "email": email,
            "phones": [phone | {"contact_id": of} for phone in phones] if row["phone"] else [],
        }
    ]


def _own_attributes(told: PublishedService) -> list[Answer]:
    row = told.service

    def said(taxonomy: str, code: str, value: str = "", label: str = "") -> Answer:
        return own_attribute(told.id, "service", taxonomy, code, value=value, label=label)

    made = [said("delivery", code) for code in row["delivery"]]
    made += [said("access-route", code) for code in row["access_routes"]]
    if row["capacity"] != Capacity.UNKNOWN:
        weeks = row["wait_weeks"] if row["capacity"] == Capacity.WAITING else None
        made.append(said("room", row["capacity"], str(weeks) if weeks else ""))
    made += [said("accessibility", code) for code in row["accessibility"]]
    made += [said("about-listing", "takes-requests")] if row["accepts_requests"] else []
    made += [said("about-listing", "sensitive")] if row["is_sensitive"] else []
    if ages := codes.exact_ages(row["min_age_months"], row["max_age_months"]):
        made.append(said("about-listing", "ages-in-months", ages))
    if row["closed_from"] or row["closed_until"]:
        first, last = (date.fromisoformat(day) if day else None for day in (row["closed_from"], row["closed_until"]))
        made.append(said("about-listing", "closed", codes.days_text(codes.Days(first, last)), row["closed_words"]))
    made += [said("about-listing", "times-in-words", words) for rule in told.schedules if (words := in_words(rule))]
    told_rules = {rule["id"] for rule in told.schedules if rule_of(rule).is_dated}
    made += [exception_attribute(told.id, "service", exception) for exception in told.exceptions
             if exception["schedule_id"] not in told_rules]  # fmt: skip
    made += [said("registration", entry["scheme"], str(entry["number"])) for entry in row["registrations"]]
    made += [said("local-offer", question, _answer(answer)) for question, answer in row["local_offer"].items()]
    return made


def _answer(answer: Any) -> str:
    """An answer of the local offer as one text: a choice of several by commas, yes and no as words."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)


# What was kept --------------------------------------------------------------------------------------------------------
def _texts(more: Row) -> Row:
    """Of what was kept, the one-to-one fields; `alert` is put together with ours."""
    known = SCHEMAS["Service"]["properties"]
    return {
        key: value for key, value in more.items() if key in known and known[key].get("type") in {"string", "number"}
    }


def _kept(row: Row) -> Row:
    kept: Row = without_empty({key: value for key, value in row["more"].items() if key != "cost_options"})
    return kept
