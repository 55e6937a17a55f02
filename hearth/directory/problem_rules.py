"""The rules of problem reports as data/problems.yaml has them: kinds, times, warnings, what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.utils.translation import get_language

from hearth.core import working_days
from hearth.directory import vocabularies

Words = dict[str, str]  # by language


@dataclass(frozen=True, slots=True)
class Kind:
    """What somebody can say is wrong."""

    code: str
    label: Words
    hint: Words
    needs_words: bool


@dataclass(frozen=True, slots=True)
class Warning:
    """What the public page says once `people` different people reported one of `kinds` within `days` days."""

    kinds: tuple[str, ...]
    people: int
    days: int
    words: Words


@dataclass(frozen=True, slots=True)
class Rules:
    """All of them. `from_address` is an hour's, `of_listing` a day's."""

    version: str
    kinds: dict[str, Kind]
    warnings: tuple[Warning, ...]
    answer_within: int  # working days
    from_address: int
    of_listing: int
    words_months: int
    after_answer_days: int

    def due(self, told_on: date) -> date:
        """The day by which the owner answers what was told on a day."""
        return working_days.after(told_on, self.answer_within)

    @property
    def warned_days(self) -> int:
        """How far back any warning looks: who told us is told apart no longer."""
        return max((warning.days for warning in self.warnings), default=0)

    def forget_answered_before(self, now: datetime) -> datetime:
        """What was answered before this moment loses its words."""
        return now - timedelta(days=self.after_answer_days)

    def forget_told_before(self, now: datetime) -> datetime:
        """What was told before this moment loses its words, answered or not. A month is counted as 30.4 days."""
        return now - timedelta(days=round(self.words_months * 30.4375))


@cache
def rules() -> Rules:
    """As they are shipped."""
    data = vocabularies.shipped("problems.yaml")
    kinds = [
        Kind(row["code"], row["label"], row.get("hint", {}), bool(row.get("needs_words"))) for row in data["kinds"]
    ]
    return Rules(
        version=data["version"],
        kinds={kind.code: kind for kind in kinds},
        warnings=tuple(
            Warning(tuple(row["kinds"]), row["people"], row["days"], row["words"]) for row in data["warnings"]
        ),
        answer_within=data["answer_within"],
        from_address=data["most"]["from_address"],
        of_listing=data["most"]["of_listing"],
        words_months=data["keep"]["words_months"],
        after_answer_days=data["keep"]["after_answer_days"],
    )


def said(words: Words) -> str:
    """In the reader's language, or in English; empty where there are none."""
    return words.get(get_language() or "en") or words.get("en", "")


def kind_words(code: str) -> str:
    """A kind in the reader's language; a code that left the data as it stands."""
    kind = rules().kinds.get(code)
    return said(kind.label) if kind else code
