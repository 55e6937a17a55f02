"""What a listing's document says, in words: row by row, for reading it, and side by side with another."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise
from markupsafe import Markup, escape

from hearth.core.words import age_words, date_words, list_words, money_words
from hearth.directory import cards, vocabularies
from hearth.directory.models import (
    AccessRoute,
    Area,
    BankHolidays,
    Capacity,
    CostKind,
    Delivery,
    ExceptionKind,
    ServiceStatus,
    Site,
)
from hearth.directory.queries import vocabulary
from hearth.directory.queries.times import Rule, hours_words, rule_words

Document = Mapping[str, Any]
Lines = list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a listing says. `page` is the editor's page for it; `parts` are those of the document."""

    code: str
    label: StrOrPromise
    page: str
    parts: tuple[str, ...]
    lines: Callable[[Document], Lines]
    is_prose: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """One row that two documents say differently. `marked` are both as one text, where words came and went."""

    code: str
    label: str
    page: str
    before: Lines
    after: Lines
    marked_before: list[Markup] = field(default_factory=list)
    marked_after: list[Markup] = field(default_factory=list)
    parts: tuple[str, ...] = ()


def compare(before: Document, after: Document) -> list[Compared]:
    """The rows that differ, in the listing's order. A part that one of them does not have is the same."""
    found = []
    for row in rows_for(after):
        differs = any(part in before and part in after and before[part] != after[part] for part in row.parts)
        if not differs:
            continue
        old, new = row.lines(dict(after) | dict(before)), row.lines(dict(before) | dict(after))
        if old == new and row.code == "ages":  # 60 and 71 months are both "5 years"
            old, new = [f"{old[0]} ({_months(before)})"], [f"{new[0]} ({_months(after)})"]
        marked = _marked(old, new)
        found.append(Compared(row.code, str(row.label), row.page, old, new, *marked, row.parts))
    return found


def _months(document: Document) -> str:
    low, high = document.get("min_age_months"), document.get("max_age_months")
    return _("%(low)s to %(high)s months") % {"low": low or 0, "high": "…" if high is None else high}


def rows_for(document: Document) -> Sequence[Row]:
    """The rows of a service's document, or of an organisation's public face."""
    return ROWS if "name" in document or "places" in document else FACE_ROWS


def in_words(document: Document, *, all_rows: bool = False) -> list[tuple[Row, Lines]]:
    """Every row with what it says; rows that say nothing only with `all_rows`."""
    rows = [(row, row.lines(document)) for row in rows_for(document)]
    return rows if all_rows else [(row, lines) for row, lines in rows if lines]


WORD = re.compile(r"\s+|\w+|[^\w\s]")


def _marked(old: Lines, new: Lines) -> tuple[list[Markup], list[Markup]]:
    """Both sides, each word that only one of them has marked as deleted or inserted."""
    if len(old) == len(new) == 1:
        before, after = _words_marked(old[0], new[0])
        return [before], [after]
    return (
        [escape(line) if line in new else Markup("<del>{}</del>").format(line) for line in old],
        [escape(line) if line in old else Markup("<ins>{}</ins>").format(line) for line in new],
    )


def _words_marked(old: str, new: str) -> tuple[Markup, Markup]:
    was, now = WORD.findall(old), WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, was, now, autojunk=False)
    if matcher.ratio() < 0.3:  # two different texts: marking every other word helps nobody
        return Markup("<del>{}</del>").format(old), Markup("<ins>{}</ins>").format(new)
    before, after = Markup(""), Markup("")
    for kind, a, b, c, d in matcher.get_opcodes():
        gone, come = "".join(was[a:b]), "".join(now[c:d])
        before += escape(gone) if kind == "equal" or not gone else Markup("<del>{}</del>").format(gone)
        after += escape(come) if kind == "equal" or not come else Markup("<ins>{}</ins>").format(come)
    return before, after


# Rows -----------------------------------------------------------------------------------------------------------------
def _text(part: str) -> Callable[[Document], Lines]:
    return lambda document: [document[part]] if document.get(part) else []


def _codes(part: str, choices: Any) -> Callable[[Document], Lines]:
    return lambda document: [
        str(choices(code).label) if code in choices.values else code for code in document.get(part) or []
    ]


def _yes(part: str) -> Callable[[Document], Lines]:
    return lambda document: [_("Yes") if document.get(part) else _("No")]


def status(document: Document) -> Lines:
    """Whether the public sees it."""
    code = document.get("status")
    return [str(ServiceStatus(code).label)] if code in ServiceStatus.values else []


def ages(document: Document) -> Lines:
    """The ages; nothing where nobody stated them."""
    low, high = document.get("min_age_months"), document.get("max_age_months")
    if low is None and high is None:
        return []
    return [capfirst(age_words(low, high))]


def cost(document: Document) -> Lines:
    """The kind, the amount and the words."""
    kind = document.get("cost_kind")
    if kind not in CostKind.values or kind == CostKind.UNKNOWN:
        return [document["cost_words"]] if document.get("cost_words") else []
    amount = document.get("cost_amount")
    lines = [str(CostKind(kind).label)]
    if amount and kind == CostKind.PAID:
        lines = [money_words(int(Decimal(amount) * 100))]
    return lines + ([document["cost_words"]] if document.get("cost_words") else [])


def capacity(document: Document) -> Lines:
    """How full it is; nothing where nobody stated it."""
    code, weeks = document.get("capacity"), document.get("wait_weeks")
    if code == Capacity.WAITING and weeks:
        return [ngettext("Waiting about %(n)s week", "Waiting about %(n)s weeks", weeks) % {"n": weeks}]
    return [str(Capacity(code).label)] if code in Capacity.values and code != Capacity.UNKNOWN else []


def closed(document: Document) -> Lines:
    """From and until when it is closed, and the words."""
    start, end = _day(document.get("closed_from")), _day(document.get("closed_until"))
    if not start and not end:
        return []
    if start and end:
        words = _("Closed from %(first)s to %(last)s") % {"first": date_words(start), "last": date_words(end)}
    elif start:
        words = _("Closed from %(first)s until further notice") % {"first": date_words(start)}
    else:
        words = _("Closed until %(last)s") % {"last": date_words(end)}
    return [words, *([document["closed_words"]] if document.get("closed_words") else [])]


def places(document: Document) -> Lines:
    """One line a place; how many are secret."""
    sites = site_names(document)
    lines = [place_line(place, sites) for place in document.get("places") or []]
    secret = len(document.get("secret_places") or [])
    if secret:
        lines.append(ngettext("%(n)s secret address", "%(n)s secret addresses", secret) % {"n": secret})
    return lines


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


def languages(document: Document) -> Lines:
    """Languages spoken."""
    return [cards.language_words([code]) for code in document.get("languages") or []]


def accessibility(document: Document) -> Lines:
    """What the listing says of access, besides its sites."""
    return cards.accessibility_words(document.get("accessibility") or [])


def rule_of(schedule: Mapping[str, Any]) -> Rule:
    """A schedule of a document as a rule."""
    return Rule(
        byday=tuple(schedule.get("byday") or ()),
        monthly=schedule.get("freq") == "MONTHLY",
        week_of_month=schedule.get("week_of_month"),
        opens=_time(schedule.get("opens")),
        closes=_time(schedule.get("closes")),
        valid_from=_day(schedule.get("valid_from")),
        valid_to=_day(schedule.get("valid_to")),
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
    first, last = _day(one["first_day"]), _day(one["last_day"])
    days = date_words(first)
    if last != first:
        days = _("%(first)s to %(last)s") % {"first": days, "last": date_words(last)}
    kind = str(ExceptionKind(one["kind"]).label)
    hours = hours_words(_time(one.get("opens")), _time(one.get("closes")))
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


def times(document: Document) -> Lines:
    """When it is on."""
    return [schedule_line(one, document) for one in document.get("schedules") or []]


def exceptions(document: Document) -> Lines:
    """When it is not on, or at another time."""
    return [exception_line(one, document) for one in document.get("exceptions") or []]


def areas(document: Document) -> Lines:
    """Whom it serves by where they live."""
    codes = document.get("area_codes") or []
    names = dict(Area.objects.filter(code__in=codes).values_list("code", "name"))
    return [names.get(code, code) for code in codes]


def local_offer(document: Document) -> Lines:
    """The answers to the local offer's questions."""
    said = document.get("local_offer") or {}
    asked = vocabularies.local_offer()
    return [
        f"{asked[code]['en'] if code in asked else code} {_answer(answer)}" for code, answer in said.items() if answer
    ]


def _answer(answer: Any) -> str:
    return {True: _("Yes"), False: _("No"), "yes": _("Yes"), "no": _("No")}.get(answer, str(answer))


def registrations(document: Document) -> Lines:
    """Schemes and numbers."""
    known = vocabularies.registration_schemes()
    lines = []
    for one in document.get("registrations") or []:
        scheme = str(one.get("scheme", ""))
        lines.append(f"{known[scheme]['en'] if scheme in known else scheme}: {one.get('number', '')}")
    return lines


def terms(document: Document) -> Lines:
    """Categories, expectations and what a feed says besides."""
    known = vocabulary().by_id
    lines = []
    for code in document.get("terms") or []:
        term = known.get(UUID(code))
        lines.append(f"{term.name} ({term.taxonomy_name})" if term else code)
    return lines


def rest(document: Document) -> Lines:
    """What a feed says and no page of ours asks."""
    more = document.get("more") or {}
    return [_("From a feed: %(names)s") % {"names": list_words(sorted(more))}] if more else []


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


ROWS: tuple[Row, ...] = (
    Row("status", lazy("Shown"), "", ("status",), status),
    Row("name", lazy("Name"), "name", ("name",), _text("name"), True),
    Row("summary", lazy("In one line"), "what", ("summary",), _text("summary"), True),
    Row("description", lazy("What it does"), "what", ("description",), _text("description"), True),
    Row("who-for", lazy("Who for"), "who", ("who_for",), _text("who_for"), True),
    Row("ages", lazy("Ages"), "who", ("min_age_months", "max_age_months"), ages),
    Row("cost", lazy("Cost"), "cost", ("cost_kind", "cost_amount", "cost_words"), cost),
    Row("how", lazy("How it is given"), "how", ("delivery",), _codes("delivery", Delivery)),
    Row("places", lazy("Where"), "places", ("places", "secret_places"), places),
    Row("accessibility", lazy("Access"), "access", ("accessibility",), accessibility),
    Row("languages", lazy("Languages"), "languages", ("languages",), languages),
    Row("times", lazy("When"), "times", ("schedules",), times),
    Row("exceptions", lazy("Not on, or other times"), "times", ("exceptions",), exceptions),
    Row("routes", lazy("Ways in"), "way-in", ("access_routes",), _codes("access_routes", AccessRoute)),
    Row("how-to-get-in", lazy("How to get in"), "way-in", ("how_to_get_in",), _text("how_to_get_in"), True),
    Row("requests", lazy("Takes requests here"), "way-in", ("accepts_requests",), _yes("accepts_requests")),
    Row("capacity", lazy("How full"), "capacity", ("capacity", "wait_weeks"), capacity),
    Row("phone", lazy("Phone"), "contact", ("phone",), _text("phone"), True),
    Row("email", lazy("Email"), "contact", ("email",), _text("email"), True),
    Row("website", lazy("Website"), "contact", ("website",), _text("website"), True),
    Row("area-words", lazy("Area in words"), "area", ("area_words",), _text("area_words"), True),
    Row("areas", lazy("Only for people of"), "area", ("area_codes",), areas),
    Row("local-offer", lazy("SEND local offer"), "send", ("local_offer",), local_offer),
    Row("registrations", lazy("Registrations"), "registrations", ("registrations",), registrations),
    Row("terms", lazy("Categories"), "categories", ("terms",), terms),
    Row("sensitive", lazy("Quick exit on its page"), "safety", ("is_sensitive",), _yes("is_sensitive")),
    Row("closed", lazy("Closed"), "", ("closed_from", "closed_until", "closed_words"), closed),
    Row("rest", lazy("Besides"), "", ("more",), rest),
)  # fmt: skip
FACE_ROWS: tuple[Row, ...] = (
    Row("description", lazy("What the organisation does"), "face", ("description",), _text("description"), True),
    Row("phone", lazy("Phone"), "face", ("phone",), _text("phone"), True),
    Row("email", lazy("Email"), "face", ("email",), _text("email"), True),
    Row("website", lazy("Website"), "face", ("website",), _text("website"), True),
)
