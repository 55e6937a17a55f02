"""A place, a time and an unusual day of a listing's document, each on one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from hearth.core.words import date_words
from hearth.directory.models import (
    BankHolidays,
    ExceptionKind,
    Site,
)
from hearth.directory.queries.times import Rule, hours_words, rule_words

Document = Mapping[str, Any]
Lines = list[str]


def site_names(document: Document) -> dict[str, str]:
    """The names of the hubs and other sites that places name."""
    wanted = {place["site_id"] for place in document.get("places") or [] if place.get("site_id")}
    return {str(pk): name for pk, name in Site.objects.filter(pk__in=wanted).values_list("id", "name")}


def place_line(place: Mapping[str, Any], sites: Mapping[str, str]) -> str:
    """A place on one line."""
    parts = [sites.get(place.get("site_id") or "", ""), place.get("name"), place.get("address_1"), place.get("city")]
    line = ", ".join(part for part in [*parts, place.get("postcode")] if part)
    return line if place.get("site_id") or place.get("latitude") is not None else _("%(place)s (not on the map)") % {
        "place": line or _("A place without an address")
    }  # fmt: skip


def rule_of(schedule: Mapping[str, Any]) -> Rule:
    """A schedule of a document as a rule."""
    return Rule(
        byday=tuple(schedule.get("byday") or ()),
        monthly=schedule.get("freq") == "MONTHLY",
        week_of_month=schedule.get("week_of_month"),
        opens=time_of(schedule.get("opens")),
        closes=time_of(schedule.get("closes")),
        valid_from=day_of(schedule.get("valid_from")),
        valid_to=day_of(schedule.get("valid_to")),
        term_time_only=bool(schedule.get("term_time_only")),
        notes=schedule.get("notes") or "",
        interval=schedule.get("interval") or 1,
        days_of_month=tuple(schedule.get("days_of_month") or ()),
        bank_holidays=schedule.get("bank_holidays") or BankHolidays.UNKNOWN,
        holidays_only=bool(schedule.get("holidays_only")),
    )


def schedule_line(schedule: Mapping[str, Any], document: Document) -> str:
    """ "Mondays, 9:30am to 11am, in term time. Not on bank holidays. At Fernley hub"."""
    rule = rule_of(schedule)
    parts = [rule_words(rule) or _("No day given")]
    if rule.valid_from:
        parts.append(_("From %(date)s") % {"date": date_words(rule.valid_from)})
    if rule.valid_to:
        parts.append(_("Until %(date)s") % {"date": date_words(rule.valid_to)})
    if rule.bank_holidays != BankHolidays.UNKNOWN:
        parts.append(str(BankHolidays(rule.bank_holidays).label))
    at = _place_name(schedule.get("place_id"), document)
    return ". ".join([*parts, *([_("At %(place)s") % {"place": at}] if at else [])])


def exception_line(one: Mapping[str, Any], document: Document) -> str:
    """ "Not on, Monday 21 December to Sunday 3 January. Christmas"."""
    first, last = day_of(one["first_day"]), day_of(one["last_day"])
    days = date_words(first)
    if last != first:
        days = _("%(first)s to %(last)s") % {"first": days, "last": date_words(last)}
    kind = str(ExceptionKind(one["kind"]).label)
    hours = hours_words(time_of(one.get("opens")), time_of(one.get("closes")))
    at = _place_name(one.get("place_id"), document)
    line = ", ".join(part for part in (kind, days, hours) if part)
    rule = next((s for s in document.get("schedules") or [] if s["id"] == one.get("schedule_id")), None)
    of = rule_words(rule_of(rule)) if rule else ""
    return ". ".join(
        part for part in (line, of, _("At %(place)s") % {"place": at} if at else "", one.get("words")) if part
    )


def _place_name(place_id: str | None, document: Document) -> str:
    if not place_id:
        return ""
    if place_id in (document.get("secret_places") or []):
        return _("the secret address")
    place = next((place for place in document.get("places") or [] if place["id"] == place_id), None)
    if place is None:
        return ""
    sites = site_names({"places": [place]})
    return sites.get(place.get("site_id") or "") or place.get("name") or place.get("address_1") or ""


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def time_of(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
