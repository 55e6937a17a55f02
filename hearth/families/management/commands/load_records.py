"""`./hub load records FILE --source CODE --mapping NAME`: an agency's extract of people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hearth.access.models import Organisation
from hearth.core import clock
from hearth.core.actors import SYSTEM
from hearth.families.actions.loading import LoadRunning, load_file
from hearth.families.feeds import mapping as mappings
from hearth.families.feeds import reasons
from hearth.families.models import RecordLoad, RecordSource

COUNTS = ("rows", "added", "changed", "same", "repaired", "refused", "ended")


class Command(BaseCommand):
    help = "Loads an agency's extract of people. The same file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--source", required=True, help="the short name of the extract, for instance health-visiting"
        )
        parser.add_argument("--mapping", help=f"how its columns are read: {', '.join(mappings.names())}")
        parser.add_argument("--organisation", help="whose extract it is (needed the first time)")
        parser.add_argument("--folder", help="look into this folder every quarter of an hour from now on")
        parser.add_argument("--json", action="store_true", help="print the report as JSON, and nothing else")

    def handle(self, *_args: Any, **options: Any) -> None:
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        source = self._source(options)
        done: list[RecordLoad] = []
        for path in options["files"]:
            try:
                done.append(load_file(source=source, path=path, by=SYSTEM, now=clock.now()))
            except LoadRunning:
                raise CommandError(
                    "This source is being loaded at the moment. Try again when it has finished."
                ) from None
        if options["json"]:
            self.stdout.write(json.dumps([_plain(load) for load in done], indent=2))
        else:
            for load in done:
                self.stdout.write("\n".join(_lines(load)))
        if any(load.failed for load in done):
            raise CommandError("Not everything could be read. What was read is kept.")

    def _source(self, options: dict[str, Any]) -> RecordSource:
        known = RecordSource.objects.filter(code=options["source"]).first()
        try:
            how = mappings.mapping(options["mapping"] or (known.mapping if known else ""))
        except mappings.MappingError as error:
            raise CommandError(str(error)) from None
        if known is None:
            owner = Organisation.objects.filter(name__iexact=options["organisation"] or "", is_active=True).first()
            if owner is None:
                raise CommandError("The first time, --organisation must name an organisation that is here.")
            known = RecordSource(code=options["source"], name=how.title, organisation=owner)
        elif options["organisation"] and options["organisation"].lower() != known.organisation.name.lower():
            raise CommandError(f"{known.code} is an extract of {known.organisation.name}. Take another --source.")
        known.mapping, known.folder = how.name, options["folder"] or known.folder
        try:
            known.full_clean()
        except ValidationError as error:
            raise CommandError("--source takes letters, numbers and hyphens, 40 at most.") from error
        known.save()
        return known


def _plain(load: RecordLoad) -> dict[str, Any]:
    return {
        "file": load.file_name,
        **{name: getattr(load, name) for name in COUNTS},
        "filled": load.filled,
        "failed": load.failed,
        "remarks": [
            {"row": row.number, "refused": row.is_refused, "reasons": row.reasons} for row in load.remarks.all()
        ],
    }


def _lines(load: RecordLoad) -> list[str]:
    counts = ", ".join(f"{getattr(load, name):,} {name}" for name in COUNTS)
    remarks = [
        f"  row {row.number} {'refused' if row.is_refused else 'taken'}: {'; '.join(map(reasons.words, row.reasons))}"
        for row in load.remarks.all()[:20]
    ]
    return [f"{load.file_name}: {counts}", *remarks, *([f"  {load.failed}"] if load.failed else [])]
