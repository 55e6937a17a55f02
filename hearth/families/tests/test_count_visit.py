"""A family without a record is counted by its hub, day and ages; small numbers stay hidden."""

from datetime import timedelta

import pytest

from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.models import Schedule, Service
from hearth.families import vocabulary
from hearth.families.actions import counting
from hearth.families.actions.errors import NotAllowed
from hearth.families.models import CountedVisit
from hearth.families.queries.counted import ADULTS, counted
from hearth.families.tests.cast import NOW, browser, make_desk, make_hub, working
from hearth.families.tests.test_session_posters import make_session

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def count(hub, by, *, tag="", adults=1, children=None, now=NOW, session=None):
    return counting.count_visit(
        site=hub, adults=adults, children=children or {}, tag=tag, by=by, now=now, session=session
    )


def test_a_drawn_tag_says_nothing_of_the_family():
    hub = make_hub()
    with working(make_desk(hub)) as desk:
        visit = count(hub, desk, children={"under-1": 2})
    assert vocabulary.tidy_tag(visit.tag) == visit.tag
    assert visit.children == {"under-1": 2}
    with as_owner():
        assert visit.tag not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("Walnut 417", "walnut-417"), ("walnut417", "walnut-417"), ("Marek-417", ""), ("walnut-41", ""), ("", "")],
)
def test_a_tag_is_read_as_people_write_it(typed, tag):
    assert vocabulary.tidy_tag(typed) == tag


def test_a_family_counts_once_a_day_and_again_on_the_next():
    hub = make_hub()
    with working(make_desk(hub)) as desk:
        count(hub, desk, tag="walnut-417")
        with pytest.raises(counting.CountedAlready):
            count(hub, desk, tag="walnut-417")
        count(hub, desk, tag="walnut-417", now=NOW + timedelta(days=1))
        assert CountedVisit.objects.count() == 2


def test_at_two_sessions_of_a_day_it_counts_at_each_and_once_that_day():
    hub = make_hub()
    play, song = (make_session(hub).pk for _one in range(2))
    with as_owner():
        Service.objects.filter(pk=song).update(name="Song time")
    with working(make_desk(hub)) as desk:
        for tag in ("walnut-417", "teapot-208", "meadow-733", "anchor-590", "ribbon-352"):
            count(hub, desk, tag=tag, adults=2, session=play)
            count(hub, desk, tag=tag, adults=2, session=song)
        with pytest.raises(counting.CountedAlready):
            count(hub, desk, tag="walnut-417", session=song)
        found = counted(desk, hub, TODAY, TODAY)
    assert found.sessions == {"Song time": 5, "Stay and play": 5}
    assert found.days == {TODAY: 5}
    assert found.people[ADULTS] == 10


def test_what_is_not_on_at_the_hub_is_no_session_there():
    hub = make_hub()
    elsewhere, quiet = make_session(make_hub()), make_session(hub, is_sensitive=True)
    with working(make_desk(hub)) as desk:
        for session in (elsewhere, quiet):
            with pytest.raises(NotAllowed):
                count(hub, desk, session=session.pk)


def test_the_desk_chooses_among_what_is_on_today():
    hub = make_hub()
    session = make_session(hub)
    window = browser(make_desk(hub))
    assert "Stay and play" not in window.get("/families/count/").content.decode() or clock.today().weekday() == 0
    with as_owner():
        Schedule.objects.update(byday=["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
    assert "9:30am, Stay and play" in window.get("/families/count/").content.decode()
    window.post("/families/count/", {"adults": "1", "session": str(session.pk)})
    window.post("/families/count/", {"adults": "2"})
    with as_owner():
        assert set(CountedVisit.objects.values_list("adults", "session")) == {(1, session.pk), (2, None)}
    page = window.get("/families/count/numbers/").content.decode()
    assert "By session" in page
    file = window.get("/families/count/numbers/?export=csv&by=session").content.decode("utf-8-sig")
    assert file.splitlines()[1:] == ["The Lantern,Stay and play,", "The Lantern,No session,"]


def test_only_the_hubs_own_desk_counts_there_and_sees_it():
    hub = make_hub()
    with working(make_desk(hub)) as desk:
        count(hub, desk)
    with working(make_desk(make_hub())) as other:
        assert CountedVisit.objects.count() == 0
        with pytest.raises(NotAllowed):
            count(hub, other)


def test_small_numbers_are_hidden_and_with_them_what_would_give_them_away():
    hub = make_hub()
    with working(make_desk(hub)) as desk:
        for days, families in ((0, 6), (1, 7), (2, 2)):
            for _family in range(families):
                count(hub, desk, children={"under-1": 1}, now=NOW - timedelta(days=days))
        found = counted(desk, hub, TODAY - timedelta(days=6), TODAY)
    assert found.total == 15
    assert found.days == {TODAY: None, TODAY - timedelta(days=1): 7, TODAY - timedelta(days=2): None}
    assert (found.people[ADULTS], found.people["under-1"]) == (15, 15)


def test_the_page_counts_and_shows_the_tag_once():
    hub = make_hub()
    window = browser(make_desk(hub))
    answer = window.post("/families/count/", {"adults": "1", "one-to-four": "2"}, follow=True)
    with as_owner():
        tag = CountedVisit.objects.get().tag
    assert tag in answer.content.decode()
    assert tag not in window.get("/families/count/").content.decode()


def test_the_page_says_what_is_missing():
    window = browser(make_desk(make_hub()))
    page = window.post("/families/count/", {"adults": "0", "tag": "Marek"}).content.decode()
    assert "Enter how many adults or children came" in page
    assert "Enter a tag like walnut-417" in page


def test_the_file_hides_the_same():
    hub = make_hub()
    desk = make_desk(hub)
    with working(desk) as by:
        count(hub, by, now=clock.now())
    page = browser(desk).get("/families/count/numbers/?export=csv")
    assert page.content.decode("utf-8-sig").splitlines()[1].endswith(",")
