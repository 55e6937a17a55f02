"""One page of a family: what a practitioner may know of it, put together from every source that may be seen.

Of tiers c and d nothing: no notes, nothing sealed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from hearth.access.models import Agreement
from hearth.access.queries import agreements_for
from hearth.core.actors import Actor
from hearth.families.models import (
    AccessNeeds,
    HouseholdPlace,
    Involvement,
    Relationship,
    Restriction,
    RestrictionKind,
    SafeContact,
    SourceRecord,
)
from hearth.families.queries.people import (
    Visible,
    links_of,
    protected_among,
    seen_of,
)

NEAR = 2  # steps of stated relationships that count as this family
MOST = 24  # people on one page


@dataclass(frozen=True, slots=True)
class Known:
    """One person as far as the reader may know: of several sources the newest word counts."""

    person: UUID
    records: list[SourceRecord]
    needs: AccessNeeds | None = None
    contact: SafeContact | None = None  # how it is safe to reach them, as it was said last
    address_protected: bool = False
    is_kept: bool = False  # for named members, of whom the reader is one

    def said(self, name: str) -> str:
        """The newest thing that any source says of this, or nothing."""
        return next((str(getattr(row, name)) for row in self.records if getattr(row, name)), "")

    @property
    def name(self) -> str:
        return next((row.name for row in self.records if row.name), "")

    @property
    def birth_date(self) -> date | None:
        return next((row.birth_date for row in self.records if row.birth_date), None)

    @property
    def due_date(self) -> date | None:
        """When a baby is due; nothing once it is born."""
        return None if self.birth_date else next((row.due_date for row in self.records if row.due_date), None)

    @property
    def other_names(self) -> list[str]:
        """Further names by which sources know the person."""
        return list(dict.fromkeys(row.name for row in self.records if row.name and row.name != self.name))


@dataclass(frozen=True, slots=True)
class Tie:
    """That one person is something to another."""

    person: UUID
    to_person: UUID
    kind: str
    lives_with: bool | None


@dataclass(frozen=True, slots=True)
class Helper:
    """That a service works with somebody of the family, and under what the reader may know it (none: their own)."""

    row: Involvement
    people: list[UUID]
    agreement: Agreement | None


@dataclass(frozen=True, slots=True)
class Home:
    """People of the page who live together, and who of them only some of the time."""

    people: tuple[UUID, ...]
    part_time: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class SingleView:
    """The family of one person."""

    person: UUID
    people: dict[UUID, Known]
    ties: list[Tie]
    helping: list[Helper]
    helped: list[Helper]  # before
    sources: list[str] = field(default_factory=list)  # organisations whose records are on the page
    homes: list[Home] = field(default_factory=list)

    @property
    def whom(self) -> Known:
        return self.people[self.person]

    @property
    def records(self) -> list[UUID]:
        """Every source record that the page rests on."""
        return [row.pk for known in self.people.values() for row in known.records]


def single_view(actor: Actor, person: UUID, *, today: date) -> SingleView | None:
    """The page of a person, or nothing where the actor may see none of their records."""
    ties = _ties_around(actor, person, today)
    ids = list(dict.fromkeys([person, *(one for tie in ties for one in (tie.person, tie.to_person))]))[:MOST]
    visible = Visible.of(actor, ids, today=today)
    people = _known(visible, ids)
    if person not in people:
        return None
    now, before = _helpers(visible, set(people))
    own = {
        row.source_organisation.name for known in people.values() for row in known.records if row.source_organisation
    }
    kept = [tie for tie in ties if tie.person in people and tie.to_person in people]
    return SingleView(person, people, kept, now, before, sorted(own), _homes(people, today))


def _known(visible: Visible, people: Collection[UUID]) -> dict[UUID, Known]:
    by_person: dict[UUID, list[SourceRecord]] = {person: [] for person in people}
    for record in visible.newest():
        by_person[visible.whose[record.pk]].append(record)
    said = AccessNeeds.objects.filter(source_record__in=visible.records().values("pk")).order_by("created_at")
    needs = {visible.whose[row.source_record_id]: row for row in said}
    contacts = SafeContact.objects.filter(source_record__in=visible.records().values("pk")).order_by("created_at")
    contact = {visible.whose[row.source_record_id]: row for row in contacts}
    protected = protected_among([rows[0].pk for rows in by_person.values() if rows])
    restricted = Restriction.objects.filter(source_record__in=visible.whose, ended_at=None)
    restricted = restricted.filter(kind=RestrictionKind.RESTRICTED)
    kept = {visible.whose[record] for record in restricted.values_list("source_record", flat=True)}
    return {
        person: Known(person, rows, needs.get(person), contact.get(person), rows[0].pk in protected, person in kept)
        for person, rows in by_person.items()
        if rows
    }


def _homes(people: dict[UUID, Known], today: date) -> list[Home]:
    """Who lives together today, as somebody said it; never where somebody with a protected address lives. Two sources
    that say the same are one."""
    whose = {row.pk: known.person for known in people.values() if not known.address_protected for row in known.records}
    rows = HouseholdPlace.objects.filter(source_record__in=whose).exclude(until__lt=today).exclude(since__gt=today)
    homes: dict[UUID, dict[UUID, bool]] = {}
    for row in rows.order_by("created_at", "pk"):
        homes.setdefault(row.household_id, {})[whose[row.source_record_id]] = row.part_time
    found: dict[frozenset[UUID], Home] = {}
    for home in homes.values():
        if len(home) > 1:
            part_time = frozenset(one for one, is_part in home.items() if is_part)
            found.setdefault(frozenset(home), Home(tuple(home), part_time))
    return list(found.values())


def _ties_around(actor: Actor, person: UUID, today: date) -> list[Tie]:
    """Stated relationships that hold today, from one person outwards: those of which the actor sees both records."""
    seen, edge, found = {person}, {person}, {}
    for _step in range(NEAR):
        near = list(links_of(edge))
        rows = list(
            Relationship.objects.filter(Q(record__in=near) | Q(to_record__in=near))
            .filter(Q(until=None) | Q(until__gte=today))
            .order_by("created_at")
        )
        both = seen_of(actor, {one for row in rows for one in (row.record_id, row.to_record_id)}, today=today)
        whose = dict(both.values_list("pk", "link__person")) if rows else {}
        for row in rows:
            if row.record_id in whose and row.to_record_id in whose:
                tie = Tie(whose[row.record_id], whose[row.to_record_id], row.kind, row.lives_with)
                found[(tie.person, tie.to_person, tie.kind)] = tie
        edge = {one for tie in found.values() for one in (tie.person, tie.to_person)} - seen
        seen |= edge
        if not edge or len(seen) > MOST:
            break
    return [tie for tie in found.values() if tie.person != tie.to_person]


def _helpers(visible: Visible, people: Collection[UUID]) -> tuple[list[Helper], list[Helper]]:
    actor, today, whose = visible.actor, visible.today, visible.whose
    rows = visible.involvements().select_related("organisation").order_by("-is_named_contact", "-since")
    groups: dict[tuple[UUID, str, date, date | None], tuple[Involvement, list[UUID]]] = {}
    for row in rows:
        if whose[row.source_record_id] not in people:
            continue
        key = (row.organisation_id, row.service_name, row.since, row.until)
        groups.setdefault(key, (row, []))[1].append(whose[row.source_record_id])
    under: dict[UUID, Agreement | None] = {}
    for row, _people in groups.values():
        if row.organisation_id not in under:
            found = agreements_for(
                giver_id=row.organisation_id, taker_id=actor.organisation_id, category="involvement", today=today
            )
            under[row.organisation_id] = found[0] if found else None
    helpers = [Helper(row, list(dict.fromkeys(of)), under[row.organisation_id]) for row, of in groups.values()]
    now = [one for one in helpers if one.row.until is None or one.row.until >= today]
    return now, [one for one in helpers if one not in now]
