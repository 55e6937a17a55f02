"""Looking for listings that may be of one service, and saying of two that they are not.

Never all against all: listings are compared only within blocks of those that share something (a phone number, a place,
a patch of the map …), made and joined by the database; a block that is too large is cut up by the words of the names.
So the work grows with the number of listings and never with its square. What comes out of the join is scored here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from hearth.audit import actions as audit
from hearth.core import events
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.directory.events import ProposedSame, SaidDifferent
from hearth.directory.likeness import Likeness, Shared, Side, Spot, likeness, rules
from hearth.directory.models import DuplicatePair, DuplicateSearch, PairState, Service, ServiceStatus
from hearth.directory.queries.listings import may_approve

JOB = "duplicates"
LOCK = 4_721_903  # one search at a time; any fixed number does
AT_A_TIME = 5000  # pairs scored and stored at a time


class AlreadyDecided(Exception):
    """Somebody else has decided on this pair, or it is no longer proposed. `.pair` says what became of it."""

    def __init__(self, pair: DuplicatePair) -> None:
        super().__init__("The pair is decided.")
        self.pair = pair


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a search: listings, pairs compared, pairs proposed now, and those that are proposed no longer."""

    listings: int
    compared: int
    proposed: int
    withdrawn: int


# What is compared of each listing that is not closed. Secret places are hidden from the job by row security.
SIDE = """
select s.id, trim(regexp_replace(translate(lower(unaccent(s.name)), '''’', ''), '[^a-z0-9]+', ' ', 'g')) as name,
       trim(regexp_replace(translate(lower(unaccent(o.name)), '''’', ''), '[^a-z0-9]+', ' ', 'g'))
           as organisation,
       s.source, s.min_age_months, s.max_age_months,
       right(regexp_replace(s.phone, '[^0-9]', '', 'g'), 10) as phone, lower(s.email) as email,
       rtrim(regexp_replace(lower(s.website), '^https?://(www\\.)?|[?#].*$', '', 'g'), '/') as website,
       coalesce(at.places, '[]') as places,
       coalesce((select bit_or(1 << (array_position(array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], day) - 1))
                 from directory_schedule c, unnest(c.byday::text[]) day
                 where c.service_id = s.id and day in ('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')), 0) as days,
       md5(concat_ws('|', lower(s.name), s.organisation_id, at.keys)) as said
from directory_service s join access_organisation o on o.id = s.organisation_id and o.is_active
left join lateral (
    select jsonb_agg(jsonb_build_array(place.key, round(place.x), round(place.y))) as places,
           string_agg(distinct coalesce(nullif(place.key, ''), round(place.x) || ' ' || round(place.y)), ' ') as keys
    from (select case when p.site_id is not null then p.site_id::text when p.postcode <> ''
                      then upper(replace(p.postcode, ' ', '')) || ' ' || lower(p.address_1) else '' end as key,
                 directory_plane_x(coalesce(p.latitude, t.latitude), coalesce(p.longitude, t.longitude)) as x,
                 directory_plane_y(coalesce(p.latitude, t.latitude), coalesce(p.longitude, t.longitude)) as y
          from directory_serviceplace p left join directory_site t on t.id = p.site_id
          where p.service_id = s.id and not p.is_confidential
            and (p.site_id is not null or p.latitude is not null or p.postcode <> '')) place
) at on true
where s.status <> 'closed' and s.merged_into_id is null
"""
BLOCKS = f"""
create temporary table duplicate_side on commit drop as {SIDE};
create unique index on duplicate_side (id);
analyze duplicate_side;

create temporary table duplicate_key on commit drop as
select id, kind, value, count(*) over (partition by kind, value) as listings from (
    select id, 'phone' as kind, phone as value from duplicate_side where length(phone) >= 9
    union all select id, 'email', email from duplicate_side where email <> ''
    union all select id, 'website', website from duplicate_side where website <> ''
    union all select id, 'organisation', organisation from duplicate_side
    union all select id, 'name', name from duplicate_side
    union all select distinct id, 'place', place ->> 0 from duplicate_side, jsonb_array_elements(places) place
              where place ->> 0 <> ''
    -- Squares laid twice, half a square apart: two doors close to each other stand in one of them.
    union all select distinct id, 'patch', concat_ws(' ', shift, floor((place ->> 1)::float8 / %(patch)s + shift / 2.0),
                                                     floor((place ->> 2)::float8 / %(patch)s + shift / 2.0))
              from duplicate_side, jsonb_array_elements(places) place, generate_series(0, 1) shift
              where place ->> 1 is not null
) every;
create index on duplicate_key (id);
analyze duplicate_key;

create temporary table duplicate_block on commit drop as
select id, kind || ' ' || value as block from duplicate_key where listings between 2 and %(block)s
union all
select id, block from (
    select k.id, k.kind || ' ' || k.value || ' ' || word as block,
           count(*) over (partition by k.kind, k.value, word) as listings
    from duplicate_key k join duplicate_side s on s.id = k.id
    cross join lateral (select distinct word from unnest(string_to_array(s.name, ' ')) word where length(word) > 3) w
    where k.listings > %(block)s
) cut where listings between 2 and %(block_with_word)s;
create index on duplicate_block (block);
analyze duplicate_block;

create temporary table duplicate_candidate on commit drop as
select distinct a.id as first_id, b.id as second_id
from duplicate_block a join duplicate_block b on b.block = a.block and b.id > a.id;
analyze duplicate_candidate;
"""  # noqa: S608 (no value is pasted in)
# Names that have few letters in common are not worth being sent over: the score would turn them down. Nor are those on
# which somebody has decided, until one of the two is another than it was then.
ALIKE = """
select c.first_id, c.second_id, a.said || b.said,
       a.name, a.organisation, a.source, a.min_age_months, a.max_age_months, a.places, a.days,
       b.name, b.organisation, b.source, b.min_age_months, b.max_age_months, b.places, b.days,
       (select coalesce(jsonb_agg(jsonb_build_array(k.kind, k.value, k.listings) order by k.kind), '[]')
        from duplicate_key k join duplicate_key l on l.id = c.second_id and l.kind = k.kind and l.value = k.value
        where k.id = c.first_id and k.kind in ('phone', 'email', 'website'))
from duplicate_candidate c
join duplicate_side a on a.id = c.first_id
join duplicate_side b on b.id = c.second_id
where similarity(a.name, b.name) >= 0.3
  and not exists (select 1 from directory_duplicatepair p
                  where p.first_id = c.first_id and p.second_id = c.second_id
                    and p.state <> 'proposed' and p.said = a.said || b.said)
order by c.first_id, c.second_id
"""
SIDE_COLUMNS = 7


def look(*, now: datetime) -> Looked:
    """Propose every pair of listings that may be of one service; what no longer is one is proposed no longer. What an
    editor has decided stays until one of the two changes its name, organisation or place. Run twice, it changes
    nothing; one run at a time, the second does nothing."""
    began = monotonic()
    with transaction.atomic(), acting_as(job=JOB), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not (cursor.fetchone() or [False])[0]:
            return Looked(0, 0, 0, 0)
        # A search of the whole directory takes longer than a page may.
        cursor.execute("set local statement_timeout = '15min'")
        cursor.execute("set local work_mem = '64MB'")
        numbers = rules()
        sizes = {"block": numbers.block, "block_with_word": numbers.block_with_word, "patch": 2 * numbers.near_metres}
        for statement in BLOCKS.split(";\n"):
            if statement.strip():
                cursor.execute(statement, sizes)
        cursor.execute("select (select count(*) from duplicate_side), (select count(*) from duplicate_candidate)")
        listings, compared = cursor.fetchone() or (0, 0)
        kept: list[UUID] = []
        for scored in _alike():
            kept += _store(scored, now)
        # What an editor put forward stays until somebody decides.
        gone = DuplicatePair.objects.filter(state=PairState.PROPOSED, proposed_by="").exclude(pk__in=kept)
        withdrawn = gone.delete()[0]
        cursor.execute("drop table duplicate_candidate, duplicate_block, duplicate_key, duplicate_side")
        DuplicateSearch.objects.update_or_create(
            only=True,
            defaults={
                "at": now,
                "listings": listings,
                "compared": compared,
                "proposed": len(kept),
                "milliseconds": round(1000 * (monotonic() - began)),
            },
        )
        return Looked(listings, compared, len(kept), withdrawn)


def is_due(*, now: datetime) -> bool:
    """Whether a listing has come, gone or changed since the last search began."""
    last = DuplicateSearch.objects.first()
    return last is None or Service.objects.filter(edited_at__gte=last.at, edited_at__lte=now).exists()


Scored = tuple[UUID, UUID, str, Likeness]


def _alike() -> Iterator[list[Scored]]:
    """The pairs that score high enough, some at a time."""
    with connection.cursor() as cursor:
        cursor.execute(ALIKE)
        while rows := cursor.fetchmany(AT_A_TIME):
            found = []
            for first_id, second_id, said, *rest in rows:
                one = _side(first_id, rest[:SIDE_COLUMNS])
                other = _side(second_id, rest[SIDE_COLUMNS : 2 * SIDE_COLUMNS])
                like = likeness(one, other, [Shared(*shared) for shared in _json(rest[-1])])
                if like is not None:
                    found.append((first_id, second_id, said, like))
            yield found


def _side(pk: UUID, row: list[Any]) -> Side:
    name, organisation, source, low, high, places, days = row
    spots = tuple(Spot(key or "", x, y) for key, x, y in _json(places))
    return Side(pk, name, organisation, source, low, high, spots, days)


def _json(value: Any) -> Any:
    """A column of raw SQL, which Django hands over as text."""
    return json.loads(value) if isinstance(value, str) else value


def _store(scored: list[Scored], now: datetime) -> list[UUID]:
    """Add or bring up to date; the ids of the pairs."""
    there = {
        (pair.first_id, pair.second_id): pair
        for pair in DuplicatePair.objects.filter(first_id__in=[first for first, *_rest in scored])
    }
    new, changed, kept = [], [], []
    for first, second, said, like in scored:
        values = {"score": like.score, "evidence": like.evidence, "said": said, "state": PairState.PROPOSED}
        pair = there.get((first, second))
        if pair is None:
            pair = DuplicatePair(created_at=now, first_id=first, second_id=second, **values)
            new.append(pair)
        elif any(getattr(pair, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(pair, name, value)
            changed.append(pair)
        kept.append(pair.pk)
    DuplicatePair.objects.bulk_create(new)
    DuplicatePair.objects.bulk_update(changed, ["score", "evidence", "said", "state"])
    return kept


class NotTwo(ValueError):
    """There are no two listings to bring together: it is the same one, or one is closed or part of another."""


@transaction.atomic
def propose(*, one_id: UUID, other_id: UUID, why: str, by: Actor, now: datetime) -> DuplicatePair:
    """An editor puts two listings forward as one service: they stand among the pairs to look at, found or not.

    Raises PermissionDenied, NotTwo, and AlreadyDecided where these two stand among the pairs already, however decided.
    """
    if not may_approve(by):
        raise PermissionDenied
    first_id, second_id = sorted((one_id, other_id))
    # Locked in one order, so that neither is closed or taken in meanwhile, and two editors make one pair.
    there = Service.objects.select_for_update().filter(pk__in={first_id, second_id}, merged_into__isnull=True)
    if len(there.exclude(status=ServiceStatus.CLOSED).order_by("pk")) != 2:
        raise NotTwo
    pair = DuplicatePair.objects.filter(first_id=first_id, second_id=second_id).first()
    if pair is not None:
        raise AlreadyDecided(pair)
    pair = DuplicatePair(
        created_at=now, first_id=first_id, second_id=second_id, score=0, proposed_by=by.name,
        proposed_why=why.strip()[:300],
    )  # fmt: skip
    pair.said = said_now(pair)
    pair.save(force_insert=True)
    audit.record(
        action="directory.proposed_same", by=by, subject_type="pair", subject_id=pair.pk, reason=why.strip()[:120]
    )
    events.publish(ProposedSame(pair.pk), by=by)
    return pair


@transaction.atomic
def say_different(*, pair_id: UUID, reason: str, by: Actor, now: datetime) -> DuplicatePair:
    """These are two services: they are not proposed again while both keep their names, organisations and places.

    Raises PermissionDenied, AlreadyDecided, DuplicatePair.DoesNotExist.
    """
    return _decide(pair_id, PairState.PROPOSED, PairState.DIFFERENT, reason, by, now)


@transaction.atomic
def propose_again(*, pair_id: UUID, by: Actor, now: datetime) -> DuplicatePair:
    """They may be one after all: back to the proposals. Raises as say_different does."""
    return _decide(pair_id, PairState.DIFFERENT, PairState.PROPOSED, "", by, now)


def _decide(pair_id: UUID, before: PairState, after: PairState, reason: str, by: Actor, now: datetime) -> DuplicatePair:
    if not may_approve(by):
        raise PermissionDenied
    pair = DuplicatePair.objects.select_for_update().get(pk=pair_id)
    if pair.state != before:
        raise AlreadyDecided(pair)
    pair.state, pair.reason, pair.decided_at, pair.decided_by = after, reason.strip()[:300], now, by.name
    pair.said = said_now(pair)
    pair.save(update_fields=["state", "reason", "decided_at", "decided_by", "said"])
    audit.record(
        action="directory.said_different" if after == PairState.DIFFERENT else "directory.proposed_again",
        by=by,
        subject_type="pair",
        subject_id=pair.pk,
        reason=reason.strip()[:120],
    )
    events.publish(SaidDifferent(pair.pk, after == PairState.DIFFERENT), by=by)
    return pair


def said_now(pair: DuplicatePair) -> str:
    """What counts as a material change of either, as it stands; as before where one of them is closed."""
    with connection.cursor() as cursor:
        cursor.execute(f"select id, said from ({SIDE} and s.id = any (%s)) side", [[pair.first_id, pair.second_id]])  # noqa: S608
        found = dict(cursor.fetchall())
    both = [found.get(pk) for pk in (pair.first_id, pair.second_id)]
    return "".join(str(one) for one in both) if all(both) else pair.said
