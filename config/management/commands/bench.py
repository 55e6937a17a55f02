"""`manage bench NAME`: measures speed on generated records, in a scratch database that is dropped afterwards."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hearth.directory.bench.api import Api
from hearth.directory.bench.feed import FeedBench
from hearth.directory.bench.pages import Pages
from hearth.directory.bench.reminders import Reminders
from hearth.directory.bench.search import Search
from hearth.directory.bench.standings import Standings
from hearth.families.bench.families import Families
from hearth.families.bench.known import KnownBench
from hearth.referrals.bench.outbox import Outbox
from hearth.referrals.bench.referrals import Referrals

BENCHES = ("pages", "reminders", "search", "api", "standings", "feed", "referrals", "outbox", "known", "families")


class Command(BaseCommand):
    help = "Measures speed on generated records, in a scratch database that is dropped afterwards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=BENCHES, help="what to measure")
        parser.add_argument("--json", action="store_true", help="print the results as JSON, and nothing else")
        parser.add_argument(
            "--sizes",
            help="how many records, several with commas between them (1000,10000,100000,200000; requests to 100000)",
        )
        parser.add_argument("--messages", type=int, default=10_000, help="outbox: how many are to go out")
        parser.add_argument(
            "--organisations", type=int, default=10_000, help="reminders: how many are to be asked in one night"
        )
        parser.add_argument("--people", type=int, default=100_000, help="known, families: how many people there are")
        parser.add_argument("--known", type=int, default=10_000, help="families: with how many of them the hub works")
        parser.add_argument("--seconds", type=float, default=6, help="how long to load the server at each size")
        parser.add_argument("--rounds", type=int, default=5, help="how often each search is measured")
        parser.add_argument(
            "--show-untuned",
            action="store_true",
            help="search: also print what was missed in the half that nobody may tune for",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            sizes = sorted({int(size) for size in (options["sizes"] or _sizes(options["name"])).split(",")})
        except ValueError:
            raise CommandError("--sizes takes whole numbers with commas between them: 1000,10000") from None
        if not sizes or sizes[0] < 1:
            raise CommandError("--sizes takes numbers from 1 up.")
        quiet = options["json"]
        say = (lambda text: None) if quiet else self.stderr.write
        bench: Pages | Reminders | Search | Api | Standings | FeedBench | Referrals | Outbox | KnownBench | Families
        if options["name"] == "search":
            bench = Search(show_untuned=options["show_untuned"], say=say)
        elif options["name"] == "api":
            bench = Api(sizes=sizes, rounds=options["rounds"], say=say)
        elif options["name"] == "reminders":
            bench = Reminders(organisations=options["organisations"], say=say)
        elif options["name"] == "standings":
            bench = Standings(sizes=sizes, say=say)
        elif options["name"] == "feed":
            bench = FeedBench(sizes=sizes, say=say)
        elif options["name"] == "referrals":
            bench = Referrals(sizes=sizes, seconds=options["seconds"], rounds=options["rounds"], say=say)
        elif options["name"] == "known":
            bench = KnownBench(people=options["people"], seconds=options["seconds"], say=say)
        elif options["name"] == "families":
            bench = Families(
                people=options["people"],
                known=options["known"],
                seconds=options["seconds"],
                rounds=options["rounds"],
                say=say,
            )
        elif options["name"] == "outbox":
            bench = Outbox(messages=options["messages"], say=say)
        else:
            bench = Pages(sizes=sizes, seconds=options["seconds"], rounds=options["rounds"], say=say)
        figures = bench.run()
        self.stdout.write(json.dumps(figures, indent=2) if quiet else bench.table(figures))


def _sizes(name: str) -> str:
    return "1000,10000,100000" if name == "referrals" else "1000,10000,100000,200000"
