"""Whose a service is: the standard's organisation as ours, with somebody put in where it names nobody."""

from __future__ import annotations

from typing import Any

from hearth.directory.feeds import people
from hearth.directory.feeds.shape import Record
from hearth.directory.feeds.wanted import Facts, WantedOwner
from hearth.directory.loading.reasons import Notes

NAME = 255
NOT_STATED = "not-stated"


def owner(record: Record, facts: Facts, notes: Notes) -> WantedOwner:
    """The organisation that the record names, by id or at least by name; else the feed's own; else a named stand-in."""
    said: Record = dict(record.pop("organization", {}))
    ref = said.pop("id", "") or record.get("organization_id", "")
    record.pop("organization_id", None)
    name = said.pop("name", "")
    if len(name) > NAME:
        notes.add("too-long", "organization.name", name)
        said["description"] = "\n\n".join(part for part in (name, said.get("description", "")) if part)
        name = name[:NAME]
    if not name and not ref:
        return _somebody(facts, notes)
    if not name:
        notes.add("owner-unnamed", "organization.name", ref)
        name = f"Organisation {ref[:8]} ({facts.name})"[:NAME]
    if facts.owner_id and name.lower() == facts.owner_name.lower():
        return WantedOwner(facts.owner_id, ref or name.lower(), name)
    ref = ref or f"named {name.lower()}"
    return WantedOwner(facts.id_of("organization", ref), ref, name, _values(said, name, notes))


def _somebody(facts: Facts, notes: Notes) -> WantedOwner:
    notes.add("owner-missing", "organization")
    if facts.owner_id:
        return WantedOwner(facts.owner_id, NOT_STATED, facts.owner_name, stated=False)
    name = f"Not stated ({facts.name})"[:NAME]
    return WantedOwner(facts.id_of("organization", NOT_STATED), NOT_STATED, name, stated=False)


def _values(said: Record, name: str, notes: Notes) -> dict[str, Any]:
    """The fields of its listing, and in `more` what none of them holds."""
    quiet = Notes()  # an organisation's slips are noted once, not with each of its services
    website, rest = people.website(said, "website", quiet)
    email, _beside = people.email(said, "email", quiet)
    phone, email = people.phone_and_email(said, email, name, quiet)
    for reason in quiet.reasons:
        notes.add(reason.code, f"organization.{reason.column}", reason.was, reason.now)
    description = said.pop("description", "")
    if rest:
        description = f"{description}\n\n{rest}".strip()
    return {"description": description, "website": website, "email": email, "phone": phone, "more": said}
