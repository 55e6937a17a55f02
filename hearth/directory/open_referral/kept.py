"""What a feed said and no field of ours holds (`more`): put together with what is made of our fields (ADR 0008).

It goes out again only as far as it fits the standard: an id that is no UUID is given one, a number that is a text
becomes a number, an address of a page that is none is left out, and so is an entry that lacks what it must have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import iri_to_uri

from hearth.directory.open_referral.schemas import SCHEMAS, Schema

Answer = dict[str, Any]
Same = Callable[[Answer], frozenset[str]]


def is_something(value: Any) -> bool:
    """Whether there is anything to say. False and 0 are values."""
    return bool(value) or value == 0


class Clean(dict[str, Any]):
    """An object that holds nothing empty, however deep: nobody needs to look through it again."""


def without_empty(value: Any) -> Any:
    """The value without nulls, empty texts, lists and objects, however deep."""
    if isinstance(value, Clean):
        return value
    if isinstance(value, dict):
        return {key: part for key, whole in value.items() if is_something(part := without_empty(whole))}
    if isinstance(value, list | tuple):
        return [part for whole in value if is_something(part := without_empty(whole))]
    return value.strip() if isinstance(value, str) else value


def together(made: Answer, more: Mapping[str, Any], name: str, of: UUID) -> Answer:
    """What we made, with what was kept beside it, as an object of that name; `of` is the record it hangs on."""
    whole = Clean(without_empty(made))
    for key, value in without_empty(dict(more)).items():
        schema = SCHEMAS[name]["properties"].get(key)
        if key == "id" or (schema is None and key in NEVER):
            continue
        fitted = fit(schema, value, of) if schema else value
        if not is_something(fitted):
            continue
        if key not in whole:
            whole[key] = fitted
        elif isinstance(whole[key], list) and isinstance(fitted, list):
            whole[key] = _joined(key, whole[key], fitted)
    return whole


# Where a service is stands with its places, which may be secret; never with the service or its organisation.
NEVER = frozenset({"service_at_locations", "locations", "location", "services", "addresses"})


def _joined(key: str, made: list[Any], kept: list[Any]) -> list[Any]:
    """Ours, but for those entries that a kept one says too, then the kept ones, each once."""
    same = SAME.get(key, _by_id)
    said = frozenset().union(*(same(entry) for entry in kept))
    ids = {entry.get("id") for entry in kept}
    return [entry for entry in made if entry.get("id") not in ids and not same(entry) & said] + kept


def _by_id(entry: Answer) -> frozenset[str]:
    return frozenset({str(entry["id"])}) if "id" in entry else frozenset()


def _by_number(entry: Answer) -> frozenset[str]:
    phones = entry.get("phones") or ([entry] if "number" in entry else [])
    return frozenset(digits for phone in phones if (digits := re.sub(r"\D", "", str(phone.get("number", ""))))) or (
        frozenset({str(entry["email"]).lower()}) if entry.get("email") else frozenset()
    )


def _by_words(*names: str) -> Same:
    def words(entry: Answer) -> frozenset[str]:
        return frozenset(str(entry[name]).lower() for name in names if entry.get(name))

    return words


def _by_meaning(entry: Answer) -> frozenset[str]:
    term = entry.get("taxonomy_term_id") or (entry.get("taxonomy_term") or {}).get("id")
    return frozenset({f"{term} {entry.get('value', '')} {entry.get('label', '')}"}) if term else frozenset()


SAME: dict[str, Same] = {
    "contacts": _by_number,
    "phones": _by_number,
    "languages": _by_words("code", "name"),
    "service_areas": _by_words("uri", "name", "service_area"),
    "accessibility": _by_words("accessibility", "description"),
    "attributes": _by_meaning,
}


# What fits ------------------------------------------------------------------------------------------------------------
def fit(schema: Schema, value: Any, of: UUID, name: str = "") -> Any:
    """The value as far as it fits the schema; None where it does not."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return fit(SCHEMAS[name], value, of, name)
    if schema["type"] == "array":
        parts = value if isinstance(value, list) else []
        return [fitted for part in parts if is_something(fitted := fit(schema["items"], part, of))]
    if schema["type"] == "object":
        return _fit_object(schema, value, of, name) if isinstance(value, dict) else None
    if schema["type"] == "number":
        return _number(value)
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    if "enum" in schema:
        return text if text in schema["enum"] else None
    fitting = FORMATS.get(schema.get("format", ""))
    return (fitting(text) if fitting else text) or None


def _fit_object(schema: Schema, value: Answer, of: UUID, name: str) -> Answer | None:
    made = {}
    for key, part in value.items():
        known = schema["properties"].get(key)
        fitted = fit(known, part, of) if known else part
        if key == "id":
            fitted = fitted or str(uuid5(of, f"{name}:{part}"))
        if is_something(fitted):
            made[key] = fitted
    if "id" in schema["required"] and "id" not in made:
        made["id"] = str(uuid5(of, f"{name}:{json.dumps(value, sort_keys=True)}"))
    if name == "TaxonomyTerm":
        made.setdefault("description", made.get("name"))
    return made if all(is_something(made.get(key)) for key in schema["required"]) else None


def _number(value: Any) -> float | int | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return int(number) if number.is_integer() else number


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def web_address(text: str) -> str:
    """An address of the web, written as a URI; empty for any other text (never a link to a script)."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"[\s<>\"{}|\\^`]", text):
        return ""
    return str(iri_to_uri(text))


def email_address(text: str) -> str:
    """An email address, or an empty text."""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if text.isascii() else ""


def _moment(text: str) -> str:
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return ""
    return text if moment.tzinfo else ""


FORMATS: dict[str, Callable[[str], str]] = {
    "uuid": _uuid,
    "uri": web_address,
    "email": email_address,
    "date-time": _moment,
}
