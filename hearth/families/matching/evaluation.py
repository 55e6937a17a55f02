"""How good the links are, against a file that says who is who.

What counts is what Hearth would do: the people that come out. Two records put into one person who are two people are a
false link, whether they were linked directly or through others.
"""

from __future__ import annotations

import resource
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from time import monotonic
from typing import Any, Final

import duckdb

from hearth.families.matching import matching, table
from hearth.families.matching.bulk import uncollected
from hearth.families.matching.people import Grouping, Link, group
from hearth.families.matching.rules import LINK_FROM, Pair, Verdict, two_numbers, two_people, verdict

THRESHOLDS: Final = (0.5, 0.95, 0.99)
_TRIED: Final = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999)


@dataclass(frozen=True)
class Truth:
    """What the file says: each record's person and family, and what is special about it."""

    person: dict[str, str]
    family: dict[str, str]
    special: dict[str, str]

    @property
    def pairs(self) -> int:
        """Pairs of records of one person."""
        return sum(number * (number - 1) // 2 for number in Counter(self.person.values()).values())


@dataclass
class Figures:
    """How good the links are at one threshold. Shares from 0 to 1."""

    precision: float
    recall: float
    f1: float
    links: int
    false_links: int
    false_links_relatives: int
    false_links_special: dict[str, int] = field(default_factory=dict)
    refused: int = 0


def truth(con: duckdb.DuckDBPyConnection) -> Truth:
    """Read cluster, family_id and hazard from the file in the table `source`. Raises ValueError without `cluster`."""
    there = {row[0] for row in con.execute("describe source").fetchall()}
    if "cluster" not in there:
        raise ValueError("The file has no column cluster, which says which records are one person's.")
    family = "coalesce(family_id, '')" if "family_id" in there else "''"
    special = "coalesce(hazard, '')" if "hazard" in there else "''"
    rows = con.execute(f"select unique_id, cluster, {family}, {special} from source").fetchall()  # noqa: S608
    return Truth(*({row[0]: row[at] for row in rows} for at in (1, 2, 3)))


def judge(people: Iterable[frozenset[str]], known: Truth, *, refused: int = 0) -> Figures:
    """Compare people with the truth, pair by pair."""
    links = false = relatives = 0
    special: Counter[str] = Counter()
    for person in people:
        members = sorted(person)
        for at, one in enumerate(members):
            for other in members[at + 1 :]:
                links += 1
                if known.person[one] == known.person[other]:
                    continue
                false += 1
                relatives += bool(known.family[one]) and known.family[one] == known.family[other]
                special.update({known.special[one], known.special[other]} - {""})
    right, wanted = links - false, known.pairs
    precision, recall = right / links if links else 1.0, right / wanted if wanted else 1.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Figures(precision, recall, f1, links, false, relatives, dict(sorted(special.items())), refused)


def weight(probability: float) -> float:
    """Bits of a probability; certainty counts as 60."""
    return log2(probability / (1 - probability)) if probability < 1 else 60.0


def linked(pairs: Iterable[Pair], link_from: float = LINK_FROM, *, families: bool = True) -> list[Link]:
    """The pairs that are linked by themselves, with how sure each is."""
    return [
        Link(min(60.0, weight(pair.probability)), pair.one, pair.other)
        for pair in pairs
        if verdict(pair.pattern, pair.probability, link_from=link_from, families=families) is Verdict.LINK
    ]


@uncollected()
def evaluate(path: Path, *, engine: str = "duckdb", without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Learn from a file without looking at its answers, link it, and compare with its answers.

    `without` names columns that are not used. Seconds and megabytes are of the whole, training included.
    """
    began = monotonic()
    con = table.connect()
    table.read_csv(con, path, without=without)
    known = truth(con)
    model = matching.learn(con, version=path.name)
    pairs = matching.score(con, model, engine=engine)
    records = matching.comparables(con, pairs)
    apart = two_people if model.families else two_numbers

    def grouped(at: float) -> Grouping:
        return group(linked(pairs, at, families=model.families), records, apart=apart)

    people = {LINK_FROM: grouped(LINK_FROM)}
    seconds = monotonic() - began
    people |= {at: grouped(at) for at in _TRIED if at != LINK_FROM}
    figures = {at: judge(found.people, known, refused=len(found.refused)) for at, found in people.items()}
    best = max(figures, key=lambda at: (figures[at].f1, at))
    review = sum(verdict(pair.pattern, pair.probability, families=model.families) is Verdict.REVIEW for pair in pairs)
    return {
        "records": len(known.person),
        "true_pairs": known.pairs,
        "pairs_scored": len(pairs),
        "pairs_to_review": review,
        "thresholds": {str(at): vars(figures[at]) for at in THRESHOLDS},
        "best": {"threshold": best, **vars(figures[best])},
        "engine": engine,
        "families": model.families,
        "training": model.report,
        "seconds": round(seconds, 1),
        "peak_mb": peak_mb(),
    }


def peak_mb() -> int:
    """The most memory this process and its children had, in megabytes."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // unit
