"""The shared part of the commands `load_geography` and `load_services`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hearth.core.actors import SYSTEM
from hearth.core.table_files import find
from hearth.directory.loading.mapping import MappingError
from hearth.directory.loading.progress import Progress
from hearth.directory.loading.run import FileResult, LoadRunning, load_files
from hearth.directory.loading.summary import as_json, lines


class LoadCommand(BaseCommand):
    """Loads files or folders of one group, says what became of each, and fails where a file could not be read."""

    group = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("places", nargs="+", type=Path, metavar="FOLDER-OR-FILE", help="what to load")
        parser.add_argument("--json", action="store_true", help="print the report as JSON, and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["json"]

        def tell(result: FileResult) -> None:
            if not quiet:
                self.stdout.write("\n".join(lines(result)))

        progress = Progress(None if quiet else sys.stderr)
        try:
            results = load_files(paths=options["places"], group=self.group, by=SYSTEM, progress=progress, tell=tell)
        except (FileNotFoundError, MappingError) as error:
            raise CommandError(str(error)) from error
        except LoadRunning:
            raise CommandError("Another load is running. Wait until it has finished, then try again.") from None
        if quiet:
            self.stdout.write(json.dumps(as_json(results), indent=2, ensure_ascii=False))
        else:
            self._say_rest(results, options["places"])
        if results.failed:
            raise CommandError("Some files could not be read to their end. What was read of them is kept.")

    def _say_rest(self, results: Any, places: list[Path]) -> None:
        if results.derived:
            self.stdout.write(
                f"From these: {results.derived['councils']:,} councils and {results.derived['places']:,} named places "
                "were written."
            )
        if results.left_out:
            names = ", ".join(path.name for path in results.left_out)
            self.stdout.write(f"Not {self.group}, so left alone: {names}")
        if not results.files:
            raise CommandError(f"No mapping takes any of the {len(find(places))} files: see docs/operators/loading.md.")
