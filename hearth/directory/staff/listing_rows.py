"""What a listing's document says, row by row: each with its label, its page in the editor and its lines in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from hearth.core.words import age_words, date_words, list_words, money_words
from hearth.directory import cards, vocabularies
from hearth.directory.models import (
    AccessRoute,
    Area,
    Capacity,
    CostKind,
    Delivery,
    ServiceStatus,
)
from hearth.directory.queries import vocabulary
from hearth.directory.staff.listing_lines import day_of, exception_line, place_line, schedule_line, site_names

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
    is_yes_no: bool = False


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
    start, end = day_of(document.get("closed_from")), day_of(document.get("closed_until"))
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


def languages(document: Document) -> Lines:
    """Languages spoken."""
    return [cards.language_words([code]) for code in document.get("languages") or []]


def accessibility(document: Document) -> Lines:
    """What the listing says of access, besides its sites."""
    return cards.accessibility_words(document.get("accessibility") or [])


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


def on_its_own(row: Row, document: Document) -> Lines:
    """The lines of a row where its label is not beside them: a bare yes or no says to what."""
    lines = row.lines(document)
    return [f"{row.label}: {line}" for line in lines] if row.is_yes_no else lines


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
    Row("requests", lazy("Takes requests here"), "way-in", ("accepts_requests",), _yes("accepts_requests"),
        is_yes_no=True),
    Row("capacity", lazy("How full"), "capacity", ("capacity", "wait_weeks"), capacity),
    Row("phone", lazy("Phone"), "contact", ("phone",), _text("phone"), True),
    Row("email", lazy("Email"), "contact", ("email",), _text("email"), True),
    Row("website", lazy("Website"), "contact", ("website",), _text("website"), True),
    Row("area-words", lazy("Area in words"), "area", ("area_words",), _text("area_words"), True),
    Row("areas", lazy("Only for people of"), "area", ("area_codes",), areas),
    Row("local-offer", lazy("SEND local offer"), "send", ("local_offer",), local_offer),
    Row("registrations", lazy("Registrations"), "registrations", ("registrations",), registrations),
    Row("terms", lazy("Categories"), "categories", ("terms",), terms),
    Row("sensitive", lazy("Quick exit on its page"), "safety", ("is_sensitive",), _yes("is_sensitive"), False, True),
    Row("closed", lazy("Closed"), "", ("closed_from", "closed_until", "closed_words"), closed),
    Row("rest", lazy("Besides"), "", ("more",), rest),
)  # fmt: skip
FACE_ROWS: tuple[Row, ...] = (
    Row("description", lazy("What the organisation does"), "face", ("description",), _text("description"), True),
    Row("phone", lazy("Phone"), "face", ("phone",), _text("phone"), True),
    Row("email", lazy("Email"), "face", ("email",), _text("email"), True),
    Row("website", lazy("Website"), "face", ("website",), _text("website"), True),
)
