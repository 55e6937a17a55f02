"""How well requests are answered: each function is *the* definition of its figures. Counts, never families.

A period is half-open, [start, end), over the day on which a request was sent. What was sent by mistake counts nowhere.
Times are working days. Nothing here is kept back yet: `staff.numbers` hides what is small before it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from hearth.access.models import Organisation
from hearth.access.queries import may_everywhere, organisations_where
from hearth.core.actors import Actor
from hearth.directory.models import Service, Site
from hearth.referrals.models import LoopFact, State

NUMBERS = "referrals.numbers"
STAGES = ("to_open", "to_answer", "to_contact", "waiting", "to_end")
CLOSED = Q(is_open=False, has_outcome=True, family_told=True, sender_told=True)
Facts = QuerySet[LoopFact]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests are counted. `end` is the day after the last one; None counts every service, hub, organisation."""

    start: date
    end: date
    service_id: UUID | None = None
    hub_id: UUID | None = None
    provider_id: UUID | None = None

    def narrow(self, rows: Facts) -> Facts:
        """Those of the chosen service, hub and organisation, whenever they were sent."""
        for name in ("service_id", "hub_id", "provider_id"):
            if (wanted := getattr(self, name)) is not None:
                rows = rows.filter(**{name: wanted})
        return rows


def facts_visible_to(actor: Actor) -> Facts:
    """The reader's own organisation's; the whole network's for the host's people. Needs `referrals.numbers`."""
    rows = LoopFact.objects.exclude(state=State.IN_ERROR)
    if may_everywhere(actor, NUMBERS):
        return rows
    return rows.filter(provider_id__in=organisations_where(actor, NUMBERS))


@dataclass(frozen=True, slots=True)
class Cohort:
    """What became of the requests that were sent in a period, of one service or hub or of all.

    `sent` = `closed` + `open` + `silent`: closed loops (an outcome is recorded, the family and the sender were told),
    those still going on, and those that ended without one of the three. `family_untold` and `sender_untold` are of the
    silent ones, and may overlap.
    """

    sent: int = 0
    closed: int = 0
    open: int = 0
    family_untold: int = 0
    sender_untold: int = 0

    @property
    def silent(self) -> int:
        return self.sent - self.closed - self.open

    def __add__(self, other: Cohort) -> Cohort:
        return Cohort(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def cohorts(rows: Facts, by: str) -> dict[UUID | None, Cohort]:
    """Cohorts by `service_id` or `hub_id`."""
    counted = rows.order_by().values(by).annotate(
        sent=Count("pk"),
        closed=Count("pk", filter=CLOSED),
        open=Count("pk", filter=Q(is_open=True)),
        family_untold=Count("pk", filter=Q(is_open=False, family_told=False)),
        sender_untold=Count("pk", filter=Q(is_open=False, sender_told=False)),
    )  # fmt: skip
    return {row.pop(by): Cohort(**row) for row in counted}


@dataclass(frozen=True, slots=True)
class Times:
    """How long a stage took, in working days, of those that came to its end: so many requests for each number of
    days."""

    days: Mapping[int, int]

    @property
    def base(self) -> int:
        return sum(self.days.values())

    def percentile(self, per_cent: int) -> int | None:
        """The least number of days within which at least so many per cent were through; None where there are none."""
        needed, through = self.base * per_cent, 0
        for days in sorted(self.days):
            through += self.days[days]
            if through * 100 >= needed:
                return days
        return None


def times(rows: Facts, stage: str, by: str) -> dict[UUID | None, Counter[int]]:
    """How many took how many working days for a stage (`STAGES`), by `service_id` or `hub_id`."""
    field = "days_waiting" if stage == "waiting" else f"days_{stage}"
    found: dict[UUID | None, Counter[int]] = {}
    counted = rows.filter(**{f"{field}__isnull": False}).order_by().values_list(by, field).annotate(n=Count("pk"))
    for key, days, number in counted:
        found.setdefault(key, Counter())[days] = number
    return found


def total_times(parts: Iterable[Mapping[int, int]]) -> Times:
    """Those of several services together."""
    total: Counter[int] = Counter()
    for part in parts:
        total.update(part)
    return Times(total)


def declines(rows: Facts) -> dict[str, int]:
    """How many were declined, by reason (data/reasons.yaml)."""
    declined = rows.filter(state=State.DECLINED).order_by().values_list("reason").annotate(n=Count("pk"))
    return dict(declined)


def outcomes(rows: Facts) -> dict[str, Counter[str]]:
    """What came of each need of those that were completed: how many requests by need (data/needs.yaml) and outcome. A
    request counts once for each of its needs."""
    completed = rows.filter(state=State.COMPLETED).exclude(by_need={})
    found: dict[str, Counter[str]] = {}
    for by_need, number in completed.order_by().values_list("by_need").annotate(n=Count("pk")):
        for need, outcome in by_need.items():
            found.setdefault(need, Counter())[outcome] += number
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How the open requests stand now, whenever they were sent."""

    open: int = 0
    before_contact: int = 0
    late: int = 0

    def __add__(self, other: Standing) -> Standing:
        return Standing(self.open + other.open, self.before_contact + other.before_contact, self.late + other.late)


def standings(rows: Facts, by: str, today: date) -> dict[UUID | None, Standing]:
    """Open requests by `service_id` or `hub_id`; late ones are those whose running clock has passed."""
    counted = rows.filter(is_open=True).order_by().values(by).annotate(
        open=Count("pk"),
        before_contact=Count("pk", filter=Q(started=False)),
        late=Count("pk", filter=Q(due_by__lt=today)),
    )  # fmt: skip
    return {row.pop(by): Standing(**row) for row in counted}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open requests before the first contact, by age band (a code of data/desk.yaml, or adult or not-said) and by ward
    ("" where the postcode is not known)."""

    by_age: Mapping[str, int]
    by_area: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_age.values())


def waiting(asked: Asked, today: date) -> Waiting:
    """Who waits, of those that the reader may count: the database says which."""
    by_age: Counter[str] = Counter()
    by_area: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select band, area, sum(number)::bigint from hearth_waiting_counts(%(today)s)
            where (%(service)s::uuid is null or service_id = %(service)s)
              and (%(hub)s::uuid is null or hub_id = %(hub)s)
              and (%(provider)s::uuid is null or provider_id = %(provider)s)
            group by band, area
            """,
            {"today": today, "service": asked.service_id, "hub": asked.hub_id, "provider": asked.provider_id},
        )
        for band, area, number in cursor.fetchall():
            by_age[band] += number
            by_area[area] += number
    return Waiting(by_age, by_area)


def choices(rows: Facts) -> tuple[list[Service], list[Site], list[Organisation]]:
    """The services, hubs and organisations that have something to count, by name."""
    keys = list(rows.order_by().values_list("service_id", "hub_id", "provider_id").distinct())
    services, hubs, providers = ({row[place] for row in keys if row[place]} for place in range(3))
    return (
        list(Service.objects.filter(pk__in=services).only("name").order_by("name")),
        list(Site.objects.filter(pk__in=hubs).only("name").order_by("name")),
        list(Organisation.objects.filter(pk__in=providers).only("name").order_by("name")),
    )
