"""How well a service answers the words, as text of the search's statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hearth.directory.queries.search import Wanted

MOST_WORDS = 8  # that are weighed; all of them are looked for
DANGER = 12.0  # what it adds that a service helps with the danger to which the words point
NAMED = 3.0  # what it adds that a service is of the kind to which the words point plainly
OTHER_AGE = 0.5  # times what a service is worth that says it is for other ages than the words say
MIXED = 0.75  # times what each further service of a kind is worth where the words may mean several kinds


@dataclass(frozen=True, slots=True)
class Grades:
    """How well a service answers the words, as text of the statement.

    A word counts 4 in the service's name, 2 in its own text and 1 among the everyday words of its category; rare
    words weigh more than those which most of what was found has. Being of the kind to which the words point adds up to
    `NAMED`; belonging to what danger asks for goes before all else; saying that it is for other ages costs.
    """

    of_row: str  # columns of a row: `base`, `fit`, `kind` and a grade for each word
    of_service: str  # the best of its places
    weights: str  # one row: what each word weighs
    tier: str
    values: list[Any]  # of `of_row`
    several_kinds: bool = False  # the words may mean several kinds of help

    def mixed(self, score: str) -> str:
        """The score by which to order. Where the words may mean several kinds of help, each further service of one
        kind is worth less, so that the first results show more than one of them."""
        if not self.several_kinds:
            return score
        return f"{score} * power({MIXED}, row_number() over (partition by last, kind order by {score} desc) - 1)"


def grades(wanted: Wanted) -> Grades:
    """The grades of this search; every service the same without words."""
    looks = sorted(wanted.looks, key=lambda look: -look.share)[:MOST_WORDS]
    if not looks:
        return Grades("1 as base", "max(base) as base", "count(*) as w", "base::float8", [])
    numbers = range(len(looks))
    pointers = wanted.pointers
    base = "case when r.codes && %s::varchar[] then %s else 0 end"
    values: list[Any] = [list(wanted.first_codes), DANGER]
    if pointers:  # of several kinds, the one to which the words point most plainly counts
        base += f" + case {' '.join(['when r.codes @> array[%s]::varchar[] then %s'] * len(pointers))} else 0 end"
        values += [value for one in pointers for value in (one.code, round(NAMED * one.strength, 3))]
    kind = "0"
    several_kinds = len(pointers) > 1 and not wanted.first_codes
    if several_kinds:
        cases = " ".join(f"when r.codes @> array[%s]::varchar[] then {n}" for n in range(len(pointers)))
        kind = f"case {cases} else -1 end"
        values += [pointer.code for pointer in pointers]
    fit = "1.0::float8"
    if wanted.ages:
        fit = "case when r.min_age_months > %s or r.max_age_months < %s then %s else 1.0::float8 end"
        values += [wanted.ages[1], wanted.ages[0], OTHER_AGE]
    values += [query for look in looks for query in [look.query] * 3]
    words = [
        "case when r.names @@ %s::tsquery then 4 when r.own @@ %s::tsquery then 2"
        f" when r.search @@ %s::tsquery then 1 else 0 end as g{n}"
        for n in numbers
    ]
    weights = [
        f"case when max(g{n}) > 0 then ln(2 + count(*) / (1.0 + count(*) filter (where g{n} > 1)))::float8"
        f" * {look.share} else 0 end as w{n}"
        for n, look in zip(numbers, looks, strict=True)
    ]
    all_grades = " + ".join(f"g{n} * w{n}" for n in numbers)
    all_weights = " + ".join(f"w{n}" for n in numbers)
    return Grades(
        of_row=", ".join([f"({base}) as base, {kind} as kind, {fit} as fit", *words]),
        of_service=", ".join(
            ["max(base) as base, min(kind) as kind, max(fit) as fit", *(f"max(g{n}) as g{n}" for n in numbers)]
        ),
        weights=", ".join(weights),
        tier=f"fit * (base + ({all_grades}) / greatest({all_weights}, 0.1))",
        values=values,
        several_kinds=several_kinds,
    )
