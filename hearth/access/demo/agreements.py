"""Makes the demo's data sharing agreements, of agreements.yaml. Run by the owner when the demo area is loaded; one that
is there already stays as it is, so that what somebody tried out is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from hearth.access import sharing
from hearth.access.demo.cast import NAMESPACE
from hearth.access.models import Agreement, AgreementParty, AgreementVersion
from hearth.core import clock
from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "agreements.yaml"
KEEPER = "Gareth Llewellyn"


@transaction.atomic
def load_agreements(*, organisations: Mapping[str, UUID], now: datetime) -> int:
    """Make those that are missing; how many. `organisations` gives the id for each key of organisations.yaml."""
    rows = read_yaml(FILE)["agreements"]
    there = set(Agreement.objects.values_list("pk", flat=True))
    return sum(_one(row, organisations, now) for row in rows if uuid5(NAMESPACE, row["title"]) not in there)


def _one(row: dict[str, Any], organisations: Mapping[str, UUID], now: datetime) -> int:
    today = clock.today(now)
    first, last = (today + timedelta(days=days) for days in row["days"])
    made_at = now + timedelta(days=min(row["days"][0], 0) - 14)
    ended, why = row.get("ended", (None, ""))
    made = Agreement.objects.create(
        id=uuid5(NAMESPACE, row["title"]),
        created_at=made_at,
        title=row["title"],
        purpose=row["purpose"],
        lawful_basis=row["lawful_basis"],
        special_basis=row["special_basis"],
        rules_version=sharing.version(),
        starts_on=first,
        ends_on=last,
        review_on=today + timedelta(days=row["review"]) if "review" in row else None,
        document=row["document"],
        ended_at=now + timedelta(days=ended) if ended is not None else None,
        ended_why=why,
        version=1 if ended is None else 2,
    )
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=made, organisation_id=organisations[key], created_at=made_at, **flows)
        for key, flows in row["parties"].items()
    )
    words = {"title": made.title, "purpose": made.purpose, "ends_on": last.isoformat(), "parties": row["parties"]}
    AgreementVersion.objects.create(agreement=made, number=1, created_at=made_at, words=words, by_name=KEEPER)
    if ended is not None:
        AgreementVersion.objects.create(
            agreement=made, number=2, created_at=now + timedelta(days=ended), words=words, reason=why, by_name=KEEPER
        )
    return 1
