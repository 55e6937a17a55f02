"""`./hub load feed FILE-OR-URL`: reads another directory, in Open Referral JSON or tables."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from hearth.core import clock
from hearth.core.actors import SYSTEM
from hearth.directory.actions import feeds as actions
from hearth.directory.feeds.reading import read_feed
from hearth.directory.feeds.sources import is_address
from hearth.directory.feeds.told import as_json, lines
from hearth.directory.loading.progress import Progress
from hearth.directory.loading.run import LoadRunning
from hearth.directory.models import Feed


class Command(BaseCommand):
    """Reads a feed once. A feed that nobody set up before is set up, to be read again by whoever wants."""

    help = "Reads another directory: an Open Referral API, JSON or tables. Nothing is deleted; twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("places", nargs="+", metavar="FILE-OR-URL", help="an API, a file, a zip file or a folder")
        parser.add_argument("--code", default="", help="the short name of the feed (default: made from its address)")
        parser.add_argument("--name", default="", help="what people read")
        parser.add_argument("--licence", default="", help="under which licence it may be shown")
        parser.add_argument("--attribution", default="", help="what the public reads beside it")
        parser.add_argument("--hidden", action="store_true", help="new services wait until an editor shows them")
        parser.add_argument("--full", action="store_true", help="ask for everything, not only for what has changed")
        parser.add_argument("--per-second", type=float, default=None, help="requests at most; 0: as fast as it answers")
        parser.add_argument("--json", action="store_true", help="print the report as JSON, and nothing else")

    def handle(self, *_args: Any, **options: Any) -> None:
        quiet = options["json"]
        if options["code"] and len(options["places"]) > 1:
            raise CommandError("--code is of one feed: name one place.")
        found, failed = [], False
        for place in options["places"]:
            if not is_address(place) and not Path(place).exists():
                raise CommandError(f"There is no file or folder {place}.")
            feed = self._feed(place, options)
            progress = Progress(None if quiet else sys.stderr)
            try:
                load = read_feed(
                    feed=feed,
                    by=SYSTEM,
                    full=options["full"],
                    place=place if is_address(place) else str(Path(place).resolve()),
                    progress=progress,
                )
            except LoadRunning:
                raise CommandError("Another load is running. Wait until it has finished, then try again.") from None
            failed |= "failed" in load.counts
            found.append(as_json(feed, load))
            if not quiet:
                self.stdout.write("\n".join(lines(feed, load)))
        if quiet:
            self.stdout.write(json.dumps({"feeds": found}, indent=2, ensure_ascii=False))
        if failed:
            raise CommandError("It could not be read to its end. What was read of it is kept.")

    def _feed(self, place: str, options: dict[str, Any]) -> Feed:
        address = place if is_address(place) else ""
        code = slugify(options["code"])[: actions.CODE] or code_of(place)
        known = Feed.objects.filter(address=address).first() if address and not options["code"] else None
        known = known or Feed.objects.filter(code=code).first()
        values = {name: options[name] for name in ("name", "licence", "attribution") if options[name]}
        if options["per_second"] is not None:
            values["per_second"] = options["per_second"]
        if known:
            if values:
                actions.change_feed(feed_id=known.pk, values=values, by=SYSTEM, now=clock.now())
            return Feed.objects.get(pk=known.pk)
        values = {"name": title_of(place), "address": address, "is_trusted": not options["hidden"], **values}
        values.setdefault("every_hours", 24 if address else 0)
        return actions.add_feed(code=code, values=values, by=SYSTEM, now=clock.now())


def title_of(place: str) -> str:
    """What a feed is called until somebody names it: its server's name, or its file's."""
    return (urlsplit(place).hostname or place) if is_address(place) else Path(place).name


def code_of(place: str) -> str:
    """A short name out of an address or a file's name."""
    parts = urlsplit(place)
    text = f"{parts.hostname}{parts.path}" if is_address(place) else re.sub(r"(\.\w{2,6})+$", "", Path(place).name)
    return slugify(re.sub(r"[./_]+", "-", text))[: actions.CODE].strip("-") or "feed"
