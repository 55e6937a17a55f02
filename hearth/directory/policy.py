"""The rules by which a listing is due, labelled, demoted and hidden: data/freshness.yaml, and what was saved over it.

All days count from the day on which a listing is due; `Rule` is one row of them, `Policy` all of them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hearth.directory import vocabularies
from hearth.directory.models import ReviewPolicy, Term

LATER = ("label", "demote", "hide")  # the steps whose days a council may change
FIELDS = ("review_months", *LATER)
MOST_MONTHS = 36
MOST_DAYS = 720


@dataclass(frozen=True, slots=True)
class Rule:
    """Months until a listing is due; days after that on which it is labelled, shown last, hidden."""

    review_months: int
    label: int
    demote: int
    hide: int

    def as_dict(self) -> dict[str, int]:
        """By the names that rows and forms use."""
        return {name: getattr(self, name) for name in FIELDS}

    @property
    def is_in_order(self) -> bool:
        """Whether each step comes after the one before it."""
        return 0 <= self.label < self.demote < self.hide


@dataclass(frozen=True, slots=True)
class TermRule:
    """What one term says: `own` values are its own (saved here, or the file's), None where it says nothing; `rule` is
    what holds for a listing of this term alone."""

    term_id: UUID
    code: str
    own: Mapping[str, int | None]
    rule: Rule
    says_months: bool  # itself or by its parent
    says_later: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules. `number` rises with each saving."""

    number: int
    usual: Rule
    ask_days_before: int
    remind_days_after: tuple[int, ...]
    warn_days_before_hiding: int
    days_between_mails: int
    link_days: int
    more_time_days: int
    terms: Mapping[UUID, TermRule]

    @property
    def mail_days(self) -> tuple[int, ...]:
        """The days of the first letter and the reminders, counted from the due day; the last warning comes besides."""
        return (-self.ask_days_before, *self.remind_days_after)

    def columns(self) -> dict[str, list[Any]]:
        """The terms that say something as columns for one statement; null where a term leaves it to others."""
        told = [term for term in self.terms.values() if term.says_months or term.says_later]
        columns: dict[str, list[Any]] = {"terms": [term.term_id for term in told]}
        columns["months"] = [term.rule.review_months if term.says_months else None for term in told]
        for name in LATER:
            columns[name] = [getattr(term.rule, name) if term.says_later else None for term in told]
        return columns


def shipped() -> dict[str, Any]:
    """The file as it stands."""
    return vocabularies.shipped("freshness.yaml")


def current() -> Policy:
    """The rules that hold now."""
    return build(usual=usual(), terms=list(Term.objects.select_related("taxonomy")), number=number())


def number() -> int:
    """The number of the rules that hold now."""
    last = ReviewPolicy.objects.order_by("-number").values_list("number", flat=True).first()
    return last if last is not None else int(shipped()["version"])


def usual() -> Rule:
    """What holds where no category says otherwise."""
    last = ReviewPolicy.objects.order_by("-number").first()
    return Rule(**(last.usual if last else shipped()["usual"]))


def build(*, usual: Rule, terms: list[Term], number: int) -> Policy:
    """The rules from their parts: also those that somebody is about to save."""
    file = shipped()
    by_id = {term.id: term for term in terms}
    rules = {}
    for term in terms:
        line = [term, *([by_id[term.parent_id]] if term.parent_id in by_id else [])]
        said = [_own(one) for one in line]
        values = {name: next((own[name] for own in said if own[name] is not None), None) for name in FIELDS}
        filled = usual.as_dict() | {name: value for name, value in values.items() if value is not None}
        rules[term.id] = TermRule(
            term_id=term.id,
            code=term.code,
            own=said[0],
            rule=Rule(**filled),
            says_months=values["review_months"] is not None,
            says_later=any(values[name] is not None for name in LATER),
        )
    return Policy(
        number=number,
        usual=usual,
        ask_days_before=file["ask_days_before"],
        remind_days_after=tuple(file["remind_days_after"]),
        warn_days_before_hiding=file["warn_days_before_hiding"],
        days_between_mails=file["days_between_mails"],
        link_days=file["link_days"],
        more_time_days=file["more_time_days"],
        terms=rules,
    )


def _own(term: Term) -> dict[str, int | None]:
    """What the term says itself: saved here, or else in the file."""
    told = shipped()["categories"].get(term.taxonomy.code, {}).get(term.code)
    later = term.later_days or {}
    return {"review_months": term.review_months if term.review_months is not None else told} | {
        name: later.get(name) for name in LATER
    }
