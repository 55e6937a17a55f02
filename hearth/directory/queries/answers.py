"""What a family gets for its words: the search, and what is tried when it finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hearth.directory.queries.danger import UrgentHelp, urgent_help
from hearth.directory.queries.lexicon import Lexicon
from hearth.directory.queries.places import Place, find_place
from hearth.directory.queries.reading import Reading, read
from hearth.directory.queries.search import MILES, Found, Hit, Match, Sort, Wanted, find
from hearth.directory.queries.words import tidy

FARTHEST = MILES[-1]
NOTHING_SAID = Reading("", False, ())


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
    respelled: str = ""  # the words that were searched instead of the typed ones; empty where they are the same

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


def answer(*, typed: str, place: str, wanted: Wanted, exact: bool = False, using: Lexicon | None = None) -> Answer:
    """Search for the typed words near a typed place, with the filters of `wanted`.

    With `exact` the words are taken as they stand. Where nothing is found, a wider circle, any one of the words and no
    filters are tried in turn; the first that finds something is shown. `using` is another lexicon than today's.
    """
    typed = tidy(typed)
    where = find_place(place)
    reading = read(typed, exact=exact, using=using) if typed else NOTHING_SAID
    urgent = tuple(urgent_help(typed, reading.words if reading.is_respelled else ""))
    asked = wanted.with_changes(
        words=reading.words if reading.looks else "",
        looks=reading.looks,
        pointers=reading.pointers,
        ages=reading.ages,
        spot=where.spot,
        areas=where.spot.codes if wanted.open_to_me and where.spot else (),
        first_codes=tuple(code for kind in urgent for code in kind.terms),
        match=Match.ALL,
    )
    found = find(asked)
    shown = asked
    if not found.total and not found.placeless_total and asked.page == 1 and not (exact and not asked.spot):
        for attempt in _attempts(asked, reading, exact=exact):
            tried = find(attempt)
            if tried.total or tried.placeless_total:
                shown, found = attempt, tried
                break
    respelled = reading.words if reading.is_respelled else ""
    return Answer(typed, where, asked, shown, found, urgent, respelled)


def _attempts(asked: Wanted, reading: Reading, *, exact: bool) -> Iterator[Wanted]:
    """What to try next, the least change first."""
    far = asked.spot is not None and asked.miles < FARTHEST
    if far:
        yield asked.with_changes(miles=FARTHEST)
    loosely = not exact and bool(reading.hints or len(asked.looks) > 1)
    loose = {"match": Match.ANY, "pointers": reading.hints}
    if loosely:
        yield asked.with_changes(**loose)
    if asked.filtered:
        plain = asked.unfiltered()
        yield plain
        if far:
            yield plain.with_changes(miles=FARTHEST)
        if loosely:
            yield plain.with_changes(miles=FARTHEST, **loose)
