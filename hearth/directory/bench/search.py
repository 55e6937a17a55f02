"""`bench search`: how often the first results answer what families ask, over the demo area."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable
from typing import Any

from hearth.directory.bench import scratch
from hearth.directory.bench.questions import Half, questions

Figures = dict[str, Any]
Row = dict[str, Any]


class Search:
    """The bench. `run` gives shares in per cent with their base, milliseconds, and the misses of the tuned half; those
    of the untuned half only with `show_untuned`, because whoever looks at them begins to tune for them."""

    def __init__(self, *, show_untuned: bool, say: Callable[[str], None]) -> None:
        self.show_untuned = show_untuned
        self.say = say

    def run(self) -> Figures:
        """Make a scratch database with the demo area, ask, drop it."""
        with scratch.scratch_database() as url:
            self.say("Loading the demo area …")
            scratch.run_django(["load_demo"], scratch.owner_environment(url) | {"HEARTH_MODE": "demo"})
            self.say("Asking …")
            rows = ask(scratch.serving_environment(url))
        return self.figures(rows)

    def figures(self, rows: list[Row]) -> Figures:
        """Shares by half and place, speeds, misses."""
        halves = {question.words: question for question in questions()}
        made: Figures = {"bench": "search", "questions": len(halves), "halves": {}}
        for half in Half:
            mine = [row for row in rows if halves[row["words"]].half is half]
            near = [row for row in mine if row["place"]]
            shown: Figures = {
                "near": share(near),
                "anywhere": share(row for row in mine if not row["place"]),
                "by_language": {
                    language: share(row for row in near if halves[row["words"]].language == language)
                    for language in sorted({question.language for question in halves.values()})
                },
            }
            if half is Half.TUNED or self.show_untuned:
                shown["misses"] = [
                    {key: row[key] for key in ("words", "place", "rank", "respelled", "shown")}
                    | {"want": list(halves[row["words"]].want)}
                    for row in mine
                    if row["rank"] != 1
                ]
            made["halves"][half.value] = shown
        made["lots"] = {
            lot: {
                "near": share(row for row in rows if row["place"] and halves[row["words"]].lot == lot),
                "anywhere": share(row for row in rows if not row["place"] and halves[row["words"]].lot == lot),
            }
            for lot in dict.fromkeys(question.lot for question in halves.values())
        }
        made["speed"] = {
            "as_typed": speed([row["ms"] for row in rows if not row["respelled"]]),
            "respelled": speed([row["ms"] for row in rows if row["respelled"]]),
        }
        return made

    @staticmethod
    def table(figures: Figures) -> str:
        """For people."""
        lines = [f"{figures['questions']} questions over the demo area", ""]
        for half, shown in figures["halves"].items():
            for where in ("near", "anywhere"):
                at = shown[where]
                found = f"first: {at['hit_1']:5.1f} %   among three: {at['hit_3']:5.1f} %   of {at['of']}"
                lines.append(f"{half:8} {where:9} {found}")
            parts = (f"{language} {at['hit_3']:.0f} % of {at['of']}" for language, at in shown["by_language"].items())
            lines.append(f"{'':8} among three, near, by language: {', '.join(parts)}")
        for lot, shown in figures["lots"].items():
            near, away = shown["near"], shown["anywhere"]
            lines.append(
                f"lot {lot:8} near {near['hit_1']:.1f} / {near['hit_3']:.1f} %, "
                f"anywhere {away['hit_1']:.1f} / {away['hit_3']:.1f} %, of {near['of']}"
            )
        for kind, at in figures["speed"].items():
            lines.append(f"{kind:10} p50 {at['p50_ms']} ms, p95 {at['p95_ms']} ms, of {at['of']}")
        for half, shown in figures["halves"].items():
            for rank, title in ((None, "not among three"), (2, "second"), (3, "third")):
                missed = [row for row in shown.get("misses", []) if row["rank"] == rank]
                lines += ["", f"{half}, {title}:"] if missed else []
                for row in missed:
                    spelling = f" -> {row['respelled']}" if row["respelled"] else ""
                    lines.append(f"  {row['words']}  [{row['place'] or 'anywhere'}]{spelling}")
                    lines.append(f"      wants {', '.join(row['want'])}; got {' | '.join(row['shown'])}")
        return "\n".join(lines)


def ask(environment: dict[str, str]) -> list[Row]:
    """Every question, asked by a process that serves under this environment."""
    every = [{"words": one.words, "want": one.want, "age": one.age} for one in questions()]
    said = scratch.run_python(
        ["-m", "hearth.directory.bench.asking"], environment, typed=json.dumps({"questions": every})
    )
    found: list[Row] = json.loads(said)
    return found


def share(rows: Iterable[Row]) -> Figures:
    """How many of the rows had an answer first, or among the first three, in per cent."""
    ranks = [row["rank"] for row in rows]
    if not ranks:
        return {"hit_1": 0.0, "hit_3": 0.0, "of": 0}
    return {
        "hit_1": round(100 * sum(rank == 1 for rank in ranks) / len(ranks), 1),
        "hit_3": round(100 * sum(rank is not None for rank in ranks) / len(ranks), 1),
        "of": len(ranks),
    }


def speed(times: list[float]) -> Figures:
    """Milliseconds of one answer, without drawing the page."""
    if not times:
        return {"p50_ms": 0.0, "p95_ms": 0.0, "of": 0}
    ordered = sorted(times)
    at_95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {"p50_ms": round(statistics.median(ordered), 1), "p95_ms": round(at_95, 1), "of": len(ordered)}
