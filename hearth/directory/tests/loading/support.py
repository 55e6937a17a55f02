"""Invented files on disk, loads as the owner, and the real files where they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from hearth.core.actors import SYSTEM
from hearth.core.tests.support import as_owner
from hearth.directory.loading.run import Results, load_files

REAL = Path(settings.BASE_DIR).parent / "shared" / "data"
TABLES = [
    "directory_service", "directory_serviceplace", "directory_serviceterm", "directory_schedule", "directory_site",
    "directory_sitehours", "directory_organisationlisting", "access_organisation", "directory_area",
    "directory_areafigure", "directory_postcode", "directory_namedplace", "directory_sourcerow", "directory_searchrow",
]  # fmt: skip

MAPPING = """
source: test-clubs
version: "1"
title: Clubs of Fernley
for: services
kind: service
files: [clubs.csv]
key: [name, postcode]
organisation: {name: "{name}", kind: community}
fields:
  name: name
  description: about
  ages: about
  address_1: address
  postcode: postcode
  contacts: contact
  website: web
  times: times
refuse:
- {column: status, matches: "^closed", reason: closed}
set: {delivery: [in-person]}
terms: {service-expectations: [activities-0-5]}
rules:
- {column: about, matches: "dads", terms: {service-expectations: [parenting-support]}}
"""
HEADER = "name,about,address,postcode,contact,web,times,status"
POSTCODES = """\
postcode,pqi,easting,northing,district,ward,longitude,latitude,lsoa21
ZZ1 1AA,10,1,1,E08000007,E05099001,-2.16,53.40,E01099001
ZZ1 1AB,10,1,1,E08000007,E05099001,-2.17,53.41,E01099001
"""


def real(*parts: str) -> Path:
    """A real file; the test is skipped where the shared data is not there, and fails without it in CI."""
    path = REAL.joinpath(*parts)
    if not path.exists():
        words = f"{path} is not here: the shared open data lies beside the repository."
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    return path


def load(group: str, *paths: Path, **options: Any) -> Results:
    """Load as the owner does."""
    with as_owner():
        return load_files(paths=list(paths), group=group, by=SYSTEM, **options)


def versions() -> dict[str, Any]:
    """Which version of each row stands in the tables: any write at all changes it."""
    with as_owner(), connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(
                f"select count(*), md5(string_agg(t.xmin::text || t.ctid::text || t.xmax::text, ',' order by t.ctid)) from {table} t"  # noqa: E501
            )
            found[table] = cursor.fetchone()
        return found


class Clubs:
    """A folder with a mapping and a file `clubs.csv` that a test rewrites."""

    def __init__(self, folder: Path) -> None:
        self.mappings = folder / "mappings"
        self.mappings.mkdir()
        (self.mappings / "clubs.yaml").write_text(MAPPING, encoding="utf-8")
        self.path = folder / "clubs.csv"

    def write(self, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> None:
        self.path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))

    def load(self) -> dict[str, Any]:
        results = load("services", self.path, folder=self.mappings)
        assert len(results.files) == 1
        return results.files[0].counts
