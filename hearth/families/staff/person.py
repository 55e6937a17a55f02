"""A person's page as it is shown: ten seconds to read, and every line with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from hearth.access.queries import own_organisation
from hearth.access.requests import MemberRequest
from hearth.core.actors import Actor
from hearth.core.words import age_in_words, date_words, list_words
from hearth.families import family_tree
from hearth.families.beside import panels
from hearth.families.identifiers import nhs_shown
from hearth.families.models import Scheme, SourceRecord
from hearth.families.queries import identifiers_of
from hearth.families.queries.single_view import Helper, Home, Known, SingleView, Tie
from hearth.families.reaching import language_name
from hearth.families.staff.relation_words import relation

CHILD = 18 * 12


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list."""

    name: str
    born: str
    postcode: str
    source: str
    url: str


def line(person: UUID, row: SourceRecord, today: date) -> Line:
    """A person in the list of families, by the newest thing that was said of them."""
    source = row.source_organisation.name if row.source_organisation else _("The family itself")
    return Line(
        name=row.name or (_("Name not given") if row.birth_date or not row.due_date else _("Baby on the way")),
        born=born_words(row.birth_date, row.due_date, today) or row.age_words,
        postcode="" if getattr(row, "address_protected", False) else row.postcode,
        source=source,
        url=reverse("people:person", args=[person]),
    )


def born_words(born: date | None, due: date | None, today: date) -> str:
    """ "4 years (born 3 May 2022)", "due 1 June 2026"."""
    if born:
        months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
        words = {"age": age_in_words(max(months, 0)), "date": date_words(born, weekday=False)}
        return _("%(age)s (born %(date)s)") % words
    return _("due %(date)s") % {"date": date_words(due, weekday=False)} if due else ""


def page(request: MemberRequest, view: SingleView, today: date) -> dict[str, Any]:
    """Everything on the page."""
    whom = view.whom
    return {
        "view": view,
        "name": name_of(whom),
        "born": born_words(whom.birth_date, whom.due_date, today) or whom.said("age_words"),
        "why": why_words(request.actor, view),
        "picture": _picture(view, today),
        "family": [_relative(view, known, today) for known in view.people.values() if known.person != view.person],
        "homes": [_home(view, home) for home in view.homes],
        "helping": [_helper(view, one) for one in view.helping],
        "helped": [_helper(view, one) for one in view.helped],
        "facts": _facts(request, whom, today),
        "needs": _needs(whom),
        "panels": panels(request.actor, view.records),
        "sources": [source_words(row) for row in whom.records],
    }


def name_of(known: Known) -> str:
    """What somebody is called here."""
    if known.due_date and not known.said("given_name"):
        return _("Baby on the way")
    return known.name or _("Name not given")


def reason_code(actor: Actor, view: SingleView) -> str:
    """Why the reader may see this person, for the log: "involved", "own" or "agreement" (`families.own` says each to
    the family)."""
    if any(one.row.organisation_id == actor.organisation_id for one in view.helping):
        return "involved"
    mine = any(row.source_organisation_id == actor.organisation_id for row in view.whom.records)
    return "own" if mine else "agreement"


def why_words(actor: Actor, view: SingleView) -> str:
    """The reason, on every screen of shared data."""
    ours = [one.row.since for one in view.helping if one.row.organisation_id == actor.organisation_id]
    if ours:
        return _("You can see this because your organisation has worked with this family since %(date)s.") % {
            "date": date_words(min(ours), weekday=False)
        }
    if reason_code(actor, view) == "own":
        return _("You can see this because your organisation was told of this family itself.")
    return _("You can see this because an agreement shares it with your organisation.")


def _picture(view: SingleView, today: date) -> Markup | None:
    if len(view.people) < 2 or not view.ties:
        return None
    names = {
        person: (name_of(known), born_words(known.birth_date, known.due_date, today).split(" (")[0])
        for person, known in view.people.items()
    }
    unborn = {person for person, known in view.people.items() if known.due_date}
    title = _("Who belongs to whom. The list beside it says the same.")
    return family_tree.draw(view.person, view.ties, names, unborn, title)


def _relative(view: SingleView, known: Known, today: date) -> dict[str, Any]:
    return {
        "name": name_of(known),
        "url": reverse("people:person", args=[known.person]),
        "born": born_words(known.birth_date, known.due_date, today) or known.said("age_words"),
        "ties": [
            _tie_words(view, tie, known.person) for tie in view.ties if known.person in (tie.person, tie.to_person)
        ],
    }


def _home(view: SingleView, home: Home) -> str:
    """ "Amina, Zara and Sami (some of the time)"."""
    names = [
        _("%(name)s (some of the time)") % {"name": name_of(view.people[one])}
        if one in home.part_time
        else name_of(view.people[one])
        for one in home.people
    ]
    return list_words(names)


def _tie_words(view: SingleView, tie: Tie, about: UUID) -> str:
    """ "parent of Zara", "child of Amina, lives elsewhere"."""
    other = view.people[tie.to_person if tie.person == about else tie.person]
    words = relation(tie.kind, forwards=tie.person == about) % {"name": name_of(other)}
    return _("%(words)s, lives elsewhere") % {"words": words} if tie.lives_with is False else words


def _helper(view: SingleView, one: Helper) -> dict[str, Any]:
    row = one.row
    under = (
        _("Shared under “%(title)s” until %(date)s")
        % {"title": one.agreement.title, "date": date_words(one.agreement.ends_on, weekday=False)}
        if one.agreement
        else _("Your organisation")
    )
    return {
        "organisation": row.organisation.name,
        "service": row.service_name,
        "people": [name_of(view.people[person]) for person in one.people if person in view.people],
        "since": date_words(row.since, weekday=False),
        "until": date_words(row.until, weekday=False) if row.until else "",
        "ring": row.contact_name,
        "phone": row.contact_phone,
        "named_contact": row.is_named_contact,
        "under": under,
    }


def _facts(request: MemberRequest, whom: Known, today: date) -> list[tuple[str, str]]:
    address = ", ".join(part for part in (whom.said("address"), whom.said("postcode")) if part)
    kind = own_organisation(request.actor).kind
    numbers = identifiers_of([row.pk for row in whom.records], actor=request.actor, kind=kind)
    return [
        (_("Also known as"), ", ".join(whom.other_names)),
        (_("Address"), _("Protected: ask before you share anything about where they are") if whom.address_protected
         else address),
        (_("Language"), language_name(whom.said("language"))),
        (_("Interpreter"), _("Needed") if any(row.needs_interpreter for row in whom.records) else ""),
        *[(str(Scheme(one.scheme).label), nhs_shown(one.value) if one.scheme == Scheme.NHS else one.value)
          for one in numbers],
    ]  # fmt: skip


def _needs(whom: Known) -> list[tuple[str, str]]:
    if whom.needs is None:
        return []
    return [
        (_("Getting about"), whom.needs.mobility),
        (_("Sight, hearing, noise"), whom.needs.sensory),
        (_("Talking and reading"), whom.needs.communication),
        (_("Food and allergies"), whom.needs.diet),
        (_("Other"), whom.needs.other),
    ]


def source_words(row: SourceRecord) -> str:
    """Who said it, and when."""
    who = row.source_organisation.name if row.source_organisation else _("The family itself")
    return _("%(who)s, %(date)s") % {"who": who, "date": date_words(row.said_at, weekday=False)}
