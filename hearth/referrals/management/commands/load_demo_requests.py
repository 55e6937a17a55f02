"""`./hub manage load_demo_requests`: families' requests for the demo, after `load_demo`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from hearth.core import clock
from hearth.families.demo import load_registrations
from hearth.families.demo_copies import load_copies
from hearth.families.demo_emergency import load_emergency
from hearth.families.demo_people import load_people
from hearth.families.demo_retention import load_retention
from hearth.referrals.demo import load_meanwhile, load_requests
from hearth.referrals.demo_desk import load_desk
from hearth.referrals.demo_history import load_history
from hearth.referrals.demo_pathways import load_pathways


class Command(BaseCommand):
    """Adds the demo's requests. Running it again changes nothing."""

    help = "Load the demo's requests for support. Run load_demo first."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo. Invented requests must not get in here.")
        with transaction.atomic():
            known = load_people(now=clock.now())
            loaded = load_requests(now=clock.now())
            ended = load_history(now=clock.now())
            load_meanwhile()
            enquiries = load_desk(now=clock.now())
            pathways = load_pathways(now=clock.now())
            registered = load_registrations(now=clock.now())
            load_emergency(now=clock.now())
            load_copies(now=clock.now())
            load_retention(now=clock.now())
        self.stdout.write(
            f"  New: {loaded.new} requests for support, {ended} of the year before, {enquiries} enquiries at the front"
            f" desk, {pathways} pathways, {known} records of people, {registered} families registered at hubs."
        )
        if loaded.reference:
            self.stdout.write(f"  Follow one: reference {loaded.reference}, code {loaded.code}.")
