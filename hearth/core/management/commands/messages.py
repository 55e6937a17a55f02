"""`./hub manage messages`: collect the strings, and say which public ones wait for a translation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from hearth.core import catalogue


class Command(BaseCommand):
    """Brings locale/*/LC_MESSAGES/django.po up to the code."""

    help = "Collect the strings of the code and the templates, and list public ones without a translation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if a public string is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        short = 0
        for language, name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            if not options["check"]:
                catalogue.update(language)
            missing = catalogue.missing_public(language)
            short += len(missing)
            self.stdout.write(f"{name} ({language}): {len(missing)} public strings without a translation")
            for text in missing[:10]:
                self.stdout.write(f"    {text[:100]}")
        if options["check"] and short:
            raise SystemExit(1)
