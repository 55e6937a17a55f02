"""What words mean here: the terms' everyday words and the synonyms that staff keep, ready to be looked up.

A lexicon is made of sayings ("not talking" leads to early language; "jab" means vaccination). It is kept in each
process and thrown away as soon as a search sees that the number in `directory_wordsnumber` has moved on. One that
differs by an unsaved synonym is made for the preview (`trying`) and kept by nobody.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from hearth.directory.queries.words import NOT, little_words, real_words, split

NOT_WEIGHS = 0.6  # "not" says little by itself
PARTICLE_WEIGHS = 0.5
ROOT = 4  # letters that two forms of one word share at least; one less in Urdu, whose words are short
ROOT_SHARE = 0.6  # and of the longer word's letters
ARABIC = re.compile(r"[\u0600-\u06ff]")
# Letters that keyboards write in several ways; vowel signs, which few people type.
_ONE_ARABIC = str.maketrans(
    {
        "\u064a": "\u06cc",
        "\u0626": "\u06cc",
        "\u0643": "\u06a9",
        "\u0629": "\u06c1",
        "\u0647": "\u06c1",
        "\u06c2": "\u06c1",
    }
    | dict.fromkeys("\u0623\u0625\u0622", "\u0627")
    | {"\u06ba": "\u0646"}
    | dict.fromkeys("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0670", "")
)


@dataclass(frozen=True, slots=True)
class Saying:
    """What is typed, other words that it means, and the codes of terms to which it leads."""

    typed: str
    means: tuple[str, ...] = ()
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stem:
    """A word as the database writes it: its stems for the text search, its form without accents for the spelling."""

    stems: tuple[str, ...]
    bare: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way of saying a kind of help. `mass` is what its words weigh together."""

    code: str
    keys: frozenset[str]
    mass: float


class Lexicon:
    """Phrases by each of their words, meanings by the words that have them, and what each word weighs: the fewer
    kinds of help it stands for, the more."""

    def __init__(self, terms: Iterable[Saying], own: Iterable[Saying], stems: Mapping[str, Stem], number: int) -> None:
        self.terms = tuple(terms)
        self.own = tuple(own)
        self.stems = stems
        self.number = number
        self.phrases: dict[str, list[Phrase]] = defaultdict(list)
        self.meanings: dict[str, list[tuple[frozenset[str], tuple[str, ...]]]] = defaultdict(list)
        said: dict[str, set[frozenset[str]]] = defaultdict(set)
        stands_for: dict[str, set[str]] = defaultdict(set)
        for saying in (*self.terms, *self.own):
            keys = self.saying_keys(saying)
            for code in saying.leads_to if keys else ():
                said[code].add(keys)
                for key in keys:
                    stands_for[key].add(code)
        self.most = math.log(len(said) + 1)  # what a word weighs that stands for one kind of help
        self.weights = {key: math.log((len(said) + 1) / len(codes)) for key, codes in stands_for.items()}
        self.weights |= {NOT: NOT_WEIGHS, **{f"+{word}": PARTICLE_WEIGHS for word in little_words().particles}}
        for code, phrases in said.items():
            for keys in phrases:
                phrase = Phrase(code, keys, sum(self.weights[key] for key in keys))
                for key in keys:
                    self.phrases[key].append(phrase)
        for saying in self.own:
            keys = self.saying_keys(saying)
            if saying.means and keys:
                rarest = max(keys, key=lambda key: (self.weights.get(key, self.most), key))
                self.meanings[rarest].append((keys, saying.means))

    def key(self, word: str) -> str:
        """By what a plain word is looked up; empty for words that say nothing."""
        return key_of(word, self.stems.get(word))

    def keys(self, text: str) -> frozenset[str]:
        """The keys of a text's words."""
        return frozenset(key for word in split(text) if (key := self.key(word)))

    def saying_keys(self, saying: Saying) -> frozenset[str]:
        """The keys of what is typed; none where only a word about people is left of it ("on my own with the kids"),
        because that word alone does not say so."""
        words = split(saying.typed)
        heard = [(word, key) for word in words if (key := self.key(word))]
        keys = frozenset(key for _word, key in heard)
        if len(words) > 1 and len(keys) == 1 and all(little_words().carries(word) for word, _key in heard):
            return frozenset()
        return keys

    @cached_property
    def words(self) -> frozenset[str]:
        """All words that lead somewhere or are meant, without accents: they are spelled right."""
        texts = [one.typed for one in (*self.terms, *self.own) if one.leads_to]
        texts += [meant for one in self.own for meant in one.means]
        return frozenset(self.stems[word].bare for text in texts for word in split(text))

    @cached_property
    def real(self) -> frozenset[str]:
        """Stems of words that are spelled right, whether or not they mean anything here."""
        return frozenset(stem for word in real_words() for stem in self.stems[word].stems)

    def another_form(self, key: str) -> str:
        """The key of the likest word that begins the same, for languages whose words end in many ways; or empty."""
        least = ROOT - 1 if ARABIC.match(key) else ROOT
        best, found = ROOT_SHARE, ""
        for other in self._by_root.get(key[: ROOT - 1], ()):
            pairs = zip(key, other, strict=False)
            shared = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(key), len(other)))
            share = shared / max(len(key), len(other))
            if shared >= least and share > best:
                best, found = share, other
        return found

    @cached_property
    def _by_root(self) -> dict[str, list[str]]:
        made: dict[str, list[str]] = defaultdict(list)
        for key in sorted(self.weights):
            made[key[: ROOT - 1]].append(key)
        return made

    def trying(self, saying: Saying, instead_of: str = "") -> Lexicon:
        """The same with one synonym more, or changed: instead of the one that is typed so now. One that means nothing
        and leads nowhere takes the other away."""
        kept = [one for one in self.own if one.typed not in {saying.typed, instead_of}]
        added = [saying] if saying.means or saying.leads_to else []
        words = {word for text in (saying.typed, *saying.means) for word in split(text)}
        stems = {**self.stems, **stems_of(words - self.stems.keys())}
        return Lexicon(self.terms, [*kept, *added], stems, self.number)


def key_of(word: str, stem: Stem | None) -> str:
    """See `Lexicon.key`."""
    little = little_words()
    if word in little.negations:
        return NOT
    if word in little.nothing:
        return ""
    if stem is None or not stem.stems:
        return f"+{word}" if word in little.particles else ""  # apart from stems: "downs" has the stem "down"
    return stem.stems[0].translate(_ONE_ARABIC) if ARABIC.match(word) else stem.stems[0]


STEMS = """
select word, tsvector_to_array(to_tsvector('public.hearth', word)),
       coalesce((tsvector_to_array(to_tsvector('public.hearth_plain', word)))[1], word)
from unnest(%s::text[]) word
"""
TERMS = """
select t.code, every.said from directory_term t
cross join lateral (select t.name union all select value from jsonb_each_text(t.names)
                    union all select unnest(t.words)) every (said)
"""
OWN = "select typed, means, leads_to from directory_synonym where removed_at is null"
NUMBER = "select coalesce((select number from directory_wordsnumber), 0)"


def stems_of(words: Iterable[str]) -> dict[str, Stem]:
    """Plain words as the database writes them."""
    asked = sorted(words)
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [asked])
        return {word: Stem(tuple(stems), bare) for word, stems, bare in cursor.fetchall()}


_kept: dict[str, Lexicon] = {}  # by database: tests and the bench use several


def lexicon(number: int | None = None) -> Lexicon:
    """The lexicon of this number, or of now. A search has read the number with its own words; others leave it out."""
    database = str(connection.settings_dict["NAME"])
    if number is None:
        with connection.cursor() as cursor:
            cursor.execute(NUMBER)
            number = cursor.fetchone()[0]
    known = _kept.get(database)
    if known is None or known.number != number:
        known = _kept[database] = load(number)
    return known


def load(number: int) -> Lexicon:
    """Read everything. What is committed between the number and the words is read again at the next search."""
    with connection.cursor() as cursor:
        cursor.execute(TERMS)
        terms = [Saying(said, (), (code,)) for code, said in cursor.fetchall()]
        cursor.execute(OWN)
        own = [Saying(typed, tuple(means), tuple(leads_to)) for typed, means, leads_to in cursor.fetchall()]
    texts = [text for one in (*terms, *own) for text in (one.typed, *one.means)]
    words = {word for text in texts for word in split(text)} | real_words()
    return Lexicon(terms, own, stems_of(words), number)


def forget() -> None:
    """Read everything again next time: for tests that roll back what they wrote."""
    _kept.clear()
