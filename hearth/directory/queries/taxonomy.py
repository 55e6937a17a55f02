"""The vocabularies as every page needs them: read once in a while, kept in the process."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class TermFacts:
    """A term with its names in all languages and, for a category, what lies under it."""

    id: UUID
    code: str
    taxonomy: str
    taxonomy_id: UUID
    taxonomy_name: str
    name: str
    description: str
    names: dict[str, str]
    parent_id: UUID | None
    parent_code: str
    children: list[str] = field(default_factory=list)  # codes

    def name_in(self, language: str) -> str:
        """The name in a language, or in English where nobody has translated it."""
        return self.names.get(language) or self.name


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms, by code and by id, in their order."""

    by_code: dict[str, TermFacts]
    by_id: dict[UUID, TermFacts]

    def of(self, taxonomy: str, parent: str = "") -> list[TermFacts]:
        """The terms of a taxonomy that lie under a parent's code (empty: the top)."""
        return [t for t in self.by_id.values() if t.taxonomy == taxonomy and t.parent_code == parent]


_kept: tuple[float, str, Vocabulary] | None = None

TERMS = """
select t.id, t.code, x.code, x.id, x.name, t.name, t.description, t.names, t.parent_id, coalesce(up.code, '')
from directory_term t join directory_taxonomy x on x.id = t.taxonomy_id
left join directory_term up on up.id = t.parent_id
order by x.code, t."order", t.name
"""


def vocabulary() -> Vocabulary:
    """All terms. Kept for a minute in each process: vocabularies change a few times a year."""
    global _kept
    database = str(connection.settings_dict["NAME"])
    if _kept and _kept[1] == database and time.monotonic() - _kept[0] < KEPT_SECONDS:
        return _kept[2]
    with connection.cursor() as cursor:
        cursor.execute(TERMS)
        terms = [TermFacts(*(*row[:7], json.loads(row[7]), *row[8:])) for row in cursor.fetchall()]
    made = Vocabulary({t.code: t for t in terms}, {t.id: t for t in terms})
    for term in terms:
        if term.parent_code:
            made.by_code[term.parent_code].children.append(term.code)
    _kept = (time.monotonic(), database, made)
    return made


def forget() -> None:
    """Read the vocabularies again next time: for tests and after a change."""
    global _kept
    _kept = None


def lexemes(words: str) -> frozenset[str]:
    """The stems that the text search makes of words; empty for words that say nothing ("the", "my")."""
    with connection.cursor() as cursor:
        cursor.execute("select tsvector_to_array(directory_vector(%s))", [words])
        row = cursor.fetchone()
    return frozenset(row[0]) if row else frozenset()
