"""What a family gets for its words: the search, and what is tried when it finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hearth.directory.queries.places import Place, find_place
from hearth.directory.queries.search import MILES, Found, Hit, Match, Sort, Wanted, find
from hearth.directory.queries.taxonomy import codes_for, lexemes
from hearth.directory.queries.words import UrgentHelp, needed, respelled, tidy, urgent_help

FARTHEST = MILES[-1]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, for what was asked, and how the two differ.

    `asked` is the search as typed and chosen; `shown` the one whose results stand on the page. They differ in the
    spelling, in the distance, in the filters or in how many of the words must match, and the page says so.
    """

    typed: str
    place: Place
    asked: Wanted
    shown: Wanted
    found: Found
    urgent: tuple[UrgentHelp, ...] = ()

    @property
    def respelled(self) -> str:
        """The words that were searched instead of the typed ones; empty where they are the same."""
        return self.shown.words if self.shown.words != self.asked.words else ""

    @property
    def any_words(self) -> bool:
        return self.shown.match is Match.ANY

    @property
    def wider_miles(self) -> int | None:
        """The distance that was searched instead of the chosen one."""
        return self.shown.miles if self.shown.spot and self.shown.miles != self.asked.miles else None

    @property
    def without_filters(self) -> bool:
        return self.asked.filtered and not self.shown.filtered

    @property
    def anywhere_first(self) -> bool:
        """Whether help without a place is read before the list by distance."""
        at_first_page = self.asked.page == 1 and self.shown.sort is Sort.BEST
        return bool(self.shown.spot) and at_first_page and self.found.placeless_answer_better

    @property
    def in_page_order(self) -> tuple[Hit, ...]:
        """All hits of the page as they are read, from the top."""
        near, away = self.found.hits, self.found.placeless
        return (*away, *near) if self.anywhere_first else (*near, *away)

    @property
    def is_empty(self) -> bool:
        return not self.found.total and not self.found.placeless_total


def answer(*, typed: str, place: str, wanted: Wanted, exact: bool = False) -> Answer:
    """Search for the typed words near a typed place, with the filters of `wanted`.

    With `exact` the words are taken as they stand. Where nothing is found, other spellings, a wider circle, any one
    of the words and no filters are tried in turn; the first that finds something is shown.
    """
    typed = tidy(typed)
    where = find_place(place)
    stems = lexemes(typed) if typed else frozenset()
    urgent = tuple(urgent_help(typed))
    asked = _with_words(wanted, typed if stems else "", stems, exact=exact).with_changes(
        spot=where.spot,
        areas=where.spot.codes if wanted.open_to_me and where.spot else (),
        first_codes=tuple(code for kind in urgent for code in kind.terms),
        match=Match.ALL,
    )
    found = find(asked)
    shown = asked
    if not found.total and not found.placeless_total and asked.page == 1 and not (exact and not asked.spot):
        for attempt in _attempts(asked, exact=exact):
            tried = find(attempt)
            if tried.total or tried.placeless_total:
                shown, found = attempt, tried
                break
    return Answer(typed, where, asked, shown, found, urgent)


def _attempts(asked: Wanted, *, exact: bool) -> Iterator[Wanted]:
    """What to try next, the least change first."""
    best = asked
    if asked.words and not exact:
        spelled = respelled(asked.words)
        if spelled != asked.words.lower():
            best = _with_words(asked, spelled, lexemes(spelled), exact=False)
            yield best
    if asked.spot and asked.miles < FARTHEST:
        yield best.with_changes(miles=FARTHEST)
    several = len((best.needed or best.words).split()) > 1 and not exact
    if several:
        yield best.with_changes(match=Match.ANY)
    if asked.filtered:
        plain = best.unfiltered()
        yield plain
        if asked.spot and asked.miles < FARTHEST:
            yield plain.with_changes(miles=FARTHEST)
        if several:
            yield plain.with_changes(match=Match.ANY, miles=FARTHEST)


def _with_words(asked: Wanted, words: str, stems: frozenset[str], *, exact: bool) -> Wanted:
    """The search with these words, the ones a listing must have among them and the terms that they name."""
    firm = "" if exact else needed(words)
    firm_stems = stems if not firm or firm == words else lexemes(firm)
    return asked.with_changes(
        words=words,
        needed=firm if firm_stems else "",
        word_codes=tuple(codes_for(stems) or codes_for(firm_stems)),
    )
