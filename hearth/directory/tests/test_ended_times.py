"""What the search knows of a service's times follows the days on which schedules end, though nobody writes anything."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.actions.search_rows import refresh_ended_times
from hearth.directory.models import Schedule, SearchRow
from hearth.directory.models.search import ALL_TIMES, TIMES, UNSTATED
from hearth.directory.tests.factories import make_service

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = TIMES["MO", "morning"], TIMES["TU", "morning"]


def weekly(service, day, *, ends_in_days=None):
    ends = clock.today() + timedelta(days=ends_in_days) if ends_in_days is not None else None
    with as_owner():
        return Schedule.objects.create(
            service=service, byday=[day], opens=time(9, 30), closes=time(11), freq="WEEKLY", valid_to=ends
        )


def passes(schedule):
    """The schedule's last day was yesterday, and its search row is still from before."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select times, unstated from directory_searchrow where service_id = %s", [schedule.service_id])
        before = cursor.fetchone()
        Schedule.objects.filter(pk=schedule.pk).update(valid_to=clock.today() - timedelta(days=1))
        cursor.execute(
            "update directory_searchrow set times = %s, unstated = %s where service_id = %s",
            [*before, schedule.service_id],
        )


def row(service):
    return SearchRow.objects.get(service_id=service.pk)


def test_a_day_on_which_the_service_no_longer_runs_is_forgotten():
    service = make_service(name="Songs and rhymes")
    weekly(service, "MO")
    ending = weekly(service, "TU", ends_in_days=3)
    assert row(service).times == MONDAY | TUESDAY
    passes(ending)
    assert row(service).times == MONDAY | TUESDAY
    assert refresh_ended_times() == 1
    assert row(service).times == MONDAY


def test_where_the_last_schedule_ended_the_times_are_not_stated():
    service = make_service(name="Songs and rhymes")
    passes(weekly(service, "TU", ends_in_days=3))
    refresh_ended_times()
    assert row(service).times == ALL_TIMES
    assert row(service).unstated & UNSTATED["times"]


def test_the_second_run_of_a_night_and_schedules_that_still_run_change_nothing():
    service = make_service(name="Songs and rhymes")
    passes(weekly(service, "TU", ends_in_days=3))
    weekly(make_service(name="Baby yoga"), "MO", ends_in_days=0)
    assert refresh_ended_times() == 1
    assert refresh_ended_times() == 0
