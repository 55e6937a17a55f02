"""Telling those who follow: from news to alerts, from alerts to emails. Run by jobs; each bears being run twice."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from hearth.access.actions.notices import notify_staff
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.directory.actions import news
from hearth.directory.actions.follows import JOB, no_emails_token, stop_token
from hearth.directory.follow_rules import rules
from hearth.directory.models import Alert, FollowChoice, ListingNews, TellHow
from hearth.directory.queries.follows import FOLLOWS
from hearth.directory.staff import alert_mail

AT_A_TIME = 2000  # news spread in one transaction

# One alert for each member and piece of news, by the nearest of the things followed. Nobody hears of their own doing.
SPREAD = """
insert into directory_alert (id, created_at, user_id, organisation_id, news_id, follow_id)
select distinct on (user_id, organisation_id, news_id)
       gen_random_uuid(), %(now)s, user_id, organisation_id, news_id, follow_id
from (
    select f.user_id, f.organisation_id, n.id as news_id, f.id as follow_id, 1 as nearness
    from directory_listingnews n cross join lateral directory_taken_in(n.service_id) as taken
    join directory_follow f on f.service_id = taken
    where n.id = any (%(ids)s) and n.kind = any (%(service)s)
      and f.created_at <= n.created_at and f.user_id is distinct from n.by_user_id
    union all
    select f.user_id, f.organisation_id, n.id, f.id, 2
    from directory_listingnews n
    join directory_serviceplace p on p.service_id = n.service_id and not p.is_confidential
    join directory_follow f on f.site_id = p.site_id and f.term_id is null
    where n.id = any (%(ids)s) and n.kind = any (%(hub)s)
      and f.created_at <= n.created_at and f.user_id is distinct from n.by_user_id
    union all
    select f.user_id, f.organisation_id, n.id, f.id, 3
    from directory_listingnews n
    join directory_serviceterm st on st.service_id = n.service_id
    join directory_term t on t.id = st.term_id
    join directory_follow f on f.term_id in (t.id, t.parent_id)
    join directory_site hub on hub.id = f.site_id
    where n.id = any (%(ids)s) and n.kind = any (%(category)s)
      and f.created_at <= n.created_at and f.user_id is distinct from n.by_user_id
      and (not exists (select 1 from directory_serviceplace p where p.service_id = n.service_id)
           or exists (
            select 1 from directory_serviceplace p left join directory_site at on at.id = p.site_id
            where p.service_id = n.service_id and not p.is_confidential and (p.site_id = hub.id or
                sqrt((directory_plane_x(coalesce(p.latitude, at.latitude), coalesce(p.longitude, at.longitude))
                      - directory_plane_x(hub.latitude, hub.longitude)) ^ 2
                   + (directory_plane_y(coalesce(p.latitude, at.latitude), coalesce(p.longitude, at.longitude))
                      - directory_plane_y(hub.latitude, hub.longitude)) ^ 2) <= %(near)s)))
) found
order by user_id, organisation_id, news_id, nearness
on conflict do nothing
"""


def spread(*, now: datetime) -> int:
    """Note what has newly come into the directory and make alerts of all news that nobody has been told of; how many
    pieces of news."""
    news.note_arrivals(now=now)
    count = 0
    while batch := _spread_batch(now):
        count += batch
    return count


def _spread_batch(now: datetime) -> int:
    with transaction.atomic(), acting_as(job=JOB):
        rows = ListingNews.objects.filter(spread_at__isnull=True).order_by("created_at")
        ids = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_A_TIME])
        if not ids:
            return 0
        hears = rules().hears
        with connection.cursor() as cursor:
            cursor.execute(SPREAD, {"now": now, "ids": ids, "near": rules().near_metres, **hears})
        ListingNews.objects.filter(pk__in=ids).update(spread_at=now)
        return len(ids)


def _chose(*how: TellHow) -> Exists:
    return Exists(
        FollowChoice.objects.filter(
            user_id=OuterRef("user_id"), organisation_id=OuterRef("organisation_id"), how__in=how
        )
    )


def mail_at_once(*, now: datetime) -> int:
    """Email what has not been emailed to those who want to hear at once; how many emails. What those who want none have
    been told counts as done."""
    with transaction.atomic(), acting_as(job=JOB):
        Alert.objects.filter(_chose(TellHow.NEVER), mailed_at__isnull=True).update(mailed_at=now)
        waiting = Alert.objects.filter(_chose(TellHow.AT_ONCE), mailed_at__isnull=True)
        return _mail(waiting, "directory.alerts", now)


def mail_digest(*, now: datetime) -> int:
    """Email once a day what those who want that have not seen on their page yet; how many emails."""
    with transaction.atomic(), acting_as(job=JOB):
        waiting = Alert.objects.filter(~_chose(TellHow.AT_ONCE, TellHow.NEVER), mailed_at__isnull=True)
        return _mail(waiting, "directory.digest", now, day=clock.today(now))


def _mail(waiting: QuerySet[Alert], purpose: str, now: datetime, *, day: date | None = None) -> int:
    """One email to each member with all that waits for them and that they have not seen on their page. With a day, one
    a day at most."""
    waiting.filter(read_at__isnull=False).update(mailed_at=now)
    rows = list(
        waiting.select_related(
            "news__service__organisation", "follow__service", "follow__site", "follow__term"
        ).order_by("user_id", "organisation_id", "-news__created_at")
    )
    count = 0
    for (user_id, organisation_id), group in groupby(rows, key=lambda row: (row.user_id, row.organisation_id)):
        told = list(group)
        count += _mail_one(
            user_id, organisation_id, told, purpose, f"{organisation_id}:{day}" if day else str(told[0].pk)
        )
    Alert.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    return count


def _mail_one(user_id: UUID, organisation_id: UUID, rows: list[Alert], purpose: str, once: str) -> int:
    stop = {row.follow_id: stop_token(row.follow_id) for row in rows if row.follow_id}
    subject, body = alert_mail.news_email(rows, stop=stop, no_emails=no_emails_token(user_id, organisation_id))
    return notify_staff(
        organisation_id=organisation_id,
        permission=FOLLOWS,
        only_user_id=user_id,
        subject=subject,
        body=body,
        purpose=purpose,
        key=f"{purpose}:{once}",
        subject_type="directory.Alert",
    )


def forget(*, now: datetime) -> int:
    """Delete alerts and news whose time is over; how many alerts."""
    with transaction.atomic(), acting_as(job=JOB):
        count = Alert.objects.filter(created_at__lt=now - rules().keep_alerts).delete()[0]
        news.forget(now=now)
    return count
