"""What anybody may know of a service before asking it, without a word about themselves: whether there is room, how long
the wait has really been, who may refer, and where it is shorter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from hearth.directory.models import AccessRoute, Capacity, Service, ServiceStatus, Standing
from hearth.referrals.models import Pathway
from hearth.referrals.pathways import ANY, FAMILY

LOOKS_BACK = timedelta(days=90)
FEWEST = 5  # families whose wait counts; of fewer, nothing is said
ALTERNATIVES = 3
CONSENT = "consent"  # the code of the family's agreement among the lawful bases
NEAR_ENOUGH = 40  # services that share most with it, among which shorter waits are looked for


@dataclass(frozen=True, slots=True)
class Wait:
    """How long families waited: half of them `days` or fewer, from sending to the first contact, of those `base` whose
    first contact fell in the last 90 days. `days` is None when they were fewer than FEWEST; `base` is then 0."""

    days: int | None = None
    base: int = 0


def waits(services: Iterable[UUID], *, now: datetime) -> dict[UUID, Wait]:
    """The real wait of each service. Counted by the database past row security, which gives out no smaller number."""
    ids = list(services)
    found = dict.fromkeys(ids, Wait())
    with connection.cursor() as cursor:
        cursor.execute(
            "select service_id, days, base from referrals_waits(%s::uuid[], %s, %s, %s)",
            [ids, now - LOOKS_BACK, now, FEWEST],
        )
        found |= {row[0]: Wait(row[1], row[2]) for row in cursor.fetchall()}
    return found


@dataclass(frozen=True, slots=True)
class Before:
    """A service before it is asked. `pathway` is None where its provider has said nothing."""

    service: Service
    wait: Wait
    pathway: Pathway | None

    @property
    def expected_days(self) -> int | None:
        """The real wait where it is known, else what the provider says; None when nobody knows."""
        if self.wait.days is not None:
            return self.wait.days
        if self.service.wait_weeks is not None:
            return self.service.wait_weeks * 7
        return 0 if self.service.capacity == Capacity.OPEN else None

    @property
    def only_says_open(self) -> bool:
        """Whether nothing is known of the wait but that the provider says there are places."""
        return self.wait.days is None and self.service.wait_weeks is None and self.service.capacity == Capacity.OPEN

    @property
    def who(self) -> list[str]:
        """Codes of who may refer; what the listing's ways in say, where the provider has chosen none."""
        if self.pathway and self.pathway.who:
            return list(self.pathway.who)
        by_family = self.service.access_routes != [AccessRoute.PROFESSIONAL]
        return [FAMILY, ANY] if by_family else [ANY]

    @property
    def needs_consent(self) -> bool:
        return bool(self.pathway and self.pathway.needs_consent)

    @property
    def takes_guests(self) -> bool:
        return self.pathway is None or self.pathway.takes_guests


def asked_here() -> QuerySet[Service]:
    """Services of the directory that take requests here."""
    return Service.objects.filter(
        status=ServiceStatus.ACTIVE, accepts_requests=True, organisation__is_active=True
    ).exclude(standing=Standing.HIDDEN)


def before(services: Sequence[Service], *, now: datetime) -> list[Before]:
    """The same services in the same order, with what to know before asking."""
    ids = [service.pk for service in services]
    pathways = {row.service_id: row for row in Pathway.objects.filter(service_id__in=ids)}
    known = waits(ids, now=now)
    return [Before(service, known[service.pk], pathways.get(service.pk)) for service in services]


def before_one(service: Service, *, now: datetime) -> Before:
    """One service."""
    return before([service], now=now)[0]


def shorter_waits(here: Before, *, now: datetime) -> list[Before]:
    """Services of the same kind and for the same ages where the wait is shorter, shortest first."""
    service, mine = here.service, here.expected_days
    if mine is None and service.capacity != Capacity.FULL:
        return []
    rows = (
        asked_here()
        .filter(service_terms__term__in=service.service_terms.values("term"), is_sensitive=service.is_sensitive)
        .exclude(pk=service.pk)
        .exclude(capacity=Capacity.FULL)
    )
    if service.min_age_months is not None:
        rows = rows.filter(Q(max_age_months__isnull=True) | Q(max_age_months__gte=service.min_age_months))
    if service.max_age_months is not None:
        rows = rows.filter(Q(min_age_months__isnull=True) | Q(min_age_months__lte=service.max_age_months))
    rows = rows.annotate(shared=Count("service_terms")).select_related("organisation").order_by("-shared", "name")
    shorter = [
        (found.expected_days, place, found)
        for place, found in enumerate(before(list(rows[:NEAR_ENOUGH]), now=now))
        if found.expected_days is not None
        and (mine is None or service.capacity == Capacity.FULL or found.expected_days < mine)
        # Two that both have places: only a counted or stated wait says that one of them is shorter.
        and not (found.only_says_open and service.capacity == Capacity.OPEN)
    ]
    return [found for _days, _place, found in sorted(shorter, key=lambda row: row[:2])[:ALTERNATIVES]]


def pathway_of(service_id: UUID) -> Pathway | None:
    """What the provider has said of how its service is referred to."""
    return Pathway.objects.filter(service_id=service_id).first()


def lacks_consent(service: Service, family_knows: bool | None, lawful_basis: str) -> bool:
    """Whether the service's pathway asks for the family's consent, and there is none."""
    pathway = pathway_of(service.pk)
    agreed = family_knows and lawful_basis == CONSENT
    return bool(pathway and pathway.needs_consent) and not agreed


def listed(*, words: str, who: str) -> QuerySet[Service]:
    """Services with a pathway, by name. Every one of `words` stands in its name, its organisation or what it does;
    `who` is a code of data/pathways.yaml."""
    rows = asked_here().select_related("organisation").order_by("name", "pk")
    for word in words.replace("\x00", " ").split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(organisation__name__icontains=word) | Q(summary__icontains=word))
    if who == FAMILY:
        rows = rows.exclude(access_routes=[AccessRoute.PROFESSIONAL], pathway__isnull=True)
        rows = rows.filter(Q(pathway__isnull=True) | Q(pathway__who=[]) | Q(pathway__who__contains=[who]))
    elif who:
        rows = rows.filter(
            Q(pathway__isnull=True)
            | Q(pathway__who=[])
            | Q(pathway__who__contains=[who])
            | Q(pathway__who__contains=[ANY])
        )
    return rows
