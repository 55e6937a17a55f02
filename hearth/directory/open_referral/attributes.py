"""That a record is of a term, with a value and a label where the term needs them."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID, uuid5

from hearth.directory.open_referral import codes
from hearth.directory.open_referral.kept import Answer, Clean, together

Row = dict[str, Any]


def part_id(of: UUID, what: str) -> str:
    """The id of a part that is no record here: the same every time."""
    return str(uuid5(of, what))


def term_answer(row: Row) -> Answer:
    """A term as the standard says it; where nobody described it, its name is all that is true."""
    made = {
        "id": row["id"],
        "code": row["code"],
        "name": row["name"],
        "description": row["description"] or row["name"],
        "parent_id": row["parent_id"],
        "taxonomy": row["taxonomy"],
        "taxonomy_id": row["taxonomy_id"],
        "term": row["name"],
    }
    return together(made, row["more"], "TaxonomyTerm", UUID(row["id"]))


def attribute(of: UUID, link_type: str, term: Row, *, value: str = "", label: str = "") -> Answer:
    """A term that stands in the database."""
    return _attribute(of, link_type, term_answer(term), value, label)


def own_attribute(of: UUID, link_type: str, taxonomy: str, code: str, *, value: str = "", label: str = "") -> Answer:
    """A term of our own vocabularies. A code that they do not have is "other", with the code as the label."""
    term, unknown = codes.term(taxonomy, code)
    return _attribute(of, link_type, _own(term), value, label or unknown)


@cache
def _own(term: codes.OwnTerm) -> Answer:
    return Clean(
        id=str(term.id),
        code=term.code,
        name=term.name,
        description=term.description,
        taxonomy=term.taxonomy.name,
        taxonomy_id=str(term.taxonomy.id),
        term=term.name,
    )


def _attribute(of: UUID, link_type: str, term: Answer, value: str, label: str) -> Answer:
    return {
        "id": part_id(of, f"term:{term['id']}:{value}:{label}" if value or label else f"term:{term['id']}"),
        "link_id": str(of),
        "link_type": link_type,
        "taxonomy_term_id": term["id"],
        "value": value,
        "label": label,
        "taxonomy_term": term,
    }
