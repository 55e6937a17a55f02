"""People of the small network: known to north by a feed, a registration and a request that it works on; known to south
and the council; shared under agreements in force, expired and to come; restricted; linked across organisations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

from hearth.access.models import Agreement, AgreementParty, Organisation
from hearth.core import clock
from hearth.families.actions.keys import keep_key
from hearth.families.models import (
    AccessNeeds,
    Household,
    HouseholdPlace,
    Identifier,
    Involvement,
    LinkCandidate,
    LinkDecision,
    PersonLink,
    RecordLoad,
    RecordSource,
    Relationship,
    RemarkedRow,
    Restriction,
    RestrictionReader,
    SourceKind,
    SourceRecord,
)

if TYPE_CHECKING:
    from tests.world import Principal, World


@dataclass
class People:
    """Source records by what makes them special, and the words that must not get about."""

    records: dict[str, SourceRecord] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    source: RecordSource | None = None  # an extract of north's, with one reading

    candidate: LinkCandidate | None = None  # that waits; of north's and the council's record
    decision: LinkDecision | None = None  # of the same pair's records of one shared person

    def hidden_from(self, world: World, who: Principal) -> list[str]:
        """Words of people whom somebody may see nowhere on the whole site, worked out by hand."""
        own = {"own organisation": "north", "other organisation": "south", "second organisation inactive": "south"}
        seen = set(SEEN.get((own.get(who.situation, ""), world.may(who, "families.view")), ()))
        if world.may(who, "families.register"):
            seen |= (
                {"north", "feed", "shared-north"} if own.get(who.situation) == "north" else {"south", "shared-south"}
            )
        if world.may(who, "families.link"):
            seen = set(self.records) - {"kept", "kept-south"}
        if (who.situation, who.role) == ("own organisation", "practitioner"):  # the named reader
            seen |= {"kept", "kept-south"}
        return [f"Qxperson{name}" for name in self.records if name not in seen]


# By whose member, and whether the role shows people: the records that may be read.
SEEN = {
    ("north", True): ("north", "feed", "shared-north", "shared-south", "family"),
    ("south", True): ("south", "shared-south"),
}


def make_people(world: World) -> People:
    """Everything of which somebody may see some and somebody else may not."""
    made = People()
    today = clock.today()

    def record(name: str, owner: Organisation | None, kind: SourceKind = SourceKind.FEED) -> SourceRecord:
        word = f"Qxperson{name}"
        row = SourceRecord.objects.create(
            kind=kind, source_organisation=owner, said_at=clock.now(), given_name=word, family_name=f"{word}son",
            birth_date=date(1990, 1, 1), postcode="ZZ1 1AA",
        )  # fmt: skip
        keep_key(row)
        made.records[name] = row
        made.words.append(word)
        return row

    def same(*names: str) -> None:
        ids = sorted(made.records[name].pk for name in names)
        for one, other in pairwise(ids):
            LinkDecision.objects.create(record_a_id=one, record_b_id=other, verdict="same", origin="person")
        PersonLink.objects.filter(pk__in=ids).update(person=made.records[names[0]].pk)

    north, south, council = world.north, world.south, world.council
    for name, owner in (("north", north), ("south", south), ("council", council), ("feed", north)):
        record(name, owner, SourceKind.FEED if name == "feed" else SourceKind.REGISTRATION)  # met by nobody
    # One person known to all three; one known to south alone; one to north, whom only named people may see.
    record("shared-north", north)
    record("shared-south", south)
    record("shared-council", council)
    same("shared-north", "shared-south", "shared-council")
    decided = sorted([made.records["shared-north"].pk, made.records["shared-council"].pk])
    made.decision = LinkDecision.objects.create(
        record_a_id=decided[0], record_b_id=decided[1], verdict="same", origin="model", model_version=1
    )
    record("kept", north)
    record("kept-south", south)
    same("kept", "kept-south")
    record("family", None, SourceKind.REQUEST)  # what a family said itself, of a request that north works on
    for name, owner, values in (
        ("shared-north", north, {}),
        ("shared-south", south, {}),
        ("shared-council", council, {"is_sealed": True}),
        ("shared-south", council, {}),
        ("kept-south", south, {}),
        ("family", north, {}),
        ("south", north, {"until": today - timedelta(days=1)}),
    ):
        Involvement.objects.create(
            source_record=made.records[name], organisation=owner, since=today - timedelta(days=30), origin="member",
            service_name=f"Qxinvolved{name}{owner.name[:5]}", **values,
        )  # fmt: skip
    for name in ("north", "south", "shared-south", "kept"):
        row = made.records[name]
        Identifier.objects.create(source_record=row, scheme="nhs", value="9434765919")
        Identifier.objects.create(source_record=row, scheme="upn", value="B801200005001")
        AccessNeeds.objects.create(source_record=row, diet=f"Qxdiet{name}")
        HouseholdPlace.objects.create(source_record=row, household=Household.objects.create())
        if name != "shared-south":
            Relationship.objects.create(record=row, to_record=made.records["shared-south"], kind="other")
    made.source = RecordSource.objects.create(
        code="caseload", name="Caseload", organisation=north, mapping="health-visiting"
    )
    load = RecordLoad.objects.create(
        source=made.source, file_name="caseload.csv", file_hash="0" * 64, mapping_version=1, rows=2, added=1, refused=1,
        finished_at=clock.now(), filled={"birth_date": 1},
    )  # fmt: skip
    RemarkedRow.objects.create(load=load, number=2, is_refused=True, reasons=["no-key"])
    pair = sorted([made.records["north"].pk, made.records["council"].pk])
    made.candidate = _candidate(*pair)
    _candidate(*sorted([made.records["south"].pk, made.records["council"].pk]))
    restriction = Restriction.objects.create(
        source_record=made.records["kept"], organisation=north, kind="restricted", reason="staff",
        words="Qxwhykept", by_user=made.records["kept"].pk,
    )  # fmt: skip
    RestrictionReader.objects.create(restriction=restriction, user=world.who("practitioner").user)
    _agree("In force", today - timedelta(days=10), today, {south: ["involvement", "summary"], north: []}, north)
    _agree("For linking", today, today + timedelta(days=9), {north: ["matching"], council: []}, council)
    _agree("Over", today - timedelta(days=20), today - timedelta(days=1), {council: ["involvement"], north: []}, north)
    _agree("To come", today + timedelta(days=1), today + timedelta(days=9), {north: ["summary"], south: []}, south)
    return made


def _candidate(one: UUID, other: UUID) -> LinkCandidate:
    return LinkCandidate.objects.create(record_a_id=one, record_b_id=other, probability=0.7, model_version=1)


def _agree(title: str, starts: date, ends: date, parties: dict[Organisation, list[str]], taker: Organisation) -> None:
    agreement = Agreement.objects.create(
        title=title, purpose="Helping families", lawful_basis="public-task", rules_version=1, starts_on=starts,
        ends_on=ends,
    )  # fmt: skip
    given = [category for gives in parties.values() for category in gives]
    for organisation, gives in parties.items():
        AgreementParty.objects.create(
            agreement=agreement, organisation=organisation, gives=gives, gets=given if organisation == taker else []
        )
