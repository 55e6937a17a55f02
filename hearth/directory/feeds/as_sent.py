"""What is kept of a record as it was sent, beside what became of it."""

from __future__ import annotations

import json
from typing import Any

LARGE = 100_000  # characters of a refused record from which its texts are cut short


def summary(raw: dict[str, Any]) -> dict[str, str]:
    """What a reading keeps of a record that is in: all of it stands with the record (`SourceRow.raw`)."""
    owner = raw.get("organization")
    named = owner.get("name") if isinstance(owner, dict) else ""
    return {"id": str(raw.get("id") or ""), "name": str(raw.get("name") or "")[:300], "organization": str(named or "")}


def kept(raw: Any) -> dict[str, Any]:
    """All of a record that is not in: it stands nowhere else."""
    if not isinstance(raw, dict):
        return {"text": str(raw)[:2000]}
    if len(json.dumps(raw, default=str)) <= LARGE:
        return {str(name): part for name, part in raw.items()}
    return {
        str(name)[:100]: (part if isinstance(part, str) else json.dumps(part, ensure_ascii=False, default=str))[:4000]
        for name, part in list(raw.items())[:100]
        if part not in (None, "", [], {})
    }
