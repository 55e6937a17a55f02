"""A hub's manager says when it is open, when it is shut and what holds on bank holidays; a family reads it and keeps
the times in its own calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

import icalendar
import pytest

from hearth.core import clock
from hearth.core.words import date_words
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import demo_area

pytestmark = pytest.mark.django_db(transaction=True)

HUB_MANAGER = "marcia.campbell@larkmere-council.example"
HUB = "The Lantern Family Hub"
HUB_PAGE = "/hubs/the-lantern-family-hub/"


def gives_days(manager: Visitor, first: date, last: date) -> None:
    for legend, day in (("First day on which it is shut", first), ("Last day on which it is shut", last)):
        group = manager.page.get_by_role("group", name=re.compile(legend))
        for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(label, exact=True).fill(str(value))


def test_a_hub_manager_keeps_the_hours_and_a_family_knows_when_to_come(visitor):
    # given
    demo_area()
    today = clock.today()
    marcia = visitor(phone=True, scripts=False)
    signs_in(marcia, HUB_MANAGER)
    marcia.goes_to("/staff/directory/")
    marcia.follows("When hubs are open", within="main")
    marcia.follows(HUB, within="main")
    # when she writes hours that cannot be read she is told how; then the hub is open round the clock
    marcia.follows(re.compile("Change"), within=".hearth-panel:has-text('Usual opening hours')")
    marcia.fills("Monday (optional)", "mornings mostly")
    marcia.presses("Save")
    marcia.sees("Enter the hours of Monday like this")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        marcia.fills(f"{day} (optional)", "12:05am to 11:55pm")
    marcia.chooses("No, shut")
    marcia.presses("Save")
    marcia.sees("Families read the new hours from now on")
    # then a family reads that it is open now, and that it is shut on bank holidays
    family = visitor(phone=True, scripts=False)
    family.goes_to(HUB_PAGE)
    family.sees(re.compile("Open now|Open until"))
    # when she says that it is shut today and tomorrow
    marcia.goes_to("/staff/directory/opening/")
    marcia.follows(HUB, within="main")
    marcia.follows("Say when it is shut")
    gives_days(marcia, today, today + timedelta(days=1))
    marcia.fills(re.compile("Families read this"), "the boiler is broken")
    marcia.presses("Save")
    marcia.sees("the boiler is broken")
    # then the family reads so on the hub's page and in What's on
    family.goes_to(HUB_PAGE)
    family.sees("the boiler is broken")
    family.does_not_see("Open now")
    family.goes_to(f"/whats-on/?hub=the-lantern-family-hub&when={today.isoformat()}")
    family.sees("the boiler is broken")
    # and Christmas Day, a bank holiday, is no day to come
    christmas = date(today.year, 12, 25) if (today.month, today.day) <= (12, 25) else date(today.year + 1, 12, 25)
    family.goes_to(f"/whats-on/?hub=the-lantern-family-hub&when={christmas.isoformat()}")
    family.sees(date_words(christmas, weekday=False))
    family.does_not_see("Add to my calendar")


def test_a_family_takes_the_times_into_its_own_calendar(visitor):
    demo_area()
    family = visitor(phone=True, scripts=False)
    family.goes_to("/find/?q=nestling+feeding+drop-in&postcode=ZZ1+3DU")
    family.follows("Nestling feeding drop-in, The Lantern")
    family.sees("The next times")
    with family.page.expect_download() as coming:
        family.page.get_by_role("link", name=re.compile("Add all its times to my calendar")).click()
    calendar = icalendar.Calendar.from_ical(coming.value.path().read_bytes())
    events = calendar.walk("VEVENT")
    assert events
    assert all("Nestling feeding drop-in" in str(event["SUMMARY"]) for event in events)
    assert {event["DTSTART"].dt.tzinfo.key for event in events} == {"Europe/London"}
    # and goes on to what else is on there
    family.follows(re.compile(f"What else is on at {HUB}"))
    family.sees_heading(HUB)
