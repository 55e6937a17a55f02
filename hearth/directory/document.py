"""A listing as one document: everything that its owner says of the service, in plain JSON, in a stable order.

Versions keep documents, restoring and merging write them back, feeds and approval compare them. A document is flat: one
key for each part (a field of Service, or `places`, `schedules`, `exceptions`, `terms`), so that a change can carry only
the parts that it touches. `shape` is the version of this form.

**Secret addresses are not in it.** A confidential place stands in `secret_places` by its id alone: its address lives in
its one row, under row security, and in no history. Writing a document back never makes a secret place public, never
changes its address and never takes it away (ADR 0010).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from hearth.core.models import Record
from hearth.directory.models import Schedule, ScheduleException, Service, ServicePlace, ServiceTerm, Site, Term

SHAPE = 1
Document = dict[str, Any]

SERVICE_FIELDS = (
    *("name", "summary", "description", "who_for", "status", "website", "email", "phone"),
    *("min_age_months", "max_age_months", "cost_kind", "cost_amount", "cost_words"),
    *("delivery", "access_routes", "how_to_get_in", "languages", "accessibility"),
    *("capacity", "wait_weeks", "accepts_requests", "area_words", "area_codes", "is_sensitive"),
    *("closed_from", "closed_until", "closed_words", "registrations", "local_offer", "more"),
)
# What is not the owner's word on the service, and why it is no part of the document.
SERVICE_OUTSIDE = {
    "id": "which listing it is",
    "created_at": "when the listing was first made",
    "organisation": "who owns it is decided elsewhere",
    "assured_at": "when it was last confirmed is a fact about its owner",
    "edited_at": "follows from its versions",
    "version": "follows from its versions",
    "standing": "worked out daily",
    "merged_into": "the merge itself says it",
    "source": "where it came from",
    "source_ref": "where it came from",
}
PLACE_FIELDS = (
    *("created_at", "site_id", "name", "address_1", "city", "postcode", "latitude", "longitude"),
    *("ward_code", "lsoa_code", "more"),
)
SCHEDULE_FIELDS = (
    *("created_at", "place_id", "freq", "byday", "week_of_month", "opens", "closes", "valid_from", "valid_to"),
    *("term_time_only", "holidays_only", "interval", "days_of_month", "bank_holidays", "notes", "more"),
)
EXCEPTION_FIELDS = (
    *("created_at", "schedule_id", "place_id", "kind", "first_day", "last_day", "opens", "closes", "words"),
)
PARTS = (*SERVICE_FIELDS, "places", "secret_places", "schedules", "exceptions", "terms")


class UnknownShape(ValueError):
    """The document was written by a later version of the program."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that two documents say differently."""

    part: str
    before: Any
    after: Any


def snapshot(service_id: UUID) -> Document:
    """The listing as it stands. The same for every reader. Raises Service.DoesNotExist."""
    try:
        return snapshots([service_id])[service_id]
    except KeyError:
        raise Service.DoesNotExist from None


def snapshots(service_ids: Iterable[UUID]) -> dict[UUID, Document]:
    """Many listings, in six statements however many there are."""
    ids = list(service_ids)
    found: dict[UUID, Document] = {}
    for row in Service.objects.filter(pk__in=ids).values("id", *SERVICE_FIELDS):
        service_id = row.pop("id")
        found[service_id] = {
            "shape": SHAPE,
            **{name: plain(value) for name, value in row.items()},
            "places": [],
            "secret_places": [],
            "schedules": [],
            "exceptions": [],
            "terms": [],
        }
    places = ServicePlace.objects.filter(service_id__in=ids, is_confidential=False).order_by("created_at", "id")
    _add_rows(found, "places", places, PLACE_FIELDS)
    _add_rows(found, "schedules", Schedule.objects.filter(service_id__in=ids).order_by("opens", "id"), SCHEDULE_FIELDS)
    exceptions = ScheduleException.objects.filter(service_id__in=ids).order_by("first_day", "id")
    _add_rows(found, "exceptions", exceptions, EXCEPTION_FIELDS)
    for service_id, term_id in (
        ServiceTerm.objects.filter(service_id__in=ids).order_by("id").values_list("service_id", "term_id")
    ):
        found[service_id]["terms"].append(str(term_id))
    for service_id, place_id in _secret_places(ids):
        found[service_id]["secret_places"].append(str(place_id))
    return found


def read(document: Mapping[str, Any]) -> Document:
    """A stored document in today's shape. Parts that it does not have stay away: it says nothing of them.

    Raises UnknownShape.
    """
    if document.get("shape") != SHAPE:
        raise UnknownShape(f"This listing was written in shape {document.get('shape')!r}.")
    return dict(document)


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The parts that both speak of and say differently, in their order."""
    return [
        Difference(part, before[part], after[part])
        for part in PARTS
        if part in before and part in after and before[part] != after[part]
    ]


def apply(*, service_id: UUID, document: Mapping[str, Any]) -> tuple[str, ...]:
    """Write a document back, in the caller's transaction; the names of the parts that became different.

    A part that the document does not have stays as it is. Places, schedules and exceptions keep their ids; one that
    has moved to another listing meanwhile comes back. It is a write and nothing else: no version, log entry or event
    (that is `actions.change_listing`). Raises Service.DoesNotExist, UnknownShape.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A listing is written in a transaction.")
    wanted = read(document)
    service = Service.objects.select_for_update().get(pk=service_id)
    before = snapshot(service_id)
    changed = {difference.part for difference in differing(before, wanted)}
    own = [name for name in SERVICE_FIELDS if name in changed]
    for name in own:
        setattr(service, name, _value(Service, name, wanted[name]))
    if own:
        service.save(update_fields=own)
    if "secret_places" in changed:
        _make_secret(service_id, wanted["secret_places"])
    _write_rows(service_id, before | wanted, changed)
    if "terms" in changed:
        _classify(service_id, wanted["terms"])
    after = snapshot(service_id)
    return tuple(difference.part for difference in differing(before, after))


# The rows below a service ---------------------------------------------------------------------------------------------
_MODELS: dict[str, type[Record]] = {"places": ServicePlace, "schedules": Schedule, "exceptions": ScheduleException}
_FIELDS = {"places": PLACE_FIELDS, "schedules": SCHEDULE_FIELDS, "exceptions": EXCEPTION_FIELDS}
_PUBLIC: dict[str, dict[str, Any]] = {"places": {"is_confidential": False}, "schedules": {}, "exceptions": {}}


def _add_rows(found: dict[UUID, Document], part: str, rows: models.QuerySet[Any], fields: tuple[str, ...]) -> None:
    for row in rows.values("service_id", "id", *fields):
        service_id = row.pop("service_id")
        found[service_id][part].append({name: plain(value) for name, value in row.items()})


def _secret_places(ids: list[UUID]) -> list[tuple[UUID, UUID]]:
    """Ids of confidential places, which row security hides; nothing else of them comes out of the function."""
    with connection.cursor() as cursor:
        cursor.execute("select service_id, place_id from directory_secret_places(%s::uuid[])", [ids])
        found: list[tuple[UUID, UUID]] = cursor.fetchall()
        return found


def _make_secret(service_id: UUID, place_ids: list[str]) -> None:
    """Of those that are public now: keep the address secret again."""
    with connection.cursor() as cursor:
        cursor.execute("select directory_keep_secret(%s, %s::uuid[])", [service_id, place_ids])


def _write_rows(service_id: UUID, wanted: Document, changed: set[str]) -> None:
    """Places, then what happens at them, then what does not: each hangs on the one before, and leaves before it."""
    first = next((n for n, part in enumerate(_MODELS) if part in changed), len(_MODELS))
    parts = list(_MODELS)[first:]
    for part in parts:
        _put(part, service_id, wanted)
    for part in reversed(parts):
        kept = [row["id"] for row in wanted[part]]
        ours = {"service": service_id, **_PUBLIC[part]}
        _MODELS[part]._default_manager.filter(**ours).exclude(pk__in=kept).delete()


def _put(part: str, service_id: UUID, wanted: Document) -> None:
    """Change the rows that are there and add those that are not. What is secret now stays so."""
    model, fields = _MODELS[part], _FIELDS[part]
    secret = {str(place_id) for _service, place_id in _secret_places([service_id])}
    links = _links(wanted, secret)
    rows = [row for row in wanted[part] if row["id"] not in secret and (part != "exceptions" or _hangs(row, links))]
    there = model._default_manager.in_bulk([UUID(row["id"]) for row in rows])
    new: list[Record] = []
    for values in rows:
        pk = UUID(values["id"])
        row = there.get(pk) or model(id=pk)
        if pk not in there:
            new.append(row)
        row.service_id = service_id  # type: ignore[attr-defined]
        for name in fields:
            if name in values:
                plain = values[name] if name not in links or values[name] in links[name] else None
                setattr(row, name, _value(model, name, plain))
    model._default_manager.bulk_create(new)
    if there:
        names = ["service", *(model._meta.get_field(_column(name)).name for name in fields)]
        model._default_manager.bulk_update(there.values(), names)


def _links(wanted: Document, secret: set[str]) -> dict[str, set[str]]:
    """What the rows may point to: what is gone since then is left out."""
    sites = {row["site_id"] for row in wanted["places"] if row.get("site_id")}
    return {
        "site_id": {str(pk) for pk in Site.objects.filter(pk__in=sites).values_list("id", flat=True)},
        "place_id": {row["id"] for row in wanted["places"]} | secret,
        "schedule_id": {row["id"] for row in wanted["schedules"]},
    }


def _hangs(exception: dict[str, Any], links: dict[str, set[str]]) -> bool:
    """Whether what an exception is of is still there. Without it, it would be of the whole service."""
    return all(not exception.get(name) or exception[name] in links[name] for name in ("place_id", "schedule_id"))


def _classify(service_id: UUID, wanted: list[str]) -> None:
    """The terms in their order, which pages keep."""
    known = {str(pk) for pk in Term.objects.filter(pk__in=wanted).values_list("id", flat=True)}
    ServiceTerm.objects.filter(service_id=service_id).delete()
    ServiceTerm.objects.bulk_create(
        ServiceTerm(service_id=service_id, term_id=UUID(term_id)) for term_id in wanted if term_id in known
    )


# Values ---------------------------------------------------------------------------------------------------------------
def plain(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, date | time | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return list(value) if isinstance(value, tuple) else value


def _column(name: str) -> str:
    """The field of a column: `place` for `place_id`."""
    return name.removesuffix("_id") if name != "id" else name


def _value(model: type[models.Model], name: str, plain: Any) -> Any:
    """A document's value as the field holds it."""
    field = model._meta.get_field(_column(name))
    if isinstance(field, models.ForeignKey):
        return UUID(plain) if plain else None
    return field.to_python(plain) if isinstance(field, models.Field) else plain
