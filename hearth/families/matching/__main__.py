"""`./hub link train|run|evaluate FILE` and `./hub bench link`: none of them needs a database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from hearth.families.matching import bench, evaluation, files, matching
from hearth.families.matching.spark import NoSpark


def main(words: list[str] | None = None) -> int:
    """Read the words, do what they say, print it. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="./hub link")
    commands = parser.add_subparsers(dest="command", required=True)
    it = commands.add_parser("evaluate")
    it.add_argument("file", type=Path, metavar="FILE")
    it.add_argument("--engine", choices=matching.ENGINES, default="duckdb")
    it.add_argument("--without", action="append", default=[], metavar="COLUMN")
    it.add_argument("--json", action="store_true")
    train, run = commands.add_parser("train"), commands.add_parser("run")
    for it in (train, run):
        it.add_argument("file", type=Path, metavar="FILE")
        it.add_argument("--out", type=Path, required=True, metavar="FILE")
        it.add_argument("--without", action="append", default=[], metavar="COLUMN")
        it.add_argument("--json", action="store_true")
    run.add_argument("--model", type=Path, metavar="FILE")
    run.add_argument("--engine", choices=matching.ENGINES, default="duckdb")
    it = commands.add_parser("bench")
    it.add_argument("--records", type=int, default=100_000)
    it.add_argument("--febrl", action="store_true")
    it.add_argument("--engine", choices=matching.ENGINES, default="duckdb")
    it.add_argument("--json", action="store_true")
    options = parser.parse_args(words)
    without = frozenset(getattr(options, "without", ()))
    try:
        if options.command in {"train", "run"}:
            return _with_file(options, without)
        if options.command == "bench":
            figures = bench.febrl() if options.febrl else {"invented": bench.invented(options.records, options.engine)}
        else:
            figures = {options.file.name: evaluation.evaluate(options.file, engine=options.engine, without=without)}
    except (OSError, ValueError, NoSpark, bench.NoData) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if options.json:
        shown: Any = figures if options.command == "bench" else next(iter(figures.values()))
        sys.stdout.write(json.dumps(shown, indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n\n".join(table(name, each) for name, each in figures.items()) + "\n")
    return 0


def _with_file(options: argparse.Namespace, without: frozenset[str]) -> int:
    if options.command == "train":
        done = files.train(options.file, out=options.out, without=without)
        said = "A model learned from {records:,} records ({way}); {seconds} s"
    else:
        done = files.run(options.file, out=options.out, model=options.model, engine=options.engine, without=without)
        said = (
            "{records:,} records are of {people:,} people by the model {model}: {linked:,} pairs linked, {refused:,}"
            " refused, {to_review:,} to look at; {seconds} s"
        )
    sys.stdout.write((json.dumps(done) if options.json else said.format(**done)) + "\n")
    return 0


def table(name: str, figures: dict[str, Any]) -> str:
    """The figures of one file as text."""
    rows = [
        f"{name}: {figures['records']:,} records, {figures['true_pairs']:,} pairs of one person,"
        f" {figures['pairs_to_review']:,} pairs to look at",
        f"{'linked from':<14}{'precision':>10}{'recall':>10}{'F1':>10}{'false links':>13}{'of relatives':>14}",
    ]
    chosen = {**figures["thresholds"], f"{figures['best']['threshold']} (best)": figures["best"]}
    for at, each in chosen.items():
        rows.append(
            f"{at:<14}{each['precision']:>10.4f}{each['recall']:>10.4f}{each['f1']:>10.4f}"
            f"{each['false_links']:>13,}{each['false_links_relatives']:>14,}"
        )
        if each["false_links_special"]:
            rows.append(
                f"{'':14}false links of " + ", ".join(f"{k}: {v}" for k, v in each["false_links_special"].items())
            )
    rows.append(f"{figures['seconds']} s, {figures['peak_mb']:,} MB at most, {figures['engine']}")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
