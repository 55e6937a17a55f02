"""The everyday words that staff keep, and what searches would find if one of them were different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from hearth.directory.models import Synonym, SynonymVersion
from hearth.directory.queries.answers import answer
from hearth.directory.queries.lexicon import Lexicon, Saying, lexicon
from hearth.directory.queries.search import Wanted
from hearth.directory.queries.services import services
from hearth.directory.queries.taxonomy import vocabulary

SHOWN = 5  # results of each search in a preview
MOST = 4  # searches in a preview


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one search finds: names in order, and whether any other spelling was taken."""

    names: tuple[str, ...]
    total: int
    respelled: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One search with the words as they are, and as they would be."""

    typed: str
    now: Outcome
    then: Outcome

    @property
    def rows(self) -> list[tuple[str, str]]:
        """(now, then) side by side, place by place."""
        longest = max(len(self.now.names), len(self.then.names))
        return [
            (
                self.now.names[at] if at < len(self.now.names) else "",
                self.then.names[at] if at < len(self.then.names) else "",
            )
            for at in range(longest)
        ]

    @property
    def is_same(self) -> bool:
        return self.now == self.then


def synonyms() -> QuerySet[Synonym]:
    """All of them, those that were taken away too."""
    return Synonym.objects.all()


def synonym(synonym_id: UUID) -> Synonym | None:
    return Synonym.objects.filter(pk=synonym_id).first()


def versions(synonym_id: UUID) -> list[SynonymVersion]:
    """What it said before and says now, newest first. Row security shows them to the host's people alone."""
    return list(SynonymVersion.objects.filter(synonym_id=synonym_id))


def kinds_of_help(codes: Sequence[str]) -> list[str]:
    """The names of the terms with these codes, in their order; the code itself where there is none."""
    known = vocabulary().by_code
    return [known[code].name if code in known else code for code in codes]


def says_something(typed: str) -> bool:
    """Whether the search can tell these words from others: "the" says nothing."""
    return bool(lexicon().trying(Saying(typed, ("x",))).keys(typed))


def compare(*, saying: Saying, instead_of: str, searches: Sequence[str]) -> list[Compared]:
    """What searches find now, and what they would find. Nothing is saved: the lexicon is changed in memory only."""
    today = lexicon()
    tried = today.trying(saying, instead_of)
    asked = list(dict.fromkeys([saying.typed, *searches]))[:MOST]
    return [Compared(typed, _outcome(typed, today), _outcome(typed, tried)) for typed in asked]


def _outcome(typed: str, using: Lexicon) -> Outcome:
    got = answer(typed=typed, place="", wanted=Wanted(), using=using)
    shown = [hit.service_id for hit in got.in_page_order[:SHOWN]]
    facts = services(shown)
    return Outcome(
        tuple(facts[one].name for one in shown if one in facts),
        got.found.total + got.found.placeless_total,
        got.respelled,
    )
