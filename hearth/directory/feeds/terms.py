"""What a service is about: attributes with terms of ours, of another Hearth, or of the feed's own vocabulary."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hearth.directory.feeds.shape import Record, is_uuid
from hearth.directory.feeds.wanted import Facts, WantedTerm
from hearth.directory.loading.text import first_sentence
from hearth.directory.open_referral import codes
from hearth.directory.open_referral.codes import OwnTerm

NAME = 120
_SAYS_MORE = {"value", "label"}


@dataclass(slots=True)
class Said:
    """One attribute of another Hearth's: the code of what it says, and how much or which days."""

    taxonomy: str
    code: str
    value: str = ""
    label: str = ""


@dataclass(slots=True)
class Sorted:
    """Attributes by what they are to us."""

    ours: list[Said] = field(default_factory=list)
    terms: list[WantedTerm] = field(default_factory=list)
    rest: list[Record] = field(default_factory=list)  # they name no term, or say more than its name


def sort(attributes: list[Record], facts: Facts) -> Sorted:
    """Tell them apart. A term that comes with a value of its own stays among the rest too: nothing of it is lost."""
    found = Sorted()
    seen: set[UUID] = set()
    for one in attributes:
        own = _own(one)
        if own:
            label = one.get("label", "")
            other = own.code == codes.OTHER  # an entry that nobody wrote down: its code is the label
            found.ours.append(
                Said(own.taxonomy.code, label if other else own.code, one.get("value", ""), "" if other else label)
            )
            continue
        term = _term(one, facts)
        if term is None:
            found.rest.append(one)
            continue
        if term.id not in seen:
            seen.add(term.id)
            found.terms.append(term)
        if _SAYS_MORE & set(one):
            found.rest.append(one)
    return found


def own_term(one: Record) -> UUID | None:
    """The id of the entry of our shared vocabularies that an attribute is of."""
    found = _own(one)
    return found.id if found else None


def _own(one: Record) -> OwnTerm | None:
    """The entry of the vocabularies that every Hearth shares."""
    described = one.get("taxonomy_term", {})
    term_id = described.get("id") or one.get("taxonomy_term_id", "")
    if not is_uuid(term_id):
        return None
    return codes.term_of(UUID(term_id))


def _term(one: Record, facts: Facts) -> WantedTerm | None:
    described = dict(one.get("taxonomy_term", {}))
    ref = described.pop("id", "") or one.get("taxonomy_term_id", "")
    name = described.pop("name", "") or described.get("term", "")
    if not ref:
        return None
    if not name and not is_uuid(ref):
        name = re.sub(r"^.*[:/#]", "", ref)
    taxonomy: dict[str, Any] = described.pop("taxonomy_detail", {})
    long_name = name if len(name) > NAME else ""
    more = {key: value for key, value in described.items() if key in {"term_uri", "version", "language", "attributes"}}
    if described.get("term", name) != name:
        more["term"] = described["term"]
    return WantedTerm(
        id=facts.id_of("taxonomy_term", ref),
        ref=ref,
        name=first_sentence(name, NAME),
        description=described.get("description", "") or long_name,
        code=described.get("code", ""),
        parent_ref=described.get("parent_id", ""),
        taxonomy_ref=described.get("taxonomy_id", "") or taxonomy.get("id", ""),
        taxonomy=described.get("taxonomy", "") or taxonomy.get("name", ""),
        more=more,
    )
