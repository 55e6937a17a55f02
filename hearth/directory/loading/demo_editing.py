"""What editors of the demo area have been doing: older versions, changes on their way, closures, SEND answers,
registrations, whom a service is only for. Added once, after the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hearth.core.clock import LONDON
from hearth.directory import document
from hearth.directory.demo import reading
from hearth.directory.models import (
    Area,
    ChangeState,
    ChangeStep,
    ListingChange,
    ListingVersion,
    OrganisationListing,
    Service,
    Why,
)

Ids = Callable[[str, str], UUID]


def load_editing(now: datetime, demo_id: Ids) -> int:
    """Everything of demo/editing.yaml; nothing where something of it is there already."""
    if ListingChange.objects.exists() or ListingVersion.objects.exists():
        return 0
    said = reading.editing()
    trusted = [demo_id("organisation", key) for key in said["trusted"]]
    OrganisationListing.objects.filter(organisation_id__in=trusted).update(is_trusted=True)
    _closures(said, now, demo_id)
    for row in said["local_offer"]:
        Service.objects.filter(pk=demo_id("service", row["service"])).update(local_offer=row["answers"])
    for row in said["registrations"]:
        told = [{"scheme": row["scheme"], "number": row["number"]}]
        Service.objects.filter(pk=demo_id("service", row["service"])).update(registrations=told)
    for row in said["only_for"]:
        codes = list(Area.objects.filter(name__in=row["wards"]).order_by("name").values_list("code", flat=True))
        Service.objects.filter(pk=demo_id("service", row["service"])).update(area_codes=codes)
    for row in said["history"]:
        _history(row, now, demo_id)
    for row in said["changes"]:
        _change(row, now, demo_id)
    return len(said["changes"])


def _closures(said: dict[str, Any], now: datetime, demo_id: Ids) -> None:
    today = now.astimezone(LONDON).date()
    for row in said["closed"]:
        Service.objects.filter(pk=demo_id("service", row["service"])).update(
            closed_from=today + timedelta(days=row["from"]),
            closed_until=today + timedelta(days=row["until"]),
            closed_words=row["words"],
        )


def _history(row: dict[str, Any], now: datetime, demo_id: Ids) -> None:
    service = Service.objects.get(pk=demo_id("service", row["service"]))
    present = document.snapshot(service.pk)
    lines = [*row["before"], row["then"] | {"said": {}}]
    for number, line in enumerate(lines, start=1):
        ListingVersion.objects.create(
            service=service,
            number=number,
            document=present | line["said"],
            why=Why(line["why"]),
            words=line.get("words", ""),
            at=now - timedelta(days=line["days_ago"]),
            by_name=line.get("by", ""),
            by_organisation_id=demo_id("organisation", line["organisation"]) if "organisation" in line else None,
        )
    Service.objects.filter(pk=service.pk).update(version=len(lines))


def _change(row: dict[str, Any], now: datetime, demo_id: Ids) -> None:
    service = Service.objects.get(pk=demo_id("service", row["service"]))
    maker = demo_id("organisation", row["organisation"])
    at, state = now - timedelta(days=row["days_ago"]), ChangeState(row["state"])
    public = document.snapshot(service.pk)
    sent = state != ChangeState.DRAFT
    back = row.get("back")
    change = ListingChange.objects.create(
        service=service,
        organisation_id=service.organisation_id,
        maker_id=maker,
        state=state,
        state_at=now - timedelta(days=back["days_ago"]) if back else at,
        created_at=at,
        updated_at=at,
        version=2,
        parts={
            part: {"value": value, "before": public[part], "by": row["by"], "by_id": "", "at": at.isoformat()}
            for part, value in row["parts"].items()
        },
        begun_by_name=row["by"],
        sent_at=at if sent else None,
        sent_by_name=row["by"] if sent else "",
        words=row.get("words", ""),
    )
    if sent:
        _step(change, 1, "send", ChangeState.DRAFT, ChangeState.WAITING, at, row["by"], maker, row.get("words", ""))
    if back:
        when, whom = now - timedelta(days=back["days_ago"]), demo_id("organisation", back["organisation"])
        _step(change, 2, "send-back", ChangeState.WAITING, state, when, back["by"], whom, back["words"])


def _step(
    change: ListingChange,
    number: int,
    move: str,
    before: ChangeState,
    after: ChangeState,
    at: datetime,
    by: str,
    organisation_id: UUID,
    words: str,
) -> None:
    ChangeStep.objects.create(
        change=change,
        number=number,
        move=move,
        from_state=before,
        to_state=after,
        at=at,
        by_name=by,
        by_organisation_id=organisation_id,
        words=words,
    )
