"""What a service's page says besides what every list needs: SEND answers, registers; and what remains of a service that
has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hearth.directory.models import Feed, Service, ServiceStatus


@dataclass(frozen=True, slots=True)
class Particulars:
    """Answers by the question's code, and register entries as they are kept."""

    local_offer: dict[str, Any]
    registrations: list[dict[str, Any]]
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The directory from which a listing came, and under which licence we show it."""

    publisher: str
    credit: str  # the words that the licence asks for; empty: the usual ones
    licence: str
    licence_url: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A service that is closed for good: what its page still says."""

    name: str
    organisation: str
    words: str
    is_sensitive: bool
    term_ids: tuple[UUID, ...]


def particulars(service_id: UUID) -> Particulars:
    """Of a shown service; empty where it says none."""
    row = Service.objects.filter(pk=service_id).values("local_offer", "registrations", "source").first()
    if row is None:
        return Particulars({}, [])
    return Particulars(row["local_offer"] or {}, row["registrations"] or [], _origin(row["source"]))


def _origin(source: str) -> Origin | None:
    """The feed that a source stands for, if anybody said whose it is."""
    if not source.startswith("feed-"):
        return None
    feed = Feed.objects.filter(code=source.removeprefix("feed-")).first()
    if feed is None or not (feed.attribution or feed.publisher or feed.licence):
        return None
    return Origin(feed.publisher or feed.name, feed.attribution, feed.licence, feed.licence_url)


def ended(service_id: UUID) -> Ended | None:
    """A service that was closed for good, unless another listing took it in; None for any other."""
    found = (
        Service.objects.select_related("organisation")
        .filter(pk=service_id, status=ServiceStatus.CLOSED, merged_into__isnull=True)
        .first()
    )
    if found is None:
        return None
    terms = found.service_terms.order_by("id").values_list("term_id", flat=True)
    return Ended(found.name, found.organisation.name, found.closed_words, found.is_sensitive, tuple(terms))
