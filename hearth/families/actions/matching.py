"""Learning to match from what is recorded, and linking by what was learned. What somebody decided stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.families.actions.keys import keep_lacking_keys
from hearth.families.actions.linking import recompute
from hearth.families.components import Pair as Ids
from hearth.families.components import ordered
from hearth.families.matching import matching, scoring, table
from hearth.families.matching.bulk import uncollected
from hearth.families.matching.evaluation import linked
from hearth.families.matching.model import Model
from hearth.families.matching.people import Link, group
from hearth.families.matching.records import Comparable, Raw
from hearth.families.matching.rules import KEEP_FROM, REVIEW_FROM, Bar, Pair, bar, two_numbers, two_people
from hearth.families.models import Hazard, LinkCandidate, LinkDecision, MatchModel, Origin, PersonLink, Verdict

_HAZARDS = {
    Bar.NUMBERS: Hazard.NUMBERS,
    Bar.TWIN: Hazard.TWIN,
    Bar.BIRTH_DATE: Hazard.NAMESAKE,
    Bar.NO_NAME: Hazard.PROVISIONAL,
}
_AT_ONCE = 2000
_LOCK = 0x4D415443  # "MATC": the advisory lock that one training or run holds


class MatchingRuns(Exception):
    """A training or a run goes on at this moment."""


# Asked one by one and put together here: joined, each row of one would ask the row rules of all rows of the other.
_RECORDS = """
    select id::text, given_name, family_name, coalesce(birth_date::text, ''), sex, postcode, address
    from families_sourcerecord
"""
_NUMBERS = "select source_record_id::text, value from families_identifier where scheme = 'nhs'"
_CORRECTED = "select corrects_id::text from families_sourcerecord where corrects_id is not null"


@dataclass(frozen=True, slots=True)
class Matched:
    """What a run did. Counts of pairs, but for `records`."""

    records: int
    linked: int
    unlinked: int
    to_review: int
    model_version: int


def train(*, by: Actor, now: datetime) -> MatchModel:
    """Learn a model from all records, without labels, and make it the live one.

    Raises model.Untrained where a level stays without a share; the model that was live then stays so. Raises
    MatchingRuns.
    """
    with transaction.atomic(), acting_as(job="matching"):
        _alone()
        newest = MatchModel.objects.order_by("-version").values_list("version", flat=True).first() or 0
        con = table.connect()
        table.lay_rows(con, _rows())
        model = matching.learn(con, version=str(newest + 1))
        MatchModel.objects.filter(is_live=True).update(is_live=False)
        row = MatchModel.objects.create(
            created_at=now,
            version=newest + 1,
            settings=json.loads(model.to_json()),
            report=model.report,
            records=table.count(con),
            is_live=True,
        )
        audit.record(action="families.model_trained", by=by, detail={"version": row.version, "records": row.records})
    return row


@uncollected()
def run(*, by: Actor, now: datetime) -> Matched:
    """Link what is beyond doubt, and lay the rest before somebody. Twice changes nothing.

    The model's own links end where they are no longer likely (rules.KEEP_FROM). What a member decided is never touched.
    """
    live = MatchModel.objects.filter(is_live=True).first() or train(by=by, now=now)
    model = Model.from_json(json.dumps(live.settings))
    keep_lacking_keys()
    with transaction.atomic(), acting_as(job="matching"):
        _alone()
        con = table.connect()
        table.lay_rows(con, _rows())
        table.make_comparable(con)
        pairs = matching.score(con, model)
        stand = list(LinkDecision.objects.filter(revoked_at=None).order_by("created_at"))
        newest = _newest()
        by_member = {_ids(row, newest): row for row in stand if row.origin == Origin.PERSON}
        by_model = {_ids(row, newest): row for row in stand if row.origin == Origin.MODEL}
        records = matching.all_comparables(con)
        wanted = _wanted(pairs, by_model, records, families=model.families)
        now_linked = {key: pair for key, pair in wanted.items() if key not in by_model and key not in by_member}
        gone = [
            row
            for key, row in by_model.items()
            if key not in wanted and str(key[0]) in records and str(key[1]) in records
        ]
        LinkDecision.objects.filter(pk__in=[row.pk for row in gone], revoked_at=None).update(
            revoked_at=now, revoked_reason="no longer likely"
        )
        _link(now_linked.values(), model, live.version, records, by=by, now=now)
        _recompute([*now_linked, *((row.record_a_id, row.record_b_id) for row in gone)], by=by, now=now)
        to_review = _lay_before_somebody(pairs, by_member, model, live.version, records, now=now)
        done = Matched(len(records), len(now_linked), len(gone), to_review, live.version)
        audit.record(
            action="families.matched",
            by=by,
            detail={"linked": done.linked, "unlinked": done.unlinked, "to_review": done.to_review},
        )
    return done


def _rows() -> Iterator[Raw]:
    """Every record that matching may look at: of each source the newest word, as what was corrected is tied to it and
    is not compared again. A protected address is not even compared."""
    with connection.cursor() as cursor:
        cursor.execute("select record::text, kind from hearth_sealed_from_matching()")
        sealed = cursor.fetchall()
        hidden = {record for record, kind in sealed if kind == "address"}
        cursor.execute(_CORRECTED)
        out = {record for record, kind in sealed if kind != "address"}.union(row[0] for row in cursor.fetchall())
        cursor.execute(_NUMBERS)
        number = dict(cursor.fetchall())
        cursor.execute(_RECORDS)
        while rows := cursor.fetchmany(10_000):
            for record, *said, postcode, address in rows:
                if record not in out:
                    where = () if record in hidden else (postcode, address)
                    yield Raw(record, number.get(record, ""), *said, *where)


def _newest() -> dict[UUID, UUID]:
    """Of each record that was corrected, the newest word of the same source: a decision about the one holds for the
    other, or the same question would come back after every correction."""
    with connection.cursor() as cursor:
        cursor.execute("select corrects_id, id from families_sourcerecord where corrects_id is not null")
        later = dict(cursor.fetchall())
    found = {}
    for record in later:
        last = later[record]
        while last in later:
            last = later[last]
        found[record] = last
    return found


def _ids(row: LinkDecision, newest: dict[UUID, UUID]) -> Ids:
    one, other = (newest.get(record, record) for record in (row.record_a_id, row.record_b_id))
    return ordered((one, other))


def _alone() -> None:
    """One training or run at a time, until the transaction ends. Raises MatchingRuns."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not (cursor.fetchone() or [False])[0]:
            raise MatchingRuns("Matching is running already. Try again when it has finished.")


def _key(pair: Pair | Link) -> Ids:
    return ordered((UUID(pair.one), UUID(pair.other)))


def _wanted(
    pairs: list[Pair], by_model: dict[Ids, LinkDecision], records: dict[str, Comparable], *, families: bool
) -> dict[Ids, Pair]:
    """The pairs that the model links: likely enough, barred by nothing, and fitting together. What members decided is
    not asked: it is laid over these links wherever people are worked out, and what it sets aside stands until then."""
    by_key = {_key(pair): pair for pair in pairs}
    links = {_key(link): link for link in linked(pairs, families=families)}
    for key in by_model.keys() & by_key.keys() - links.keys():
        pair = by_key[key]
        if pair.probability >= KEEP_FROM and bar(pair.pattern, families=families) is None:
            links[key] = Link(0.0, pair.one, pair.other)  # it stands: after everything surer
    found = group(links.values(), records, apart=two_people if families else two_numbers)
    refused = {_key(link) for link in found.refused}
    return {key: by_key[key] for key in links if key not in refused}


def _evidence(model: Model, pair: Pair, records: dict[str, Comparable]) -> list[list[str | float]]:
    found = scoring.evidence(model, records[pair.one], records[pair.other])
    return [[each.comparison, each.level, round(each.weight, 2)] for each in found]


def _link(
    pairs: Iterable[Pair], model: Model, version: int, records: dict[str, Comparable], *, by: Actor, now: datetime
) -> None:
    LinkDecision.objects.bulk_create(
        [
            LinkDecision(
                id=uuid4(),
                created_at=now,
                record_a_id=_key(pair)[0],
                record_b_id=_key(pair)[1],
                verdict=Verdict.SAME,
                origin=Origin.MODEL,
                probability=pair.probability,
                evidence=_evidence(model, pair, records),
                model_version=version,
                by_name=by.name,
            )
            for pair in pairs
        ],
        batch_size=_AT_ONCE,
    )


def _recompute(changed: list[Ids], *, by: Actor, now: datetime) -> None:
    """Records that are tied together are taken in one go by `recompute`; some thousands of pairs at a time."""
    changed.sort()
    for start in range(0, len(changed), _AT_ONCE):
        touched = {record for pair in changed[start : start + _AT_ONCE] for record in pair}
        recompute(records=touched, by=by, now=now)


def _lay_before_somebody(
    pairs: list[Pair],
    by_member: dict[Ids, LinkDecision],
    model: Model,
    version: int,
    records: dict[str, Comparable],
    *,
    now: datetime,
) -> int:
    """Open a candidate for each doubtful pair of two people, and close those that are doubtful no longer."""
    person = dict(PersonLink.objects.values_list("source_record", "person"))
    doubtful = {
        key: pair
        for pair in pairs
        if pair.probability >= REVIEW_FROM
        and (key := _key(pair)) not in by_member
        and person.get(key[0]) != person.get(key[1])
    }
    open_now = {(row.record_a_id, row.record_b_id): row for row in LinkCandidate.objects.filter(closed_at=None)}
    ended = [row.pk for key, row in open_now.items() if key not in doubtful]
    LinkCandidate.objects.filter(pk__in=ended).update(closed_at=now)
    _say_anew([(row, doubtful[key]) for key, row in open_now.items() if key in doubtful], model, version, records)
    LinkCandidate.objects.bulk_create(
        [
            LinkCandidate(
                id=uuid4(),
                created_at=now,
                record_a_id=key[0],
                record_b_id=key[1],
                probability=pair.probability,
                evidence=_evidence(model, pair, records),
                hazard=_hazard(pair),
                model_version=version,
            )
            for key, pair in doubtful.items()
            if key not in open_now
        ],
        batch_size=_AT_ONCE,
    )
    return len(doubtful)


def _say_anew(
    waiting: list[tuple[LinkCandidate, Pair]], model: Model, version: int, records: dict[str, Comparable]
) -> None:
    """Whoever looks at a pair sees what the live model says of it, not what an earlier one said."""
    changed = []
    for row, pair in waiting:
        if (row.model_version, row.probability) != (version, pair.probability):
            row.probability, row.model_version = pair.probability, version
            row.evidence, row.hazard = _evidence(model, pair, records), _hazard(pair)
            changed.append(row)
    LinkCandidate.objects.bulk_update(
        changed, ["probability", "model_version", "evidence", "hazard"], batch_size=_AT_ONCE
    )


def _hazard(pair: Pair) -> str:
    why = bar(pair.pattern)
    return _HAZARDS.get(why, "") if why else ""
