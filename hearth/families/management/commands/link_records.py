"""`./hub link train` and `./hub link run`: learns to match from the database, and links by it, now."""

from __future__ import annotations

import json
from dataclasses import asdict
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hearth.core import clock
from hearth.core.actors import job
from hearth.families.actions import matching


class Command(BaseCommand):
    """Changes links only; no record. What a member decided stays."""

    help = "Learns to match records (train), or links by what was learned (run)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("train", "run"))
        parser.add_argument("--json", action="store_true", help="print the figures as JSON, and nothing else")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._do(options)
        except matching.MatchingRuns as runs:
            raise CommandError(str(runs)) from None

    def _do(self, options: dict[str, Any]) -> None:
        began, by, now = monotonic(), job("matching"), clock.now()
        if options["what"] == "train":
            row = matching.train(by=by, now=now)
            done: dict[str, Any] = {"version": row.version, "records": row.records, "report": row.report}
            said = "Model {version} learned from {records:,} records: {report[way]}; {seconds} s"
        else:
            done = asdict(matching.run(by=by, now=now))
            said = (
                "{records:,} records by model {model_version}: {linked:,} pairs linked, {unlinked:,} no longer,"
                " {to_review:,} to look at; {seconds} s"
            )
        done["seconds"] = round(monotonic() - began, 1)
        self.stdout.write(json.dumps(done) if options["json"] else said.format(**done))
