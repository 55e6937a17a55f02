"""Builds, out of one tidied row, the record it should become: fields, place, times, terms and whose it is."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from hearth.directory.loading import shapes
from hearth.directory.loading.converters import CONVERTERS
from hearth.directory.loading.councils import council_code, council_name, short_name
from hearth.directory.loading.job import tidy_row
from hearth.directory.loading.mapping import Mapping, OrganisationRule
from hearth.directory.loading.openings import Slot, join_days
from hearth.directory.loading.reasons import Notes, RefusedRow
from hearth.directory.loading.text import first_sentence
from hearth.directory.models import Postcode

FAR = 3000.0  # metres between a file's point and its postcode's: more is a mistake
LIMITS = {
    "name": 200, "summary": 255, "who_for": 255, "area_words": 120, "address_1": 200, "city": 80, "place_name": 160,
    "cost_words": 200, "phone": 40,
}  # fmt: skip
COUNCILS = "councils"  # the source of organisations that are councils, whichever file names them


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose the record is: known again by source and ref."""

    source: str
    ref: str
    name: str
    kind: str


@dataclass(slots=True)
class Wanted:
    """What a row comes to. `values` are the record's own fields; `place` those of where it is."""

    ref: str
    owner: Owner | None
    values: dict[str, Any]
    place: dict[str, Any] = field(default_factory=dict)
    slots: list[Slot] = field(default_factory=list)
    times_words: str = ""
    terms: list[tuple[str, str]] = field(default_factory=list)  # taxonomy code, term code

    def fingerprint(self) -> str:
        """The same for the same content, whatever the order in which it was made."""
        slots = [[list(s.days), str(s.opens), str(s.closes or ""), s.week, s.term_time] for s in self.slots]
        owner = [self.owner.source, self.owner.ref] if self.owner else []
        content = [self.values, self.place, slots, self.times_words, self.terms, owner]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def key_of(mapping: Mapping, row: dict[str, str]) -> str:
    """What a row is known by: its key columns in small letters, one space between words. Raises RefusedRow."""
    parts = [" ".join(row.get(column, "").lower().split()) for column in mapping.key]
    if not any(parts):
        raise RefusedRow("no-key", ", ".join(mapping.key))
    return shortened("|".join(parts))


def shortened(key: str, limit: int = 180) -> str:
    """A key that fits its column; a long one ends in a hash of the whole."""
    if len(key) <= limit:
        return key
    return key[: limit - 13] + "~" + hashlib.sha256(key.encode()).hexdigest()[:12]


def build(mapping: Mapping, raw: dict[str, str], ref: str, notes: Notes, used: set[str]) -> dict[str, Any]:
    """All parts of a row by target, before the place is looked up; dirt counts in `used` columns. Raises RefusedRow."""
    row = tidy_row(raw, notes)
    notes.reasons = [reason for reason in notes.reasons if not reason.column or reason.column in used]
    for rule in mapping.refuse:
        if rule.fits(row):
            raise RefusedRow(rule.reason, rule.column, row.get(rule.column, ""))
    parts: dict[str, Any] = {"ref": ref, "extra": [], "slots": [], "times_words": [], **mapping.sets}
    filled: set[str] = set()
    for column in mapping.columns:
        if column.target in filled or not column.fits(row):
            continue
        value = row[column.column] if column.column else _fill(column.template, row)
        if not value:
            continue
        filled.add(column.target)
        found = CONVERTERS[column.converter](column.target, value, column.column or column.target, notes)
        for name, part in found.items():
            if isinstance(part, list):
                parts.setdefault(name, []).extend(part)
            elif part not in ("", None):
                parts[name] = part
    if not parts.get("name"):
        raise RefusedRow("no-name")
    terms = [(taxonomy, code) for taxonomy, codes in mapping.terms.items() for code in codes]
    for rule in mapping.rules:
        if rule.fits(row):
            parts.update(rule.sets)
            terms += [(taxonomy, code) for taxonomy, codes in rule.terms.items() for code in codes]
    parts["terms"] = list(dict.fromkeys(terms))
    parts["slots"] = join_days(parts["slots"])
    parts["owner"] = _owner(mapping, row, parts, notes)
    _fit(parts, notes)
    return parts


def _fill(template: str, row: dict[str, str]) -> str:
    """A text with its {columns} filled in; nothing where one of them is empty."""
    names = re.findall(r"{([^}]+)}", template)
    if not all(row.get(name) for name in names):
        return ""
    return re.sub(r"{([^}]+)}", lambda match: row[match.group(1)], template)


def _owner(mapping: Mapping, row: dict[str, str], parts: dict[str, Any], notes: Notes) -> Owner | None:
    rule = next((rule for rule in mapping.organisations if rule.fits(row)), None)
    if rule is None:
        return None
    if rule.council:
        return _council(rule, row, parts, notes)
    name = " ".join(_fill(rule.name, row).split("\n")) or parts["name"]
    ref = shortened(" ".join((_fill(rule.key, row) or name).lower().split()))
    return Owner(mapping.source, ref, name[:255], rule.kind)


def _council(rule: OrganisationRule, row: dict[str, str], parts: dict[str, Any], notes: Notes) -> Owner:
    named = short_name(_fill(rule.name, row))
    code = parts.get("council_code") or council_code(named)
    if not code:
        notes.add("council-unknown", "", named)
    name = council_name(code) or named
    return Owner(COUNCILS, code or named.lower(), f"{name} Council", "council")


def _fit(parts: dict[str, Any], notes: Notes) -> None:
    """Give every text its box; what does not fit is in the description as a whole."""
    description = [parts.get("description", "")]
    for name, limit in LIMITS.items():
        text = parts.get(name, "")
        if isinstance(text, str) and len(text) > limit:
            notes.add("too-long", name, text)
            description.append(text)
            parts[name] = first_sentence(text, limit)
    words = "\n".join(parts["times_words"])
    if len(words) > 255:
        notes.add("too-long", "times", words)
        description.append(f"When: {words}")
        words = "Read the description for when it is open."
    parts["times_words"] = words
    if parts.get("address_end"):
        ends = [parts.get("address_1", ""), parts["address_end"]]
        parts["address_1"] = ", ".join(end for end in ends if end)[:200]
    whole = "\n\n".join(text for text in [*description, *parts["extra"]] if text)
    summary = parts.get("summary") or first_sentence(whole)
    parts["summary"] = summary
    parts["description"] = "" if whole == summary else whole


def find_place(parts: dict[str, Any], known: dict[str, Postcode], notes: Notes) -> dict[str, Any]:
    """Where it is: the file's own point, or its postcode's; ward and neighbourhood from the postcode."""
    place = {
        "address_1": parts.get("address_1", ""), "city": parts.get("city", ""), "postcode": parts.get("postcode", ""),
        "latitude": parts.get("latitude"), "longitude": parts.get("longitude"),
        "ward_code": parts.get("ward_code", ""), "lsoa_code": parts.get("lsoa_code", ""),
    }  # fmt: skip
    if not any(place[name] for name in ("address_1", "city", "postcode")) and place["latitude"] is None:
        return {}
    if place["latitude"] is None or place["longitude"] is None:
        place["latitude"] = place["longitude"] = None
    postcode = known.get(place["postcode"].replace(" ", ""))
    if postcode:
        if place["ward_code"] and postcode.ward_code and place["ward_code"] != postcode.ward_code:
            notes.add("ward-differs", "", place["ward_code"], postcode.ward_code)
        if place["lsoa_code"] and postcode.lsoa_code and place["lsoa_code"] != postcode.lsoa_code:
            notes.add("lsoa-differs", "", place["lsoa_code"], postcode.lsoa_code)
        place["ward_code"] = postcode.ward_code or place["ward_code"]
        place["lsoa_code"] = postcode.lsoa_code or place["lsoa_code"]
        there = (postcode.longitude, postcode.latitude)
        if place["latitude"] is not None:
            apart = shapes.metres_between((place["longitude"], place["latitude"]), there)
            if apart > FAR:
                notes.add("point-far", "", f"{place['latitude']}, {place['longitude']}", f"{there[1]}, {there[0]}")
                place["latitude"] = None
        if place["latitude"] is None:
            place["longitude"], place["latitude"] = there
    elif place["postcode"]:
        notes.add("postcode-unknown", "", place["postcode"])
    if place["latitude"] is None:
        notes.add("no-point")
    if not place["address_1"]:
        notes.add("no-address")
    return place
