"""What another Hearth says by the vocabularies that we share (ADR 0009), put back into the fields it came from."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

from hearth.directory.feeds import terms
from hearth.directory.feeds.shape import Record
from hearth.directory.feeds.terms import Said
from hearth.directory.feeds.wanted import WantedException
from hearth.directory.models import AccessRoute, BankHolidays, Capacity, Delivery, ExceptionKind
from hearth.directory.open_referral import codes
from hearth.directory.open_referral.codes import read_ages, read_days


def service(said: list[Said]) -> dict[str, Any]:
    """Fields of the service."""
    made: dict[str, Any] = {}
    of: dict[str, list[Said]] = {}
    for one in said:
        of.setdefault(one.taxonomy, []).append(one)
    made["delivery"] = [one.code for one in of.get("delivery", []) if one.code in Delivery.values]
    made["access_routes"] = [one.code for one in of.get("access-route", []) if one.code in AccessRoute.values]
    made["accessibility"] = [one.code[:40] for one in of.get("accessibility", [])]
    for one in of.get("room", []):
        if one.code in Capacity.values:
            made["capacity"] = one.code
            made["wait_weeks"] = int(one.value) if re.fullmatch(r"\d{1,4}", one.value) else None
    made["registrations"] = [{"scheme": one.code, "number": one.value} for one in of.get("registration", [])]
    made["local_offer"] = {one.code: one.value for one in of.get("local-offer", [])}
    for one in of.get("about-listing", []):
        if one.code == "takes-requests":
            made["accepts_requests"] = True
        elif one.code == "sensitive":
            made["is_sensitive"] = True
        elif one.code == "closed":
            made |= closed(one)
        elif one.code == "ages-in-months" and (ages := read_ages(one.value)):
            made["min_age_months"], made["max_age_months"] = ages
    return {name: value for name, value in made.items() if value not in ([], {}, None)}


def closed(one: Said) -> dict[str, Any]:
    """Closed for a while: its days and its words."""
    days = read_days(one.value)
    if days is None:
        return {}
    return {"closed_from": days.first, "closed_until": days.last, "closed_words": one.label[:255]}


def times_in_words(said: list[Said]) -> list[str]:
    """Schedules that name no days."""
    return [one.value for one in said if (one.taxonomy, one.code) == ("about-listing", "times-in-words") and one.value]


def rule(said: list[Said]) -> dict[str, Any]:
    """Fields of a schedule."""
    found = {one.code for one in said if one.taxonomy == "times"}
    made: dict[str, Any] = {}
    if "term-time" in found:
        made["term_time_only"] = True
    if "school-holidays" in found:
        made["holidays_only"] = True
    if "bank-holidays-open" in found:
        made["bank_holidays"] = BankHolidays.OPEN
    if "bank-holidays-closed" in found:
        made["bank_holidays"] = BankHolidays.CLOSED
    return made


def opening_hours(schedules: list[Record]) -> tuple[list[Record], list[Record]]:
    """Schedules of a location: when the place is open, and when something is on there. Another Hearth says which they
    are; of any other directory, all may be times of its service."""
    wanted = codes.terms()["times", "opening-hours"].id
    hours = [one for one in schedules if any(terms.own_term(part) == wanted for part in one.get("attributes", []))]
    return hours, [one for one in schedules if one not in hours]


def exceptions(
    said: list[Said], make_id: Any, schedule_id: UUID | None, place_id: UUID | None
) -> list[WantedException]:
    """Days on which a schedule, or the whole service, is not on, at another time, or on as well."""
    made = []
    for number, one in enumerate(said):
        if one.taxonomy != "times" or one.code not in ExceptionKind.values:
            continue
        days = read_days(one.value)
        first = (days.first or days.last) if days else None
        if days is None or first is None:
            continue
        last: date = days.last or first
        values = {
            "kind": one.code,
            "first_day": first,
            "last_day": last,
            "opens": days.opens,
            "closes": days.closes,
            "words": one.label[:160],
        }
        made.append(WantedException(make_id(number, one.value), schedule_id, place_id, values))
    return made
