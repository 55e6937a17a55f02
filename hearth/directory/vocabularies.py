"""The vocabularies that ship with the product, brought up to date after every migration.

The files in `data/` are the source; terms that a council or a feed added under other codes are left alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from hearth.core.yaml_files import read_yaml

DATA = Path(__file__).parent / "data"
FILES = ("expectations.yaml", "categories.yaml")
# The open API shows these ids: the same everywhere, so that two councils' feeds can be joined.
NAMESPACE = uuid5(NAMESPACE_URL, "https://hearth.example/vocabularies")


def term_id(taxonomy: str, code: str) -> UUID:
    """The id of a shipped term; of the taxonomy itself for an empty code."""
    return uuid5(NAMESPACE, f"{taxonomy}/{code}")


@cache
def accessibility() -> dict[str, dict[str, str]]:
    """Facts about a place by code: {"step-free": {"en": "No steps", "pl": …}}."""
    facts = shipped("accessibility.yaml")["facts"]
    return {fact["code"]: {"en": fact["name"], **fact.get("names", {})} for fact in facts}


@cache
def local_offer() -> dict[str, dict[str, str]]:
    """The questions of the SEND local offer that are asked, by code: kind, ask, hint, and words in each language."""
    rows = shipped("local_offer.yaml")["questions"]
    return {row["code"]: {"hint": "", **row} for row in rows if row.get("asked", True)}


@cache
def registration_schemes() -> dict[str, dict[str, str]]:
    """Registers by code: their words in each language, the pattern of a number, an example."""
    return {row["code"]: row for row in shipped("registrations.yaml")["schemes"]}


def bring_up_to_date(**_signal: Any) -> None:
    """Create and update the shipped taxonomies and their terms; writes only what differs."""
    for name in FILES:
        content = shipped(name)
        _bring_taxonomy(content["taxonomy"], content["terms"])


@cache
def shipped(name: str) -> dict[str, Any]:
    """A file of `data/` as it stands."""
    content: dict[str, Any] = read_yaml(DATA / name)
    return content


def _bring_taxonomy(described: dict[str, Any], terms: list[dict[str, Any]]) -> None:
    from hearth.directory.models import Taxonomy, Term

    code = described["code"]
    values = {key: str(described.get(key, "")) for key in ("name", "description", "version")}
    taxonomy, _made = Taxonomy.objects.update_or_create(
        code=code, defaults=values, create_defaults=values | {"id": term_id(code, "")}
    )
    rows = _rows(taxonomy.id, code, terms, None)
    kept = {term.code: term for term in Term.objects.filter(taxonomy=taxonomy)}
    fields = ("name", "description", "names", "words", "parent_id", "order")
    new = [row for row in rows if row.code not in kept]
    # Parents stand before their children, so one statement holds the whole tree.
    Term.objects.bulk_create(new)
    changed = []
    for row in rows:
        old = kept.get(row.code)
        if old and any(getattr(old, field) != getattr(row, field) for field in fields):
            for field in fields:
                setattr(old, field, getattr(row, field))
            changed.append(old)
    Term.objects.bulk_update(changed, ["name", "description", "names", "words", "parent", "order"])


def _rows(taxonomy_id: UUID, taxonomy: str, terms: list[dict[str, Any]], parent: UUID | None) -> list[Any]:
    from hearth.directory.models import Term

    rows = []
    for order, term in enumerate(terms):
        row = Term(
            id=term_id(taxonomy, term["code"]),
            taxonomy_id=taxonomy_id,
            code=term["code"],
            name=term["name"],
            description=term.get("description", ""),
            names=term.get("names", {}),
            words=term.get("words", []),
            parent_id=parent,
            order=order,
        )
        rows += [row, *_rows(taxonomy_id, taxonomy, term.get("children", []), row.id)]
    return rows
