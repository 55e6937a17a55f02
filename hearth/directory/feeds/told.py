"""What came of a reading, in words for the terminal and as JSON."""

from __future__ import annotations

from typing import Any

from hearth.directory.loading.reasons import words
from hearth.directory.loading.summary import kind_word
from hearth.directory.models import Feed, Load


def lines(feed: Feed, load: Load) -> list[str]:
    """A few lines about one reading."""
    counts = load.counts
    found = [f"{feed.name} ({feed.code}), {feed.get_kind_display()}"]
    if "failed" in counts:
        found.append(f"  Stopped: {counts['failed']}")
    found.append(
        f"  {counts['rows']:,} records in {seconds(load):.1f} s: {counts['accepted']:,} accepted, "
        f"{counts['repaired']:,} repaired, {counts['refused']:,} refused, {counts['unchanged']:,} the same as before; "
        f"{counts['added']:,} new, {counts['updated']:,} changed, {counts['gone']:,} gone"
    )
    quality = counts.get("quality", {})
    base = quality.get("services", 0)
    if base:
        shares = ", ".join(
            f"{name} {quality[name] / base:.0%}" for name in ("phone", "ages", "times", "cost", "placed")
        )
        found.append(f"  Of {base:,} services: {shares}")
    if not load.is_complete and "failed" not in counts:
        found.append("  Not all of it was read, so nothing counts as gone.")
    found += [f"  {note}" for note in counts.get("notes", [])]
    for code, count in counts["reasons"].items():
        found.append(f"  {count:>6,}  {words(code)} ({kind_word(code)})")
    return found


def seconds(load: Load) -> float:
    """How long a reading took."""
    return (load.finished_at - load.created_at).total_seconds() if load.finished_at else 0.0


def as_json(feed: Feed, load: Load) -> dict[str, Any]:
    """All of it for another program."""
    return {
        "feed": feed.code,
        "name": feed.name,
        "load": str(load.pk),
        "complete": load.is_complete,
        "seconds": round(seconds(load), 3),
        **load.counts,
    }
