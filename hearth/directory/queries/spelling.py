"""Spelling, from the words that this directory has.

Asked only for words that no listing has, that lead nowhere in the lexicon, and that are no word of everyday English
(data/real_words.txt: "brown" is not a misspelt "grown"). A word is changed into the likest one: by its letters (two
that changed places count as one slip), by its sound ("fizio"), or into several that were written together
("stayandplay").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST, LONGEST = 4, 40  # letters of a word that may be respelled
LIKE = 0.6  # how like a word of the lexicon must be to be thought of, though it shares few letters in a row
SAME_SOUND = 0.9  # how like two words are that sound the same
WELL_KNOWN = 0.06  # what a word of the lexicon is liker than one that only some listing has
OTHER_START = 0.1  # what it costs to begin with another letter, which is seldom mistyped
FITTING = 0.08  # and one that people say together with the words beside it
# How like a word must be: by its length. "tung" is not "tongue"; "tounge" is.
LEAST = {4: 0.74, 5: 0.74, 6: 0.66, 7: 0.7}
LEAST_LONG = 0.72
SPLIT_LEAST = 7  # letters of a word that may be several
SPLIT_BEFORE = 0.84  # a likeness above this goes before a split
PIECES = frozenset({"and", "the", "for", "my", "to", "in", "of", "a", "up", "at", "with", "time"})

Fits = Callable[[str, str], bool]  # (word, candidate)
CANDIDATES = """
select asked.word, found.known,
       case when not found.known then array(
           select w.word from directory_word w where w.word %% asked.word
           order by similarity(w.word, asked.word) desc, w.word limit 16) end,
       case when not found.known then array(
           select w.word from directory_word w where directory_sound(w.word) = directory_sound(asked.word)
           order by w.word limit 16) end,
       case when not found.known and length(asked.word) >= %s then array(
           select w.word from directory_word w where w.word = any (array(
               select substr(asked.word, at, long)
               from generate_series(1, length(asked.word) - 2) at, generate_series(3, length(asked.word) - 3) long
               where at + long <= length(asked.word) + 1))) end
from unnest(%s::text[], %s::text[]) asked (word, stem)
cross join lateral (
    select exists (select from directory_word w where w.word in (asked.word, asked.stem))
           or exists (select from directory_searchrow r where r.search @@ plainto_tsquery('public.hearth', asked.word))
           as known
) found
"""


@dataclass(frozen=True, slots=True)
class Strange:
    """A word that no listing has: the words that look or sound like it, and the known words that stand within it."""

    word: str
    alike: tuple[str, ...]
    same_sound: tuple[str, ...]
    pieces: frozenset[str]


def strange_among(words: Mapping[str, str]) -> list[Strange]:
    """Those of the words (bare, with their stems) that no listing has."""
    asked = sorted(word for word in words if SHORTEST <= len(word) <= LONGEST and word.isalpha())
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, [SPLIT_LEAST, asked, [words[word] for word in asked]])
        return [
            Strange(word, tuple(alike), tuple(same_sound), frozenset(pieces or ()))
            for word, known, alike, same_sound, pieces in cursor.fetchall()
            if not known
        ]


def likely(strange: Iterable[Strange], well_known: Collection[str], fits: Fits) -> dict[str, str]:
    """What each of the words is likely to be; those for which nothing is likely are left out. `fits` says whether a
    candidate belongs beside the words around the typed one: "health vister" is a visitor, not a sister."""
    made = {}
    for one in strange:
        likeness, best = _likest(one, well_known, fits)
        parts = _split(one.word, one.pieces) if likeness < SPLIT_BEFORE else ""
        meant = parts or (best if likeness >= LEAST.get(len(one.word), LEAST_LONG) else "")
        if meant:
            made[one.word] = meant
    return made


def _likest(strange: Strange, well_known: Collection[str], fits: Fits) -> tuple[float, str]:
    """The likest of the candidates, and how like it is."""
    word = strange.word
    scored = []
    known = process.extract(word, well_known, scorer=OSA.normalized_similarity, score_cutoff=LIKE, limit=8)
    for other in {*strange.alike, *strange.same_sound, *(found[0] for found in known)}:
        letters = likeness = OSA.normalized_similarity(word, other)
        if other in strange.same_sound:
            likeness = max(likeness, SAME_SOUND)
        elif word[0] != other[0]:
            likeness -= OTHER_START
        if other in well_known:
            likeness += WELL_KNOWN + (FITTING if fits(word, other) else 0.0)
        scored.append((likeness, letters, other))
    likeness, _letters, best = max(scored, default=(0.0, 0.0, ""))
    return likeness, best


def _split(word: str, known: frozenset[str]) -> str:
    """The word as the fewest known ones in a row, or empty."""
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end):
            before, piece = best[start], word[start:end]
            if before is None or (piece not in known and piece not in PIECES) or len(before) == 4:
                continue
            reached = best[end]
            if reached is None or len(before) + 1 < len(reached):
                best[end] = [*before, piece]
    parts = best[-1]
    return " ".join(parts) if parts and any(part not in PIECES for part in parts) else ""
