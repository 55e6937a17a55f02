"""`./hub manage find_duplicates`: looks for listings that may be of one service, now."""

from __future__ import annotations

import json
from dataclasses import asdict
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hearth.core import clock
from hearth.directory.actions import duplicates


class Command(BaseCommand):
    """Proposes pairs to the directory's editors. It merges nothing, and twice changes nothing."""

    help = "Looks for listings that may be of one service, and proposes them to the directory's editors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the figures as JSON, and nothing else")

    def handle(self, *_args: Any, **options: Any) -> None:
        began = monotonic()
        found = asdict(duplicates.look(now=clock.now())) | {"seconds": round(monotonic() - began, 1)}
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(
                "{listings:,} listings, {compared:,} pairs compared, {proposed:,} proposed, "
                "{withdrawn:,} proposed no longer; {seconds} s".format(**found)
            )
