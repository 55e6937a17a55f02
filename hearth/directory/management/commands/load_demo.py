"""`./hub manage load_demo`: the invented area with its people, to try everything out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from hearth.access.demo.agreements import load_agreements
from hearth.access.demo.load import load_people
from hearth.core import clock
from hearth.core.actors import SYSTEM
from hearth.directory.actions import duplicates
from hearth.directory.loading import demo, demo_care, demo_embedding, demo_feed, demo_freshness


class Command(BaseCommand):
    """Fills a demo. Running it again adds what is missing and leaves the rest alone."""

    help = "Load the demo area: an invented council with its places, organisations, services and staff."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there are organisations already")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo. Invented people with a known password must not get in here.")
        if options["if_empty"] and not demo.is_empty():
            self.stdout.write("  The demo area is there already.")
            return
        with transaction.atomic():
            loaded = demo.load(now=clock.now(), by=SYSTEM)
            people = load_people(organisations=demo.organisation_ids())
            load_agreements(organisations=demo.organisation_ids(), now=clock.now())
            demo_freshness.load(now=clock.now())
            demo_care.load_care(now=clock.now())
            demo_embedding.load_origins(now=clock.now())
            duplicates.look(now=clock.now())
        demo_feed.load(now=clock.now())
        new = ", ".join(f"{count} {kind}" for kind, count in asdict(loaded).items())
        self.stdout.write(f"  New: {new}, {people.new} people.")
