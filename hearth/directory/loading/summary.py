"""What came of a load, in words for the terminal and as JSON."""

from __future__ import annotations

from typing import Any

from hearth.directory.loading.reasons import Weight, weight, words
from hearth.directory.loading.run import FileResult, Results


def lines(result: FileResult) -> list[str]:
    """A few lines about one file."""
    name = f"{result.path.parent.name}/{result.path.name}"
    if result.load_id is None:
        return [f"{name}: {result.title}. Read where another file needs it."]
    counts = result.counts
    found = [f"{name}: {result.title}"]
    if "failed" in counts:
        found.append(f"  Stopped: {counts['failed']}")
    found.append(
        f"  {counts['rows']:,} rows in {result.seconds:.1f} s: {counts['accepted']:,} accepted, "
        f"{counts['repaired']:,} repaired, {counts['refused']:,} refused, {counts['unchanged']:,} the same as before; "
        f"{counts['added']:,} new, {counts['updated']:,} changed"
    )
    found += [f"  {note}" for note in counts.get("notes", [])]
    for code, count in counts["reasons"].items():
        found.append(f"  {count:>6,}  {words(code)} ({kind_word(code)})")
    return found


def kind_word(code: str) -> str:
    """What a reason did: "refused", "repaired", "to look at"."""
    try:
        return {Weight.REFUSAL: "refused", Weight.REPAIR: "repaired", Weight.REMARK: "to look at"}[weight(code)]
    except KeyError:
        return "other"


def as_json(results: Results) -> dict[str, Any]:
    """All of it for another program."""
    return {
        "files": [
            {
                "file": f"{result.path.parent.name}/{result.path.name}",
                "title": result.title,
                "source": result.source,
                "load": str(result.load_id) if result.load_id else None,
                "seconds": round(result.seconds, 3),
                **result.counts,
            }
            for result in results.files
        ],
        "left_out": [f"{path.parent.name}/{path.name}" for path in results.left_out],
        "derived": results.derived,
    }
