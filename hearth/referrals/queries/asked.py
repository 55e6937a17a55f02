"""Which service is asked, and from where: the directory as the pages of referrals need it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from hearth.directory import queries as directory
from hearth.directory.models import Area, Postcode, Service, ServiceStatus, Term


def service_to_ask(service_id: str | UUID) -> Service | None:
    """A service that the public can see, whether or not it takes requests; None for anything else."""
    try:
        key = UUID(str(service_id))
    except ValueError:
        return None
    shown = Service.objects.filter(pk=key, status=ServiceStatus.ACTIVE, organisation__is_active=True)
    return shown.select_related("organisation").first()


def expectations_of(service_id: UUID) -> set[str]:
    """The kinds of help of a service, as codes of the service expectations."""
    terms = Term.objects.filter(services=service_id, taxonomy__code="service-expectations")
    return set(terms.values_list("code", flat=True))


def takes_requests(service: Service) -> bool:
    """Whether a family may ask this service through Hearth: it says so, and somebody works for it here."""
    return service.accepts_requests and service.status == ServiceStatus.ACTIVE


def lsoa_of(postcode: str) -> str:
    """The neighbourhood code of a postcode, "" when it is not one that we hold."""
    found = Postcode.objects.filter(pk=postcode.replace(" ", "").upper()).first()
    return found.lsoa_code if found else ""


def area_names(codes: set[str]) -> dict[str, str]:
    """What neighbourhoods are called, by code."""
    return dict(Area.objects.filter(code__in=codes).values_list("code", "name"))


def suggestions(
    words: str,
    *,
    chosen: str,
    other_than: UUID | None,
    kinds: Collection[UUID] = (),
    taking: bool = False,
    limit: int = 8,
) -> list[Service]:
    """Services to offer: the one already chosen, then those that the directory's search finds.

    Of these, what is of the same kind of help comes first, because a word alone says little ("parenting" stands in the
    name of an English class): the kinds of `other_than`, the service that is asked now, or `kinds`, as ids of terms.
    With `taking` only those that take requests here.
    """
    found: list[UUID] = []
    words = words.replace("\x00", " ")  # which the database does not take
    if words.strip():
        answer = directory.answer(typed=words, place="", wanted=directory.Wanted())
        found = [hit.service_id for hit in answer.found.hits]
    picked = service_to_ask(chosen)
    ids = [*([picked.pk] if picked else []), *found]
    services = Service.objects.filter(pk__in=ids, status=ServiceStatus.ACTIVE)
    if other_than is not None:
        services = services.exclude(pk=other_than)
    alike = _of_kind(found, kinds or _kinds_of(other_than))
    best = sorted(
        services.select_related("organisation"),
        key=lambda one: (picked is None or one.pk != picked.pk, one.pk not in alike, ids.index(one.pk)),
    )
    return [one for one in best if not taking or takes_requests(one)][: limit + (picked is not None)]


def _kinds_of(service_id: UUID | None) -> set[UUID]:
    return set(Term.objects.filter(services=service_id).values_list("pk", flat=True)) if service_id else set()


def _of_kind(services: Collection[UUID], kinds: Collection[UUID]) -> set[UUID]:
    """Those of the services that are of one of these kinds."""
    if not services or not kinds:
        return set()
    return set(Service.objects.filter(pk__in=services, terms__in=kinds).values_list("pk", flat=True))


def services_chosen(ids: Iterable[str]) -> list[Service]:
    """The services of the directory with these ids, as a form posted them; ids of none are left out."""
    known = [key for one in ids if (key := _as_id(one)) is not None]
    return list(Service.objects.filter(pk__in=known, status=ServiceStatus.ACTIVE).select_related("organisation"))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
