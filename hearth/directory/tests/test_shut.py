"""A hub manager says when the hub is open and when it is shut; families read it, and its sessions are not on."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.models import StoredEvent
from hearth.core.tests.support import as_owner
from hearth.directory.forms.staff_times import read_hours
from hearth.directory.models import SiteClosure, SiteHours
from hearth.directory.tests.factories import make_service, make_site

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def november():
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def ours():
    return make_organisation(name="Fernley Hubs")


@pytest.fixture
def hub(ours):
    return make_site("Lantern Hub", organisation=ours, hours=[(day, time(9), time(17)) for day in range(5)])


@pytest.fixture
def manager(ours):
    return make_member("hub-manager", ours)


def typed(first, last=None, **values):
    made = dict(values)
    for name, day in (("first_day", first), ("last_day", last or first)):
        made |= {f"{name}-{part}": getattr(day, part) for part in ("day", "month", "year")}
    return made


def page(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def shut(hub, first, last=None, words=""):
    with as_owner():
        return SiteClosure.objects.create(site=hub, first_day=first, last_day=last or first, words=words)


def test_a_manager_shuts_the_hub_and_a_family_reads_it_everywhere(client, hub, manager):
    make_service(
        name="Rhyme time", places=[{"site": hub}], schedules=[{"byday": ["WE"], "opens": "10:00", "closes": "11:00"}]
    )
    enter(client, manager)
    wednesday = date(2026, 12, 2)
    form = page(client.get(f"{reverse('directory:shut')}?site={hub.pk}&day=2026-12-02"))
    assert 'value="2"' in form and "checked" in form
    answer = client.post(
        reverse("directory:shut"), typed(wednesday, sites=[str(hub.pk)], words="staff training"), follow=True
    )
    shown = page(answer)
    assert "Shut on Wednesday 2 December: staff training" in shown
    assert "1 service is shown as not on" in shown
    for address in ("/", "/hubs/", "/hubs/lantern-hub/"):
        assert "Shut on Wednesday 2 December: staff training" in page(client.get(address)), address
    assert "Not on Wednesday 2 December: staff training" in page(client.get("/hubs/lantern-hub/"))
    assert "Not on Wednesday 2 December" in page(client.get("/whats-on/?hub=lantern-hub&when=2026-12-02"))
    with as_owner():
        assert Entry.objects.filter(action="directory.site_shut", organisation_id=hub.organisation_id).count() == 1
        assert StoredEvent.objects.filter(name="directory.SiteShut").count() == 1
    with clock.standing_at(datetime(2026, 12, 2, 10, 0, tzinfo=UTC)):
        assert "Shut today" in page(client.get("/hubs/lantern-hub/"))


def test_several_hubs_are_shut_at_once_or_none(client, ours, hub, manager):
    other = make_site("Mill Hub", organisation=ours)
    enter(client, manager)
    christmas = typed(date(2026, 12, 24), date(2027, 1, 1), sites=[str(hub.pk), str(other.pk)], words="Christmas")
    client.post(reverse("directory:shut"), christmas)
    assert SiteClosure.objects.count() == 2
    third = make_site("Third Hub", organisation=ours)
    again = typed(date(2026, 12, 31), date(2027, 1, 2), sites=[str(third.pk), str(hub.pk)])
    assert "Lantern Hub is already shut from Thursday 24 December" in page(
        client.post(reverse("directory:shut"), again)
    )
    assert SiteClosure.objects.count() == 2


def test_a_closure_is_changed_and_taken_back(client, hub, manager):
    closure = shut(hub, date(2026, 12, 2), words="Boiler")
    enter(client, manager)
    client.post(reverse("directory:closure", args=[closure.pk]), typed(date(2026, 12, 3), words="Boiler"))
    closure.refresh_from_db()
    assert closure.first_day == date(2026, 12, 3)
    wrong = client.post(reverse("directory:closure", args=[closure.pk]), typed(date(2026, 12, 3), date(2026, 12, 2)))
    assert "The last day must be the same as or after the first day" in page(wrong)
    address = reverse("directory:remove_closure", args=[closure.pk])
    assert "Shut on Thursday 3 December: Boiler" in page(client.get(address))
    assert SiteClosure.objects.count() == 1
    client.post(address)
    assert SiteClosure.objects.count() == 0


def test_another_organisations_hub_does_not_exist_for_a_manager_but_for_the_hosts_editor(client, hub, manager):
    theirs = make_site("Their Hub", hours=[(0, time(9), time(12))])
    closure = shut(theirs, date(2026, 12, 2))
    addresses = [
        reverse("directory:site_opening", args=[theirs.pk]),
        reverse("directory:site_hours", args=[theirs.pk]),
        reverse("directory:closure", args=[closure.pk]),
        reverse("directory:remove_closure", args=[closure.pk]),
    ]
    enter(client, manager)
    assert "Their Hub" not in page(client.get(reverse("directory:opening")))
    for address in addresses:
        assert client.get(address).status_code == 404
        assert client.post(address, typed(date(2026, 12, 3))).status_code in {404, 405}
    refused = client.post(reverse("directory:shut"), typed(date(2026, 12, 3), sites=[str(theirs.pk)]))
    assert "Choose one of the answers that are shown" in page(refused)
    editor = make_member("directory-editor", make_organisation(is_host=True))
    enter(client, editor)
    listed = page(client.get(reverse("directory:opening")))
    assert "Their Hub" in listed and "Lantern Hub" in listed
    for address in addresses:
        assert client.get(address).status_code == 200


def test_opening_hours_are_typed_as_people_write_them(client, hub, manager):
    enter(client, manager)
    address = reverse("directory:site_hours", args=[hub.pk])
    assert 'value="9am to 5pm"' in page(client.get(address))
    week = {f"day_{number}": "" for number in range(7)} | {"bank_holidays": "closed"}
    week |= {"day_0": "9am to 12pm and 1:30pm to 5pm", "day_2": "9-5 (term time)", "day_5": "closed"}
    client.post(address, week)
    found = [(h.weekday, h.opens.hour, h.closes.hour, h.notes) for h in SiteHours.objects.filter(site=hub)]
    assert found == [(0, 9, 12, ""), (0, 13, 17, ""), (2, 9, 17, "term time")]
    shown = page(client.get("/hubs/lantern-hub/"))
    assert "9am to 12pm and 1:30pm to 5pm" in shown and "9am to 5pm (term time)" in shown
    assert "Shut on bank holidays" in page(client.get(reverse("directory:site_opening", args=[hub.pk])))


@pytest.mark.parametrize("text", ["sometimes", "5pm to 9am", "9am", "by appointment", "Tuesday 9am to 5pm and Friday"])
def test_hours_that_cannot_be_read_for_certain_are_not_guessed(text):
    assert read_hours(text, 0) is None


def test_wrong_hours_are_said_beside_their_day_and_change_nothing(client, hub, manager):
    enter(client, manager)
    address = reverse("directory:site_hours", args=[hub.pk])
    week = {f"day_{number}": "9am to 5pm" for number in range(7)} | {"bank_holidays": "open", "day_1": "mornings"}
    assert "Enter the hours of Tuesday like this" in page(client.post(address, week))
    week["day_1"] = "9am to 12pm and 11am to 2pm"
    shown = page(client.post(address, week))
    assert "These hours overlap" in shown or "Enter the hours of Tuesday like this" in shown
    assert SiteHours.objects.filter(site=hub).count() == 5


def test_today_asks_about_a_bank_holiday_that_nobody_spoke_of(client, hub, manager):
    enter(client, manager)
    with clock.standing_at(datetime(2026, 12, 14, 9, 0, tzinfo=UTC)):
        assert "Is Lantern Hub open on Friday 25 December, Christmas Day?" in page(client.get("/staff/"))
        shut(hub, date(2026, 12, 24), date(2027, 1, 1))
        assert "Is Lantern Hub open" not in page(client.get("/staff/"))
