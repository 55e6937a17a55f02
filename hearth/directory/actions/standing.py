"""How far each listing is trusted to be still true: worked out every night for all of them, by the rules (policy).

Two steps, both in bulk and both safe to repeat or to break off: `work_out` brings the dates up to date and writes only
what differs; `move` takes the listings whose standing no longer is what the dates say, a few thousand at a time, each
time in a transaction of its own with its log entries, events and steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from hearth.audit import actions as audit
from hearth.core import clock, events
from hearth.core.actors import Actor
from hearth.core.rowcontext import acting_as
from hearth.directory import policy as policies
from hearth.directory.actions.steps import JOB
from hearth.directory.events import StandingChanged
from hearth.directory.models import FreshnessStep
from hearth.directory.policy import LATER, Policy

AT_A_TIME = 2000

DATES = """
insert into directory_reviewdates as kept
    (service_id, months, due_on, asked_from, counted_from, label_on, demote_on, hide_on, more_until, mails)
with rule as (
    select * from unnest(%(terms)s::uuid[], %(term_months)s::int[], %(term_label)s::int[], %(term_demote)s::int[],
                         %(term_hide)s::int[]) as r(term_id, months, label, demote, hide)
), ruled as (
    select st.service_id, min(r.months) as months, min(r.label) as label, min(r.demote) as demote, min(r.hide) as hide
    from directory_serviceterm st join rule r on r.term_id = st.term_id
    where %(only)s::uuid[] is null or st.service_id = any (%(only)s)
    group by st.service_id
), due as (
    select s.id, coalesce(ruled.months, %(months)s) as months,
           ((coalesce(s.assured_at, s.created_at) at time zone 'Europe/London')::date
            + make_interval(months => coalesce(ruled.months, %(months)s)))::date as due_on,
           coalesce(ruled.label, %(label)s) as label, coalesce(ruled.demote, %(demote)s) as demote,
           coalesce(ruled.hide, %(hide)s) as hide, d.asked_from, d.more_until, coalesce(d.mails, 0) as mails
    from directory_service s
    left join ruled on ruled.service_id = s.id
    left join directory_reviewdates d on d.service_id = s.id
    where s.status = 'active' and (%(only)s::uuid[] is null or s.id = any (%(only)s))
), asked as (
    select due.*, due_on - %(ask)s <= %(today)s::date as is_due,
           case when due_on - %(ask)s <= %(today)s::date then coalesce(asked_from, %(today)s::date) end as since
    from due
), counted as (
    -- Nobody is put last or hidden before somebody was asked in good time.
    select asked.*, greatest(due_on, coalesce(since, due_on - %(ask)s) + %(ask)s) as counted_from from asked
)
select id, months, due_on, since, counted_from, due_on + label, counted_from + demote, counted_from + hide,
       case when is_due then more_until end, case when is_due then mails else 0 end
from counted
order by id
on conflict (service_id) do update set
    months = excluded.months, due_on = excluded.due_on, asked_from = excluded.asked_from,
    counted_from = excluded.counted_from, label_on = excluded.label_on, demote_on = excluded.demote_on,
    hide_on = excluded.hide_on, more_until = excluded.more_until, mails = excluded.mails
where (kept.months, kept.due_on, kept.asked_from, kept.counted_from, kept.label_on, kept.demote_on, kept.hide_on,
       kept.more_until, kept.mails)
    is distinct from (excluded.months, excluded.due_on, excluded.asked_from, excluded.counted_from, excluded.label_on,
                      excluded.demote_on, excluded.hide_on, excluded.more_until, excluded.mails)
"""

# What the dates (d) say of a listing on a day.
STANDING = """
case when d.asked_from is null then 'current'
     when d.label_on > %(today)s::date then 'due'
     when d.demote_on > %(today)s::date or d.more_until >= %(today)s::date then 'unconfirmed'
     when d.hide_on > %(today)s::date then 'demoted'
     else 'hidden' end
"""
WRONG = f"""
select s.id from directory_service s join directory_reviewdates d on d.service_id = s.id
where s.status = 'active' and s.standing <> {STANDING} and (%(only)s::uuid[] is null or s.id = any (%(only)s))
order by s.id
"""  # noqa: S608 (no value is pasted in)
MOVE = f"""
with wrong as (
    select s.id, s.organisation_id, s.standing as before, {STANDING} as after
    from directory_service s join directory_reviewdates d on d.service_id = s.id
    where s.id = any (%(only)s) and s.status = 'active'
    order by s.id for update of s
)
update directory_service s set standing = wrong.after from wrong
where s.id = wrong.id and wrong.before <> wrong.after
returning s.id, s.organisation_id, wrong.before, wrong.after
"""  # noqa: S608


def work_out(*, policy: Policy, today: date, only: Sequence[UUID] | None = None) -> int:
    """Bring the dates of all shown listings (or only these) up to date; how many changed."""
    told = policy.columns()
    values = {
        "today": today,
        "only": list(only) if only is not None else None,
        "ask": policy.ask_days_before,
        "months": policy.usual.review_months,
        "terms": told["terms"],
        "term_months": told["months"],
        **{name: getattr(policy.usual, name) for name in LATER},
        **{f"term_{name}": told[name] for name in LATER},
    }
    with connection.cursor() as cursor:
        cursor.execute(DATES, values)
        return int(cursor.rowcount)


def move(
    *, policy: Policy, today: date, now: datetime, by: Actor, only: Sequence[UUID] | None = None, words: str = ""
) -> int:
    """Give every listing the standing that its dates say; how many moved. `words` go to the steps."""
    values = {"today": today, "only": list(only) if only is not None else None}
    with connection.cursor() as cursor:
        cursor.execute(WRONG, values)
        wrong = [row[0] for row in cursor.fetchall()]
    return sum(
        _move_some(wrong[start : start + AT_A_TIME], policy=policy, today=today, now=now, by=by, words=words)
        for start in range(0, len(wrong), AT_A_TIME)
    )


@transaction.atomic
def _move_some(ids: list[UUID], *, policy: Policy, today: date, now: datetime, by: Actor, words: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(MOVE, {"today": today, "only": ids})
        moved = cursor.fetchall()
    with acting_as(job=JOB):
        FreshnessStep.objects.bulk_create(
            FreshnessStep(
                service_id=service_id,
                organisation_id=organisation_id,
                step=after,
                before=before,
                after=after,
                at=now,
                by_kind=by.kind.value,
                by_name=by.name if by.is_staff else "",
                words=words,
                policy=policy.number,
            )
            for service_id, organisation_id, before, after in moved
        )
    audit.record_all(
        action="directory.standing_changed",
        by=by,
        subject_type="service",
        about=[
            audit.Subject(service_id, organisation_id, {"before": before, "after": after})
            for service_id, organisation_id, before, after in moved
        ],
    )
    events.publish_all([StandingChanged(*row) for row in moved], by=by)
    return len(moved)


def nightly(*, now: datetime, by: Actor) -> tuple[int, int]:
    """Both steps for the whole directory: how many dates changed, how many listings moved."""
    policy, today = policies.current(), clock.today(now)
    dates = work_out(policy=policy, today=today)
    return dates, move(policy=policy, today=today, now=now, by=by)
