"""School terms as the council keeps them: added, copied, changed, taken away, and what looks wrong."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.models import StoredEvent
from hearth.core.tests.support import as_owner
from hearth.directory.actions.school_terms import TermRefused, TermValues, add_terms
from hearth.directory.models import SchoolTerm
from hearth.directory.queries import school
from hearth.directory.staff import school_terms as shown
from hearth.directory.tests.factories import make_area, make_service

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
YEAR = [
    ("Autumn term, first half", date(2026, 9, 2), date(2026, 10, 23)),
    ("Autumn term, second half", date(2026, 11, 2), date(2026, 12, 18)),
    ("Spring term, first half", date(2027, 1, 4), date(2027, 2, 12)),
    ("Spring term, second half", date(2027, 2, 22), date(2027, 3, 25)),
    ("Summer term, first half", date(2027, 4, 12), date(2027, 5, 28)),
    ("Summer term, second half", date(2027, 6, 7), date(2027, 7, 22)),
]


@pytest.fixture(autouse=True)
def november():
    with clock.standing_at(datetime(2026, 11, 2, 9, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def host():
    return make_organisation(name="Fernshire Council", is_host=True)


@pytest.fixture
def editor(host):
    return make_member("directory-editor", host)


def make_year(council_code=""):
    with as_owner():
        return [
            SchoolTerm.objects.create(
                year="2026/27", name=name, first_day=first, last_day=last, council_code=council_code
            )
            for name, first, last in YEAR
        ]


def typed(name, first, last):
    return {
        "name": name,
        **{f"first_day-{part}": getattr(first, part) for part in ("day", "month", "year")},
        **{f"last_day-{part}": getattr(last, part) for part in ("day", "month", "year")},
    }


def page(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_term_is_added_logged_told_and_holds_at_once(client, editor, django_capture_on_commit_callbacks):
    service = make_service(name="Club", schedules=[{"byday": ["TU"], "term_time_only": True}])
    assert "(in term time)" in page(client.get(f"/services/{service.id}/"))
    enter(client, editor)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("directory:add_school_term"), typed(*YEAR[1]), follow=True)
    assert "Autumn term, second half" in page(answer)
    assert SchoolTerm.objects.get().year == "2026/27"
    assert "(in term time)" not in page(client.get(f"/services/{service.id}/"))
    with as_owner():
        assert Entry.objects.filter(action="directory.school_term_added").count() == 1
        assert StoredEvent.objects.filter(name="directory.SchoolTermsChanged").count() == 1


def test_terms_do_not_overlap_and_end_after_they_start(client, editor):
    make_year()
    enter(client, editor)
    wrong = page(
        client.post(reverse("directory:add_school_term"), typed("Extra", date(2026, 12, 1), date(2026, 12, 31)))
    )
    assert "These days overlap with Autumn term, second half" in wrong
    wrong = page(
        client.post(reverse("directory:add_school_term"), typed("Extra", date(2026, 12, 31), date(2026, 12, 30)))
    )
    assert "The last day must be the same as or after the first day" in wrong
    assert SchoolTerm.objects.count() == 6


def test_a_term_is_changed_and_taken_away(client, editor):
    term = make_year()[-1]
    enter(client, editor)
    change = reverse("directory:change_school_term", args=[term.pk])
    client.post(change, typed(term.name, term.first_day, date(2027, 7, 23)))
    term.refresh_from_db()
    assert term.last_day == date(2027, 7, 23)
    assert "Take it away" in page(client.get(change))
    remove = reverse("directory:remove_school_term", args=[term.pk])
    assert "everything in term time will be shown as not on" in page(client.get(remove))
    client.post(remove)
    assert SchoolTerm.objects.count() == 5
    assert client.get(change).status_code == 404


def test_next_year_is_proposed_on_the_same_weekdays_and_added_after_a_look(client, editor):
    terms = make_year()
    proposed = shown.proposal(terms)
    assert [one.first_day.weekday() for one in proposed] == [one.first_day.weekday() for one in terms]
    assert (proposed[0].first_day, proposed[0].year) == (date(2027, 9, 1), "2027/28")
    enter(client, editor)
    address = reverse("directory:copy_school_terms")
    form = page(client.get(address))
    assert "Add the school year 2027/28" in form
    posted = {}
    for number, one in enumerate(proposed):
        for end, day in (("first", one.first_day), ("last", one.last_day)):
            posted |= {f"{end}_{number}-{part}": getattr(day, part) for part in ("day", "month", "year")}
    assert "The terms of 2027/28 are in." in page(client.post(address, posted, follow=True))
    assert SchoolTerm.objects.filter(year="2027/28").count() == 6
    again = page(client.post(address, posted))  # now it proposes the year after: these days are taken
    assert "overlap" in again
    assert SchoolTerm.objects.count() == 12


def test_a_school_year_never_starts_in_august():
    terms = [SchoolTerm(name="Autumn", year="2027/28", first_day=date(2027, 9, 1), last_day=date(2027, 10, 22))]
    assert shown.proposal(terms)[0].first_day == date(2028, 9, 6)


def test_only_the_hosts_people_change_terms_and_others_read_them(client, host):
    term = make_year()[0]
    manager = make_member("hub-manager")
    enter(client, manager)
    listed = page(client.get(reverse("directory:school_terms")))
    assert "Autumn term, first half" in listed
    assert "Add one term" not in listed
    for name, arguments in (
        ("add_school_term", []),
        ("copy_school_terms", []),
        ("change_school_term", [term.pk]),
        ("remove_school_term", [term.pk]),
    ):
        answer = client.post(reverse(f"directory:{name}", args=arguments), typed(*YEAR[0]), follow=True)
        assert "The council that runs this network keeps the school terms" in page(answer)
    assert SchoolTerm.objects.count() == 6


def test_the_action_itself_refuses_whoever_is_not_the_hosts(host):
    from hearth.core.actors import Actor, ActorKind

    manager = make_member("hub-manager")
    by = Actor(ActorKind.STAFF, manager.id, manager.active_membership.organisation_id, manager.name)
    with pytest.raises(TermRefused):
        add_terms(terms=[TermValues("Autumn", date(2026, 9, 1), date(2026, 10, 1))], by=by)


def test_what_looks_wrong_is_said():
    def about(*terms):
        return " ".join(shown.warnings([TermValues(*one) for one in terms], TODAY))

    assert about(*YEAR[1:]) == ""
    assert "Is one left out?" in about(YEAR[1], YEAR[3])
    assert "Is a half term break left out?" in about(("Autumn", date(2026, 9, 2), date(2026, 12, 18)))
    assert "Good Friday, Friday 26 March 2027, lies within it" in about(
        ("Spring term, second half", date(2027, 2, 22), date(2027, 3, 26))
    )
    assert "is at a weekend" in about(("Autumn term, second half", date(2026, 11, 1), date(2026, 12, 18)))


def test_today_says_when_the_dates_run_out(client, editor):
    with as_owner():
        for name, first, last in YEAR[:2]:
            SchoolTerm.objects.create(year="2026/27", name=name, first_day=first, last_day=last)
    enter(client, editor)
    today = page(client.get("/staff/"))
    assert "No dates after Friday 18 December: add next year’s terms." in today
    with as_owner():
        SchoolTerm.objects.create(year="2026/27", name="x", first_day=date(2027, 1, 4), last_day=date(2027, 2, 12))
    assert "No dates after" not in page(client.get("/staff/"))


def test_a_council_with_terms_of_its_own_goes_by_them():
    make_area("ZZ1", kind="council", name="Fernshire")
    make_area("ZZ2", kind="council", name="Mossshire")
    make_area("W1", kind="ward", name="Fern ward", parent_code="ZZ1")
    make_area("W2", kind="ward", name="Moss ward", parent_code="ZZ2")
    make_year()
    with as_owner():
        SchoolTerm.objects.create(
            year="2026/27", name="All year", first_day=date(2026, 10, 26), last_day=date(2027, 7, 1), council_code="ZZ2"
        )
    school.forget()
    made = [
        make_service(
            north_metres=10,
            places=[{"latitude": 53.4, "longitude": -2.16, "ward_code": ward}],
            schedules=[{"byday": ["TU"], "term_time_only": True}],
        )
        for ward in ("W1", "W2")
    ]
    from hearth.directory.queries.timetables import timetables

    christmas = date(2026, 12, 22)
    tables = timetables([one.id for one in made])
    on = [[one.place_id for one in tables[service.id].on(christmas)] for service in made]
    assert [len(places) for places in on] == [0, 1]
