"""Bringing two listings together part by part, and working out what they would say had that never happened.

Pure: documents in, documents out (hearth.directory.document). `actions.merging` reads and writes.

A merge remembers for each group of parts that the absorbed listing gave something to: the choice, what the kept listing
said before and after, and what the absorbed one said. Undoing one goes through the later merges of that group in their
order and makes their choices again without it. Where somebody has changed the group in between, that later change stays
and the undoing stops there (docs/adr: undoing a merge).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from hearth.directory.document import Document
from hearth.directory.models import Merge

KEPT, OTHER, BOTH = "kept", "other", "both"

# What is chosen together: each row of the page and its parts of a document. Whether it is shown (`status`) is no
# choice, and a secret place stays with its own listing.
ROWS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "summary": ("summary",),
    "description": ("description",),
    "who-for": ("who_for",),
    "ages": ("min_age_months", "max_age_months"),
    "cost": ("cost_kind", "cost_amount", "cost_words"),
    "how": ("delivery",),
    "places": ("places",),
    "accessibility": ("accessibility",),
    "languages": ("languages",),
    "times": ("schedules",),
    "exceptions": ("exceptions",),
    "routes": ("access_routes",),
    "how-to-get-in": ("how_to_get_in",),
    "requests": ("accepts_requests",),
    "capacity": ("capacity", "wait_weeks"),
    "phone": ("phone",),
    "email": ("email",),
    "website": ("website",),
    "area-words": ("area_words",),
    "areas": ("area_codes",),
    "local-offer": ("local_offer",),
    "registrations": ("registrations",),
    "terms": ("terms",),
    "sensitive": ("is_sensitive",),
    "closed": ("closed_from", "closed_until", "closed_words"),
    "rest": ("more",),
}
# Of these both can be had: everything that either says, once.
LISTS = frozenset(
    {
        *("how", "places", "accessibility", "languages", "times", "exceptions", "routes", "areas", "local-offer"),
        *("registrations", "terms", "rest"),
    }
)
# Times hang on places, and what is not on hangs on both: they are written, and taken back, together.
WHERE = "where"
_WHERE_ROWS = ("places", "times", "exceptions")
_WHERE_PARTS = ("places", "schedules", "exceptions")

Choices = Mapping[str, str]  # by row; a row without one stays as it is


def group_of(row: str) -> str:
    """The group in which a row is written and taken back."""
    return WHERE if row in _WHERE_ROWS else row


def parts_of(group: str) -> tuple[str, ...]:
    """The parts of a group."""
    return _WHERE_PARTS if group == WHERE else ROWS[group]


def _of(document: Mapping[str, Any], group: str) -> Document:
    return {part: document[part] for part in parts_of(group)}


# Bringing together ----------------------------------------------------------------------------------------------------
def brought_together(
    kept_id: UUID, kept: Document, other: Document, choices: Choices
) -> tuple[Document, dict[str, Any], dict[str, str]]:
    """What the kept listing would say; what the merge remembers of each group; ids of places as they are copied."""
    groups: dict[str, dict[str, str]] = {}
    for row, choice in choices.items():
        if choice != KEPT:
            groups.setdefault(group_of(row), {})[row] = choice
    steps: dict[str, Any] = {}
    said: Document = {}
    for group, chosen in groups.items():
        step = {
            "choice": chosen,
            "before": _of(kept, group),
            "theirs": _of(other, group),
            "secret": kept.get("secret_places", []),
        }
        step["after"] = _after(group, step, kept_id)
        steps[group] = step
        said |= step["after"]
    copies = {row["id"]: _copy_id(kept_id, row["id"]) for row in other["places"]} if WHERE in steps else {}
    return said, steps, copies


def _after(group: str, step: Mapping[str, Any], kept_id: UUID) -> Document:
    """What the kept listing says once a step is made: its choice, from what both said."""
    if group == WHERE:
        return _where(step, kept_id)
    choice = step["choice"][group]
    if choice == OTHER:
        return dict(step["theirs"])
    return {part: _both(step["before"][part], step["theirs"][part]) for part in parts_of(group)}


def _both(one: Any, other: Any) -> Any:
    if isinstance(one, dict):
        return other | one
    return one + [each for each in other if each not in one]


# Places, times and what is not on -------------------------------------------------------------------------------------
def _copy_id(kept_id: UUID, row_id: str) -> str:
    """The id that a row of the absorbed listing gets at the kept one: its own stays where it is. Always the same."""
    return str(uuid5(kept_id, row_id))


@dataclass(slots=True)
class _Names:
    """Which row of the one listing is the same as which of the other, by id."""

    same: dict[str, str] = field(default_factory=dict)

    def now(self, row_id: str | None, there: set[str]) -> str | None:
        """The id under which a row is there, or None."""
        if row_id is None or row_id in there:
            return row_id
        other = self.same.get(row_id)
        return other if other in there else None


def _where(step: Mapping[str, Any], kept_id: UUID) -> Document:
    choice, before, theirs = step["choice"], step["before"], _copied(step["theirs"], kept_id)
    secret = set(step["secret"])
    names = _Names()
    places = _pick(choice.get("places", KEPT), before["places"], theirs["places"], names, _place_said)
    there = {row["id"] for row in places} | secret

    def placed(rows: Sequence[Document]) -> list[Document]:
        return [row | {"place_id": names.now(row["place_id"], there)} for row in rows]

    schedules = _pick(choice.get("times", KEPT), placed(before["schedules"]), placed(theirs["schedules"]), names, _said)
    timed = {row["id"] for row in schedules}

    def hung(rows: Sequence[Document]) -> list[Document]:
        """Without those whose place or time is not there: they would be of the whole service."""
        found = []
        for row in rows:
            links = {
                "place_id": names.now(row["place_id"], there),
                "schedule_id": names.now(row["schedule_id"], timed),
            }
            if all(links[name] or not row[name] for name in links):
                found.append(row | links)
        return found

    exceptions = _pick(
        choice.get("exceptions", KEPT), hung(before["exceptions"]), hung(theirs["exceptions"]), names, _said
    )
    return {
        "places": sorted(places, key=lambda row: (row["created_at"], row["id"])),
        "schedules": sorted(schedules, key=lambda row: (row["opens"] is None, row["opens"] or "", row["id"])),
        "exceptions": sorted(exceptions, key=lambda row: (row["first_day"], row["id"])),
    }


def _copied(theirs: Document, kept_id: UUID) -> Document:
    links = ("id", "place_id", "schedule_id")
    return {
        part: [row | {name: _copy_id(kept_id, row[name]) for name in links if row.get(name)} for row in theirs[part]]
        for part in _WHERE_PARTS
    }


def _pick(choice: str, before: list[Document], theirs: list[Document], names: _Names, said: Any) -> list[Document]:
    known = {said(row): row["id"] for row in reversed(before)}
    new = []
    for row in theirs:
        twin = known.get(said(row))
        if twin is None:
            new.append(row)
        else:
            names.same[row["id"]] = twin
            names.same[twin] = row["id"]
    if choice == BOTH:
        return before + new
    return theirs if choice == OTHER else before


def _said(row: Mapping[str, Any]) -> str:
    """What a row says, without which row it is."""
    return repr(sorted((name, repr(value)) for name, value in row.items() if name not in {"id", "created_at"}))


def _place_said(row: Mapping[str, Any]) -> str:
    """One place, however it is written down: a site, or a postcode with its street."""
    if row.get("site_id"):
        return str(row["site_id"])
    if row.get("postcode"):
        return f"{row['postcode'].replace(' ', '').upper()} {row.get('address_1', '').lower()}"
    return _said(row)


# Taking apart ---------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Apart:
    """What undoing a merge comes to. `documents` are parts to be written, by listing; `stays` are groups that somebody
    has changed since, which are left alone; `again` are other merges, as they are without it."""

    documents: dict[UUID, Document] = field(default_factory=dict)
    stays: list[tuple[UUID, str]] = field(default_factory=list)
    again: list[Merge] = field(default_factory=list)


def taken_apart(merge: Merge, others: Sequence[Merge], present: Mapping[UUID, Document]) -> Apart:
    """Undo `merge`. `others` are all further merges that stand; their steps are changed in place. `present` is what
    every listing concerned says now."""
    found = Apart()
    standing = sorted((other for other in others if other.pk != merge.pk), key=lambda other: other.number)
    for group, step in merge.parts.items():
        _retrace(merge.kept_id, group, step["after"], step["before"], merge.number, standing, present, found)
    return found


def _retrace(
    listing: UUID,
    group: str,
    said: Document,
    would: Document,
    since: int,
    standing: Sequence[Merge],
    present: Mapping[UUID, Document],
    found: Apart,
) -> None:
    """After the merge numbered `since` the listing said `said`, and now would have said `would`: go on from there."""
    for later in standing:
        if said == would:
            return
        if later.kept_id != listing or later.number <= since or group not in later.parts:
            continue
        step = later.parts[group]
        if step["before"] != said:
            found.stays.append((listing, group))
            return
        step["before"], said = would, step["after"]
        would = step["after"] = _after(group, step, listing)
        _again(later, found)
    if said == would:
        return
    if _of(present[listing], group) != said:
        found.stays.append((listing, group))
        return
    found.documents.setdefault(listing, {}).update(would)
    above = next((later for later in standing if later.absorbed_id == listing), None)
    if above is None or group not in above.parts or above.parts[group]["theirs"] != said:
        return
    step = above.parts[group]
    was, step["theirs"] = step["after"], would
    step["after"] = _after(group, step, above.kept_id)
    _again(above, found)
    _retrace(above.kept_id, group, was, step["after"], above.number, standing, present, found)


def _again(merge: Merge, found: Apart) -> None:
    if merge not in found.again:
        found.again.append(merge)
