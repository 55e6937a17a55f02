"""Vocabularies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hearth.directory.open_referral.attributes import term_answer
from hearth.directory.open_referral.kept import Answer, together

Row = dict[str, Any]


def taxonomy_answer(row: Row, terms: Sequence[Row] = ()) -> Answer:
    """A vocabulary, with its terms where they are given."""
    made = {
        "id": row["id"],
        "name": row["name"],
        "description": row["description"] or row["name"],
        "version": row["version"],
        "taxonomy_terms": [term_answer(term) for term in terms],
    }
    return together(made, row["more"], "Taxonomy", UUID(row["id"]))
