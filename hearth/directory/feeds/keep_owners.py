"""Keeps the organisations that a feed names: known again by the feed and their id there, else made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hearth.access.models import Organisation, OrganisationKind
from hearth.directory.feeds.wanted import Facts, WantedOwner, digest
from hearth.directory.loading import bulk
from hearth.directory.loading.reasons import Notes
from hearth.directory.models import Load, OrganisationListing, SourceRow

FIELDS = ("description", "website", "email", "phone", "more")
_KINDS = (
    (OrganisationKind.COUNCIL, r"\b(?:council|borough of|county of)\b"),
    (OrganisationKind.NHS, r"\bnhs\b|\bgp\b|\bsurgery\b|\bhospital\b"),
    (OrganisationKind.SCHOOL, r"\b(?:school|academy|nursery|college|pre-?school)\b"),
    (OrganisationKind.HOUSING, r"\bhousing (?:association|group|trust)\b"),
    (OrganisationKind.CHARITY, r"\b(?:charity|trust|foundation|charitable|cio|hospice)\b"),
    (OrganisationKind.COMMUNITY, r"\b(?:church|mosque|temple|community|association|group)\b"),
)


def ref_of(owner: WantedOwner) -> str:
    """What an organisation's row is known by, beside the services of the same feed."""
    return f"organization {owner.ref}"


@dataclass(slots=True)
class OwnerKeeper:
    """Each organisation is looked at once in a reading: feeds say it a little differently with each service."""

    facts: Facts
    load: Load
    done: dict[str, UUID] = field(default_factory=dict)

    def keep(self, owners: list[tuple[WantedOwner, Notes]]) -> None:
        """Bring these up to date, in the caller's transaction."""
        new = {owner.ref: (owner, notes) for owner, notes in owners if owner.ref not in self.done}
        own = {ref for ref, (owner, _) in new.items() if owner.id == self.facts.owner_id}
        self.done.update(dict.fromkeys(own, self.facts.owner_id or UUID(int=0)))
        wanted = {ref_of(owner): pair for ref, pair in new.items() if ref not in own for owner in [pair[0]]}
        if not wanted:
            return
        known = {r.ref: r for r in SourceRow.objects.filter(source=self.facts.source, ref__in=list(wanted))}
        ids = {known[ref].record_id if ref in known else owner.id for ref, (owner, _) in wanted.items()}
        there = Organisation.objects.in_bulk(ids)
        listings = OrganisationListing.objects.in_bulk(ids)
        organisations: list[Organisation] = []
        changed: list[OrganisationListing] = []
        rows: list[SourceRow] = []
        for ref, (owner, notes) in wanted.items():
            row = known.get(ref) or SourceRow(source=self.facts.source, ref=ref, record_kind="organisation")
            pk = row.record_id or owner.id
            listing = listings.get(pk)
            self.done[owner.ref] = pk
            if listing is not None and listing.source != self.facts.source:
                continue  # somebody else's to describe: another feed, or people here
            organisation = there.get(pk) or Organisation(id=pk, kind=_kind(owner))
            if listing is None and pk in there:
                continue
            listing = listing or OrganisationListing(
                organisation_id=pk, source=self.facts.source, source_ref=owner.ref[:200]
            )
            if self._bring(organisation, listing, row, owner, notes):
                organisations.append(organisation)
                changed.append(listing)
                rows.append(row)
        bulk.store(organisations)
        bulk.store(changed, key=("organisation_id",))
        bulk.store(rows, key=("source", "ref"), leave=("id",))

    def _bring(
        self, organisation: Organisation, listing: OrganisationListing, row: SourceRow, owner: WantedOwner, notes: Notes
    ) -> bool:
        """Put in what the feed says; whether anything was. What somebody changed here since stays."""
        now: dict[str, Any] = {"name": owner.name, **({"more": {}} | owner.values)}
        mark = digest(now)
        if row.fingerprint == mark:
            return False
        if not owner.stated and row.fingerprint:
            return False
        for name, value in now.items():
            record = organisation if name == "name" else listing
            if name != "name" and name not in FIELDS:
                continue
            here = getattr(record, name)
            if row.fingerprint and digest(here) != row.written.get(name) and digest(value) != digest(here):
                notes.add("owner-edited", f"organization.{name}", str(value)[:200], str(here)[:200])
            else:
                setattr(record, name, value)
        row.written = {name: digest(value) for name, value in now.items()}
        row.fingerprint, row.record_id = mark, organisation.pk
        row.raw, row.load, row.loaded_at = {"name": owner.name}, self.load, self.facts.now
        return True


def _kind(owner: WantedOwner) -> str:
    """What kind of organisation it is, by its name and its numbers; other where neither says."""
    for kind, pattern in _KINDS:
        if re.search(pattern, owner.name, re.IGNORECASE):
            return str(kind.value)
    schemes = " ".join(
        f"{one.get('identifier_scheme', '')} {one.get('identifier_type', '')}"
        for one in owner.values.get("more", {}).get("organization_identifiers", [])
    )
    if re.search(r"GB-CHC|charit", schemes, re.IGNORECASE):
        return str(OrganisationKind.CHARITY.value)
    return str(OrganisationKind.OTHER.value)
