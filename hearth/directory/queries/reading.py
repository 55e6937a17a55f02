"""From what somebody typed to what is looked for: one query for the words, one more only where a word is strange."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection

from hearth.directory.queries import meaning, spelling
from hearth.directory.queries.ages_said import ages_said, stage
from hearth.directory.queries.lexicon import Lexicon, Stem, key_of, lexicon
from hearth.directory.queries.meaning import Pointer
from hearth.directory.queries.words import MOST, NOT, little_words, split

SOFT = 0.45  # what a word counts that only carries the sentence
SOFT_SHARE = 0.25  # what it weighs in a listing
STAGE = 0.5  # what a stage of life counts that follows from an age
PEOPLE = 0.8  # what a word about people counts where nothing else is said
JOINED_LEAST = 7  # letters of a word that was written as two

READ = """
select coalesce((select number from directory_wordsnumber), 0), word,
       tsvector_to_array(to_tsvector('public.hearth', word)),
       coalesce((tsvector_to_array(to_tsvector('public.hearth_plain', word)))[1], word)
from unnest(%s::text[]) with ordinality as typed (word, place) order by place
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One word that is looked for in listings. `query` is a tsquery with what it also means; a listing must have the
    `firm` ones; the others weigh `share` where it has them."""

    query: str
    share: float
    firm: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What is looked for. `words` are the plain words, respelled where `is_respelled`."""

    words: str
    is_respelled: bool
    looks: tuple[Look, ...]
    pointers: tuple[Pointer, ...] = ()  # where the words point plainly
    hints: tuple[Pointer, ...] = ()  # where they point at all: for when nothing else is found
    ages: tuple[int, int] | None = None  # months, both included


@dataclass(frozen=True, slots=True)
class _Heard:
    """A word with its stems, its key in the lexicon ("" for none) and what it counts."""

    word: str
    stem: Stem
    key: str
    counts: float


def read(typed: str, *, exact: bool = False, using: Lexicon | None = None) -> Reading:
    """Read the words. With `exact` they are taken as they stand: no other spelling, nothing meant, every one firm."""
    words = split(typed)[:MOST]
    number, stems = _stems(words)
    if exact:
        looks = tuple(Look(_all_of(stem.stems), 1.0, True) for stem in map(stems.get, words) if stem and stem.stems)
        return Reading(" ".join(words), False, looks)
    known = using or lexicon(number)
    heard = [_hear(word, stems[word], known, _is_polish(words)) for word in words]
    changed = _respelled(heard, known)
    if changed:
        words = [part for word in words for part in changed.get(stems[word].bare, word).split()]
        stems = {**stems, **_stems([word for word in words if word not in stems])[1]}
        heard = [_hear(word, stems[word], known, False) for word in words]
    said = _said(heard, " ".join(words), known)
    for joined in _joined(words, known):
        said[known.key(joined)] = 1.0
    meant = meaning.with_meanings(known, said)
    return Reading(
        words=" ".join(words),
        is_respelled=bool(changed),
        looks=_looks(heard, words, known),
        pointers=meaning.pointers(known, meant),
        hints=meaning.pointers(known, meant, least=0.0),
        ages=ages_said(" ".join(words)),
    )


def _stems(words: Sequence[str]) -> tuple[int, dict[str, Stem]]:
    """The number of the lexicon of this moment, and the words as the database writes them."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(words)])
        rows = cursor.fetchall()
    return (rows[0][0] if rows else 0), {word: Stem(tuple(stems), bare) for _n, word, stems, bare in rows}


def _hear(word: str, stem: Stem, known: Lexicon, polish: bool) -> _Heard:
    little = little_words()
    key = key_of(word, stem)
    if key and key not in known.weights and (polish or not word.isascii()):
        key = known.another_form(key) or key
    soft = key != NOT and (little.carries(word) or little.carries(stem.bare))
    return _Heard(word, stem, key, SOFT if soft else 1.0)


def _is_polish(words: Sequence[str]) -> bool:
    """Whether unaccented words look Polish: "dziecko nie spi"."""
    return not little_words().polish.isdisjoint(words)


def _respelled(heard: Sequence[_Heard], known: Lexicon) -> dict[str, str]:
    """The strange words by what they are likely to be."""
    little = little_words()
    strange = {
        one.stem.bare: one.stem.stems[0]
        for one in heard
        if one.stem.stems
        and one.key not in known.weights
        and one.key not in known.meanings
        and one.stem.bare not in known.words
        and not little.carries(one.word)
        and not little.carries(one.stem.bare)
        and one.stem.stems[0] not in known.real
    }
    unknown = spelling.strange_among(strange) if strange else []
    changed: dict[str, str] = {}
    for _round in range(2 if unknown else 0):  # a word that was mended may say what its neighbour is
        changed = spelling.likely(unknown, known.words, _fitting(heard, changed, known))
    return changed


def _fitting(heard: Sequence[_Heard], changed: Mapping[str, str], known: Lexicon) -> spelling.Fits:
    """Whether somebody says a candidate together with a word that stands beside the typed one."""
    keys = [known.key(changed[one.stem.bare]) if one.stem.bare in changed else one.key for one in heard]
    beside: dict[str, set[str]] = {}
    for (one, key), (other, other_key) in pairwise(zip(heard, keys, strict=True)):
        beside.setdefault(one.stem.bare, set()).add(other_key)
        beside.setdefault(other.stem.bare, set()).add(key)

    def fits(word: str, candidate: str) -> bool:
        phrases = known.phrases.get(known.key(candidate), ())
        return any(not beside.get(word, set()).isdisjoint(phrase.keys) for phrase in phrases)

    return fits


def _said(heard: Sequence[_Heard], words: str, known: Lexicon) -> dict[str, float]:
    """The keys with what they count, and the stage of life that an age means. Where nothing firm is said, words about
    people are all there is to go by, and count more."""
    little = little_words()
    only_people = all(one.counts < 1.0 or one.key == NOT for one in heard)
    said: dict[str, float] = {}
    for one in heard:
        if one.key and not one.word[0].isdecimal():
            counts = PEOPLE if only_people and one.word in little.people else one.counts
            said[one.key] = max(said.get(one.key, 0.0), counts)
    ages = ages_said(words)
    if ages and (word := stage(*ages)):
        said.setdefault(known.key(word), PEOPLE if only_people else STAGE)
    return said


def _joined(words: Sequence[str], known: Lexicon) -> list[str]:
    """Words of the lexicon that were written as two: "child minder"."""
    pairs = (first + second for first, second in pairwise(words) if min(len(first), len(second)) > 2)
    return [pair for pair in pairs if len(pair) >= JOINED_LEAST and pair in known.words and pair in known.stems]


def _looks(heard: Sequence[_Heard], words: Sequence[str], known: Lexicon) -> tuple[Look, ...]:
    """Each word once. Where every word only carries the sentence, those about people are firm; else all are."""
    little = little_words()
    there = list({one.word: one for one in heard if one.stem.stems and one.key != NOT}.values())
    firm = {one.word for one in there if one.counts == 1.0}
    firm = firm or {one.word for one in there if one.word in little.people} or {one.word for one in there}
    keys = {one.key for one in there}
    meant: dict[str, list[str]] = {}
    for one in there:
        for all_keys, means in known.meanings.get(one.key, ()):
            if all_keys <= keys:
                meant.setdefault(one.word, []).extend(means)
    for pair in _joined(words, known):
        for one in there:
            if pair.startswith(one.word) or pair.endswith(one.word):
                meant.setdefault(one.word, []).append(pair)
    return tuple(
        Look(_or_meant(one, meant.get(one.word, []), known), 1.0 if one.word in firm else SOFT_SHARE, one.word in firm)
        for one in there
    )


def _or_meant(one: _Heard, texts: Sequence[str], known: Lexicon) -> str:
    ways = [_all_of(one.stem.stems)]
    for text in texts:
        stems = [stem for word in split(text) if word in known.stems for stem in known.stems[word].stems]
        if stems:
            ways.append(_all_of(stems))
    return " | ".join(dict.fromkeys(f"({way})" for way in ways)) if len(ways) > 1 else ways[0]


def _all_of(stems: Sequence[str]) -> str:
    """A tsquery of all these stems, quoted."""
    return " & ".join("'" + re.sub(r"(['\\])", r"\1\1", stem) + "'" for stem in stems)
