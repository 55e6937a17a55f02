"""Run as a process of its own, as the owner: an invented network with so many people, and what is asked about them.

About half of the records are the hub's own; the others belong to agencies that let the hub know with whom they work.
Reads from its words how many people and, where the hub is to know only some of them, how many; the other records that
would be its own are then another hub's. Writes what it made as JSON. Nobody in it is real.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import django
import psycopg
from psycopg import sql

AT_ONCE = 20_000  # people written together
QUESTIONS = 2_000
STRANGERS = 5  # one question in so many is about somebody whom nobody knows
WORKS_WITH = 0.6  # of the agencies' records: those of people with whom they work now
BROTHERS = 0.5  # of the people whom the hub knows: those with a sister or brother there
KEPT = 0.002  # of all people: restricted ones and protected addresses
LEARNED_FROM = 20_000  # records
OWNERS = {
    "hub": "hub", "health": "hub", "school": "school", "housing": "housing", "social": "council", "maternity": "trust",
}  # fmt: skip


@dataclass
class Made:
    """How many there are, what is typed into the boxes, some of the people whom the hub knows, and the cookies of a
    member at the hub's desk and of one who works with families."""

    people: int
    records: int
    seconds: float
    desk: str
    worker: str
    known: list[str]
    asked: list[dict[str, str]] = field(default_factory=list)


def main() -> None:
    django.setup()
    people, began = int(sys.argv[1]), time.perf_counter()
    known = int(sys.argv[2]) if len(sys.argv) > 2 else people
    owners, desk, worker = _network(["involvement"] if known == people else ["involvement", "summary"])
    _model()
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection, _written_quickly(connection):
        fill = Fill(connection, owners, own=known / people)
        fill.run(people)
    seconds = round(time.perf_counter() - began, 1)
    some = [str(one) for one in fill.known[:: max(1, len(fill.known) // QUESTIONS)]]
    made = Made(people, fill.records, seconds, desk, worker, some, fill.asked)
    json.dump(asdict(made), sys.stdout)


def _network(given: list[str]) -> tuple[dict[str, UUID], str, str]:
    """Ids of organisations by the names of OWNERS and of another hub, one agreement by which all give the hub these
    categories, and the sessions of two members of the hub: at the desk, and working with families."""
    from hearth.access.models import Agreement, AgreementParty, Organisation
    from hearth.core import clock
    from hearth.directory.bench.members import member
    from hearth.directory.models import Site

    kinds = {
        "council": "council",
        "hub": "charity",
        "other": "charity",
        "school": "school",
        "housing": "charity",
        "trust": "nhs",
    }
    made = {
        name: Organisation.objects.create(name=f"Bench {name}", kind=kind, is_host=name == "council")
        for name, kind in kinds.items()
    }
    today = clock.today()
    agreement = Agreement.objects.create(
        title="Bench", purpose="Measuring", lawful_basis="public-task", rules_version=1, starts_on=today,
        ends_on=today + timedelta(days=30),
    )  # fmt: skip
    for name, organisation in made.items():
        is_hub = name == "hub"
        AgreementParty.objects.create(
            agreement=agreement, organisation=organisation,
            gives=[] if is_hub else given, gets=given if is_hub else [],
        )  # fmt: skip
    Site.objects.create(kind="hub", name="Bench hub", slug="bench-hub", organisation=made["hub"])
    _user, desk = member("Desk", "front-desk", made["hub"])
    _user, worker = member("Worker", "practitioner", made["hub"])
    return {name: organisation.pk for name, organisation in made.items()}, desk, worker


def _model() -> None:
    """A model learned from other people of the same kind, as a nightly run would have left it."""
    from hearth.families.matching import invention, matching, table
    from hearth.families.matching.records import Raw
    from hearth.families.models import MatchModel

    connection = table.connect()
    rows = ({name: row.get(name, "") for name in table.RAW} for row in invention.records(LEARNED_FROM, seed=2))
    table.lay_rows(connection, [Raw(**row) for row in rows])
    model = matching.learn(connection, version="1")
    MatchModel.objects.create(version=1, settings=json.loads(model.to_json()), records=LEARNED_FROM, is_live=True)


@contextmanager
def _written_quickly(connection: psycopg.Connection[Any]) -> Any:
    """Without the indexes of the keys and without the trigger that makes links: both follow."""
    indexes = connection.execute(
        "select indexname, indexdef from pg_indexes"
        " where tablename = 'families_matchkey' and indexname not like '%pkey'"
    ).fetchall()
    for name, _how in indexes:
        connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
    connection.execute("alter table families_sourcerecord disable trigger first_link")
    yield
    connection.execute("set maintenance_work_mem = '512MB'")
    for _name, how in indexes:
        connection.execute(how)
    connection.execute("set constraints all immediate")
    connection.execute("alter table families_sourcerecord enable trigger first_link")


class Fill:
    """Writes people with COPY, and keeps some of what is said of them as questions."""

    def __init__(self, connection: psycopg.Connection[Any], owners: dict[str, UUID], *, own: float) -> None:
        from hearth.core import clock
        from hearth.families.actions.keys import KEPT_COLUMNS
        from hearth.families.matching import invention

        self.connection, self.owners, self.own = connection, owners, own
        self.chance = random.Random(7)  # noqa: S311 (no secret)
        self.now, self.today = clock.now(), clock.today()
        self.source = invention.people(seed=1)
        self.key_columns = ("id", "form", *KEPT_COLUMNS)
        self.records = 0
        self.known: list[UUID] = []  # people
        self.last: UUID | None = None  # the last record of one of them
        self.asked: list[dict[str, str]] = []

    def run(self, people: int) -> None:
        every = max(1, people // QUESTIONS)
        for start in range(0, people, AT_ONCE):
            self._write(list(islice(self.source, min(AT_ONCE, people - start))), every)
            sys.stderr.write(f"{min(start + AT_ONCE, people):,} people\n")

    def _write(self, people: list[list[dict[str, str]]], every: int) -> None:
        from hearth.families.actions.keys import key_values
        from hearth.families.matching.records import FORM, Raw, comparable

        records, links, keys, numbers, works, kept, ties = [], [], [], [], [], [], []
        for rows in people:
            first: UUID | None = None
            mine: UUID | None = None  # the hub's first one
            asks = self.chance.randrange(every) == 0
            is_known = self.chance.random() < self.own
            for row in rows:
                owner = self.owners[OWNERS[row["source"]]]
                if owner == self.owners["hub"] and not is_known:
                    owner = self.owners["other"]
                record = self._uuid()
                first = first or record
                born = _day(row["dob"])
                records.append(
                    (record, self.now, "feed", owner, f"bench:{record}", self.now, row["first_name"], row["surname"],
                     born, row["sex"].lower(), row["address"], row["postcode"])
                )  # fmt: skip
                links.append((record, first, self.now))
                made = comparable(
                    Raw("", "", row["first_name"], row["surname"], str(born or ""), row["sex"], row["postcode"],
                        row["address"])
                )  # fmt: skip
                keys.append((record, FORM, *key_values(made)))
                if row["nhs_number"]:
                    numbers.append((self._uuid(), self.now, record, "nhs", row["nhs_number"]))
                if owner == self.owners["hub"]:
                    mine = mine or record
                if owner != self.owners["hub"] and self.chance.random() < WORKS_WITH:
                    works.append((self._uuid(), self.now, record, owner, "Bench", self.today, "feed"))
            is_kept = self.chance.random() < KEPT
            if first and is_kept:
                kind = self.chance.choice(("restricted", "address"))
                kept.append((self._uuid(), self.now, first, self.owners["council"], kind, "staff", self._uuid()))
            if first and mine and not is_kept:
                if self.last and self.chance.random() < BROTHERS:
                    ties.append((self._uuid(), self.now, mine, self.last, "sibling"))
                self.last = mine
                self.known.append(first)
            if asks:
                self._ask(self.chance.choice(rows))
        self.records += len(records)
        copy = self._copy
        copy("families_sourcerecord",
             "id, created_at, kind, source_organisation_id, source_ref, said_at, given_name, family_name, birth_date,"
             " sex, address, postcode", records)  # fmt: skip
        copy("families_personlink", "id, person, changed_at", links)
        copy("families_matchkey", ", ".join(self.key_columns), keys)
        copy("families_identifier", "id, created_at, source_record_id, scheme, value", numbers)
        copy("families_involvement",
             "id, created_at, source_record_id, organisation_id, service_name, since, origin", works)  # fmt: skip
        copy("families_relationship", "id, created_at, record_id, to_record_id, kind", ties)
        copy("families_restriction",
             "id, created_at, source_record_id, organisation_id, kind, reason, by_user", kept)  # fmt: skip

    def _ask(self, row: dict[str, str]) -> None:
        """What the desk types of somebody: as it was said, with now and then another birth date: then a stranger."""
        born = _day(row["dob"])
        if not (row["first_name"] and row["surname"]):
            return
        if born and len(self.asked) % STRANGERS == 0:
            born -= timedelta(days=4000)
        typed = {
            "given_name": row["first_name"],
            "family_name": row["surname"],
            "birth_date": f"{born.day} {born.month} {born.year}" if born else "",
        }
        if self.chance.random() < 0.5:
            typed |= {"address": row["address"], "postcode": row["postcode"]}
        self.asked.append(typed)

    def _copy(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with self.connection.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)

    def _uuid(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


if __name__ == "__main__":
    main()
