"""Which kinds of help words point to, by the lexicon.

Each word of a search is evidence for the kinds of help in whose phrases it stands: the more of a phrase is there, the
stronger; the fewer kinds of help a word stands for, the more it says. So "my two year old isnt talking yet" finds the
help for which somebody wrote "not talking", though no listing has these words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from hearth.directory.queries.lexicon import Lexicon

WHOLE = 1.4  # times what a whole phrase of several words counts
PART = 1.5  # power of the share of a phrase that is there
MEANT = 0.9  # what a word counts that is not said but meant
SURE = 4.0  # evidence at which a kind of help is as good as named
LEAST = 1.2  # evidence below which a kind of help is not thought of
STEEP = 1.5  # power of a kind of help's share of the best one's evidence
NEAR_BEST = 0.55  # share of the best one's evidence that makes another kind of help worth showing
MOST = 4  # kinds of help


@dataclass(frozen=True, slots=True)
class Pointer:
    """A kind of help (the code of a term) and how plainly the words point to it: up to 1."""

    code: str
    strength: float


def pointers(lexicon: Lexicon, said: Mapping[str, float], least: float = LEAST) -> tuple[Pointer, ...]:
    """The kinds of help that the words point to, the plainest first. `said` are keys with what they count, 0 to 1."""
    ranked = evidence(lexicon, said)
    if not ranked or ranked[0][1] < least:
        return ()
    best = ranked[0][1]
    return tuple(
        Pointer(code, min(1.0, best / SURE) * (found / best) ** STEEP)
        for code, found in ranked[:MOST]
        if found >= NEAR_BEST * best
    )


def evidence(lexicon: Lexicon, said: Mapping[str, float]) -> list[tuple[str, float]]:
    """What speaks for each kind of help, the most first. Of all phrases in which a word stands, the best counts."""
    best: dict[str, dict[str, float]] = defaultdict(dict)
    shares: dict[int, float] = {}
    for key, counts in said.items():
        for phrase in lexicon.phrases.get(key, ()):
            share = shares.get(id(phrase))
            if share is None:
                there = [other for other in phrase.keys if other in said]
                got = sum(lexicon.weights[other] * said[other] ** 0.5 for other in there)
                whole = WHOLE if len(there) == len(phrase.keys) > 1 else 1.0
                share = shares[id(phrase)] = whole * (got / phrase.mass) ** PART
            value = lexicon.weights[key] * counts * share
            if value > best[phrase.code].get(key, 0.0):
                best[phrase.code][key] = value
    totals = ((code, sum(values.values())) for code, values in best.items())
    return sorted(totals, key=lambda each: (-each[1], each[0]))


def with_meanings(lexicon: Lexicon, said: Mapping[str, float]) -> dict[str, float]:
    """The keys together with those that they also mean."""
    made = dict(said)
    for key in said:
        for keys, means in lexicon.meanings.get(key, ()):
            if keys <= said.keys():
                counts = MEANT * min(said[each] for each in keys)
                for text in means:
                    for meant in lexicon.keys(text):
                        made[meant] = max(made.get(meant, 0.0), counts)
    return made
