"""The vocabularies as the open API tells them: those of the database, and our own small ones beside them."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection

from hearth.directory.open_referral import codes
from hearth.directory.queries.published.facts import TERM

Row = dict[str, Any]


def taxonomies() -> dict[UUID, Row]:
    """All taxonomies by id, in the order in which they are told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, jsonb_build_object('id', id, 'name', name, 'description', description, 'version', version,"
            " 'more', more) from directory_taxonomy order by name, id"
        )
        found = {row[0]: json.loads(row[1]) for row in cursor.fetchall()}
    own = {
        taxonomy.id: {
            "id": str(taxonomy.id),
            "name": taxonomy.name,
            "description": taxonomy.description,
            "version": taxonomy.version,
            "more": {},
        }
        for taxonomy in codes.taxonomies().values()
    }
    return found | own


def terms(taxonomy: UUID | None = None) -> dict[UUID, Row]:
    """All terms (of one taxonomy) by id, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.id, {TERM} from directory_term t join directory_taxonomy x on x.id = t.taxonomy_id"  # noqa: S608
            ' where %(taxonomy)s::uuid is null or x.id = %(taxonomy)s order by x.name, x.id, t."order", t.name, t.id',
            {"taxonomy": taxonomy},
        )
        found = {row[0]: json.loads(row[1]) for row in cursor.fetchall()}
    own = {
        term.id: own_term_row(term)
        for term in codes.terms().values()
        if taxonomy is None or term.taxonomy.id == taxonomy
    }
    return found | own


def own_term_row(term: codes.OwnTerm) -> Row:
    """A term of our own vocabularies as a row like those of the database."""
    return {
        "id": str(term.id),
        "code": term.code,
        "name": term.name,
        "description": term.description,
        "parent_id": None,
        "more": {},
        "taxonomy": term.taxonomy.name,
        "taxonomy_id": str(term.taxonomy.id),
    }
