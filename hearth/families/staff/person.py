"""A person's page as it is shown: ten seconds to read, and every line with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from hearth.access.queries import own_organisation
from hearth.access.requests import MemberRequest
from hearth.core import clock
from hearth.core.actors import Actor
from hearth.core.words import age_in_words, date_words, list_words
from hearth.families import family_tree
from hearth.families.beside import Coming, coming, panels
from hearth.families.identifiers import nhs_shown
from hearth.families.models import RelationshipKind, Scheme, SourceRecord
from hearth.families.queries import identifiers_of
from hearth.families.queries.finding import Found, by_family
from hearth.families.queries.single_view import Helper, Home, Known, SingleView, Tie
from hearth.families.reaching import language_name
from hearth.families.staff.registering import contact_words
from hearth.families.staff.relation_words import relation

CHILD_DAYS = 18 * 365
ELDERS = {RelationshipKind.PARENT, RelationshipKind.STEP_PARENT, RelationshipKind.CARER, RelationshipKind.EXPECTING}
MOST_COMING = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list."""

    name: str
    born: str
    postcode: str
    source: str
    url: str


def families(found: Found, today: date) -> list[list[Line]]:
    """The list of families: of each the eldest first, and babies on the way last."""

    def age(person: UUID) -> tuple[bool, date]:
        row = found.records[person]
        return row.birth_date is None and row.due_date is not None, row.birth_date or row.due_date or date.min

    return [
        [line(person, found.records[person], today) for person in sorted(family, key=age)]
        for family in by_family(found, today=today)
    ]


def line(person: UUID, row: SourceRecord, today: date) -> Line:
    """A person in the list of families, by the newest thing that was said of them."""
    source = row.source_organisation.name if row.source_organisation else _("The family itself")
    return Line(
        name=_line_name(row, today),
        born=born_words(row.birth_date, row.due_date, today) or row.age_words,
        postcode="" if getattr(row, "address_protected", False) else row.postcode,
        source=source,
        url=reverse("people:person", args=[person]),
    )


def _line_name(row: SourceRecord, today: date) -> str:
    if row.due_date and not row.birth_date and not row.given_name:
        return _("Baby on the way")
    if row.name:
        return row.name
    is_child = row.birth_date is not None and (today - row.birth_date).days < CHILD_DAYS
    return _("Child, name not given") if is_child else _("Name not given")


def born_words(born: date | None, due: date | None, today: date) -> str:
    """ "4 years (born 3 May 2022)", "due 1 June 2026"."""
    if born:
        months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
        words = {"age": age_in_words(max(months, 0)), "date": date_words(born, weekday=False)}
        return _("%(age)s (born %(date)s)") % words
    return _("due %(date)s") % {"date": date_words(due, weekday=False)} if due else ""


def page(request: MemberRequest, view: SingleView, now: datetime) -> dict[str, Any]:
    """Everything on the page."""
    whom, today = view.whom, clock.today(now)
    beside = panels(request.actor, view.records)
    return {
        "view": view,
        "name": name_of(whom),
        "born": born_words(whom.birth_date, whom.due_date, today) or whom.said("age_words"),
        "why": why_words(request.actor, view),
        "flags": flags(view),
        "coming": _coming(request.actor, view, now),
        "picture": _picture(view, today),
        "family": [_relative(view, known, today) for known in view.people.values() if known.person != view.person],
        "homes": [_home(view, home) for home in view.homes],
        "helping": _helpers(view, view.helping),
        "helped": _helpers(view, view.helped),
        "facts": _facts(request, view),
        "panels": [one for one in beside if not one.is_last],
        "last": [one for one in beside if one.is_last],
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
        return _("You can see this because your organisation has a record of its own about this family.")
    return _("You can see this because an agreement shares it with your organisation.")


def flags(view: SingleView) -> list[tuple[str, str, str]]:
    """What nobody may overlook, as (in a word, more of it, kind of tag): as far as the page shows it anyway."""
    whom = view.whom
    found = []
    if whom.is_kept:
        found.append((_("For named colleagues"), _("Speak of this person with nobody else"), "late"))
    if whom.address_protected:
        found.append((_("Address protected"), _("Ask before you share anything about where they are"), "late"))
    twins = [name_of(one) for one in _of_one_birth(view)]
    if twins:
        words = _("Same day of birth as %(names)s: check which of them you mean") % {"names": list_words(twins)}
        found.append((_("Twin") if len(twins) == 1 else _("One of several"), words, "wait"))
    if any(row.needs_interpreter for row in whom.records):
        found.append((_("Interpreter"), language_name(whom.said("language")), "wait"))
    return found + [(label, words, "wait") for label, words in _needs(whom) if words]


def _of_one_birth(view: SingleView) -> list[Known]:
    """Other children of the page with the same day of birth and a parent or carer in common, or said to be a brother
    or sister."""
    whom = view.whom
    if whom.birth_date is None:
        return []
    elders: dict[UUID, set[UUID]] = {}
    siblings = set()
    for tie in view.ties:
        if tie.kind in ELDERS:
            elders.setdefault(tie.to_person, set()).add(tie.person)
        elif tie.kind == RelationshipKind.SIBLING and view.person in (tie.person, tie.to_person):
            siblings |= {tie.person, tie.to_person}
    ours = elders.get(view.person, set())
    return [
        one
        for one in view.people.values()
        if one.person != view.person
        and one.birth_date == whom.birth_date
        and (one.person in siblings or ours & elders.get(one.person, set()))
    ]


def _coming(actor: Actor, view: SingleView, now: datetime) -> list[Coming]:
    """What is ahead for the family, the next first."""
    babies = [
        Coming(
            on=one.due_date,
            text=_("Baby due"),
            words="" if one.person == view.person else list_words(_parents(view, one)),
            url="" if one.person == view.person else reverse("people:person", args=[one.person]),
        )
        for one in view.people.values()
        if one.due_date
    ]
    return sorted([*babies, *coming(actor, view.records, now)], key=lambda row: row.on)[:MOST_COMING]


def _parents(view: SingleView, child: Known) -> list[str]:
    """Whose child it is, by name."""
    return [
        name_of(view.people[tie.person]) for tie in view.ties if tie.to_person == child.person and tie.kind in ELDERS
    ]


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
    """ "Amina, Zara and Sami (some of the time)", the eldest first."""
    unknown = date.max
    people = sorted(home.people, key=lambda one: view.people[one].birth_date or view.people[one].due_date or unknown)
    names = [
        _("%(name)s (some of the time)") % {"name": name_of(view.people[one])}
        if one in home.part_time
        else name_of(view.people[one])
        for one in people
    ]
    return list_words(names)


def _tie_words(view: SingleView, tie: Tie, about: UUID) -> str:
    """ "parent of Zara", "child of Amina, lives elsewhere"."""
    other = view.people[tie.to_person if tie.person == about else tie.person]
    words = relation(tie.kind, forwards=tie.person == about) % {"name": name_of(other)}
    return _("%(words)s, lives elsewhere") % {"words": words} if tie.lives_with is False else words


def _helpers(view: SingleView, found: list[Helper]) -> list[dict[str, Any]]:
    """Who is involved: one line of each service and whom to ring there, with everybody of the family it works with."""
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in found:
        row = one.row
        key = (row.organisation_id, row.service_name, row.contact_name, row.contact_phone)
        line = lines.setdefault(key, _helper(one))
        line["named_contact"] = line["named_contact"] or row.is_named_contact
        names = [name_of(view.people[person]) for person in one.people if person in view.people]
        since, until = date_words(row.since, weekday=False), date_words(row.until, weekday=False) if row.until else ""
        line["of"].append((list_words(names), since, until))
    return list(lines.values())


def _helper(one: Helper) -> dict[str, Any]:
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
        "of": [],
        "ring": row.contact_name,
        "phone": row.contact_phone,
        "named_contact": row.is_named_contact,
        "under": under,
    }


def _facts(request: MemberRequest, view: SingleView) -> list[tuple[str, str]]:
    whom = view.whom
    address = ", ".join(part for part in (whom.said("address"), whom.said("postcode")) if part)
    kind = own_organisation(request.actor).kind
    numbers = identifiers_of([row.pk for row in whom.records], actor=request.actor, kind=kind)
    return [
        (_("Also known as"), ", ".join(whom.other_names)),
        (_("Address"), _("Protected: ask before you share anything about where they are") if whom.address_protected
         else address),
        *_contact(view),
        (_("Language"), language_name(whom.said("language"))),
        *[(str(Scheme(one.scheme).label), nhs_shown(one.value) if one.scheme == Scheme.NHS else one.value)
          for one in numbers],
    ]  # fmt: skip


def _contact(view: SingleView) -> list[tuple[str, str]]:
    """How it is safe to reach them: what they said themselves, for a child what those said with whom it lives."""
    if view.whom.contact is not None:
        return [(_("Safe contact"), contact_words(view.whom.contact))]
    near = [
        view.people[tie.person]
        for tie in view.ties
        if tie.to_person == view.person and tie.kind in ELDERS and tie.lives_with is not False
    ]
    return [
        (_("Safe contact: %(name)s") % {"name": name_of(one)}, contact_words(one.contact))
        for one in near
        if one.contact
    ]


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
