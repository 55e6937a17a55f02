"""Keeping the search true where only the day changed: a schedule ends on its last day, and nobody writes anything."""

from __future__ import annotations

from django.db import connection, transaction

AT_A_TIME = 2000

# Services with a schedule that is over, whose rows still say what they said before it was. What is written of them on
# that day or later is right already; a night on which this could not run is made up for by the next.
OVERTAKEN = """
select distinct r.service_id from directory_searchrow r
where r.service_id in (select c.service_id from directory_schedule c where c.valid_to < current_date)
  and (r.times <> directory_search_times(r.service_id)
       or (r.unstated & 8 = 0) <> exists (select from directory_schedule c where c.service_id = r.service_id
                                          and (c.valid_to is null or c.valid_to >= current_date)))
order by 1
"""


def refresh_ended_times() -> int:
    """Make the search rows again that ended schedules have overtaken, some at a time; how many services."""
    with connection.cursor() as cursor:
        cursor.execute(OVERTAKEN)
        overtaken = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(overtaken), AT_A_TIME):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select directory_refresh_search(%s)", [overtaken[start : start + AT_A_TIME]])
    return len(overtaken)
