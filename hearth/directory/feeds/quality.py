"""How good what a feed gives us is, counted where it stands: shares that families feel."""

from __future__ import annotations

from typing import Any

from django.db import connection

from hearth.directory.feeds.keep_terms import shipped_codes
from hearth.directory.models import Feed

# Of the services that the feed has now and that are not closed here.
MEASURES = """
select count(*),
       count(*) filter (where s.status = 'hidden'),
       count(*) filter (where s.phone <> '' or s.email <> '' or s.website <> ''),
       count(*) filter (where s.phone <> ''),
       count(*) filter (where length(s.summary) + length(s.description) >= 80),
       count(*) filter (where s.min_age_months is not null or s.max_age_months is not null),
       count(*) filter (where s.cost_kind <> 'unknown' or s.cost_words <> ''),
       count(*) filter (where exists (select 1 from directory_schedule c where c.service_id = s.id
                                      and (c.byday <> '{}' or c.days_of_month <> '{}'))),
       count(*) filter (where exists (select 1 from directory_serviceplace p where p.service_id = s.id
                                      and p.latitude is not null)),
       count(*) filter (where s.assured_at > now() - interval '1 year'),
       count(*) filter (where exists (select 1 from directory_serviceterm st
                                      join directory_term t on t.id = st.term_id
                                      join directory_taxonomy x on x.id = t.taxonomy_id
                                      where st.service_id = s.id and x.code = any (%s)))
from directory_sourcerow r
join directory_service s on s.id = r.record_id
where r.source = %s and r.record_kind = 'service' and r.gone_at is null
  and s.status <> 'closed' and s.merged_into_id is null
"""
NAMES = ("services", "hidden", "contact", "phone", "described", "ages", "cost", "times", "placed", "assured", "classed")
SHARES = NAMES[2:]


def measure(feed: Feed) -> dict[str, int]:
    """Counts by name: `services` is the base, the rest say for how many of them it is so."""
    with connection.cursor() as cursor:
        cursor.execute(MEASURES, [sorted(shipped_codes()), feed.source])
        row = cursor.fetchone()
    assert row is not None
    return dict(zip(NAMES, (int(count) for count in row), strict=True))


def reasons(feed: Feed) -> list[tuple[str, int]]:
    """What had to be mended or looked at in the records as they are now, by code, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select reason, count(*) from directory_sourcerow r, unnest(r.reasons) reason "
            "where r.source = %s and r.record_kind = 'service' and r.gone_at is null group by 1 order by 2 desc, 1",
            [feed.source],
        )
        return [(str(code), int(count)) for code, count in cursor.fetchall()]


def count_terms(feed: Feed) -> None:
    """Bring up to date how many of the feed's services have each of its terms, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with counted as (select f.id, count(s.id) as n from directory_feedterm f "
            "left join directory_serviceterm st on st.term_id = f.term_id "
            "left join directory_service s on s.id = st.service_id and s.source = %s and s.merged_into_id is null "
            "where f.feed_id = %s group by f.id) "
            "update directory_feedterm f set services = c.n from counted c where c.id = f.id and f.services <> c.n",
            [feed.source, feed.pk],
        )


def sample(rows: list[dict[str, Any]]) -> dict[str, int]:
    """The same shares of a handful of records that were built and not kept: a preview."""
    found = dict.fromkeys(NAMES, 0)
    found["services"] = len(rows)
    for row in rows:
        for name in SHARES:
            found[name] += bool(row.get(name))
    return found
