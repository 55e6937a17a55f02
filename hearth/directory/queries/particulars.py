"""What a service's page says besides what every list needs: SEND answers, registers; and what remains of a service that
has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hearth.directory.models import Service, ServiceStatus


@dataclass(frozen=True, slots=True)
class Particulars:
    """Answers by the question's code, and register entries as they are kept."""

    local_offer: dict[str, Any]
    registrations: list[dict[str, Any]]


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
    row = Service.objects.filter(pk=service_id).values("local_offer", "registrations").first()
    return Particulars(row["local_offer"] or {}, row["registrations"] or []) if row else Particulars({}, [])


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
