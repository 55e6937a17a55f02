"""Filters never take "nobody said" for "no", and never show it as "yes". Each test is a defect seen in a directory
before this one, or a rule of the page."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import clock
from hearth.directory.models import CostKind, Service, Standing
from hearth.directory.models.search import PARTS, TIMES
from hearth.directory.queries import MILES, WEEKDAYS, Sort, Wanted, answer
from hearth.directory.queries.filters import parts_of, times_mask
from hearth.directory.tests.factories import make_area, make_postcode, make_service, make_site

pytestmark = pytest.mark.django_db
MILE = 1609.344
MONDAY_10AM = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with clock.standing_at(MONDAY_10AM):
        yield


def search(typed="", place="", **wanted):
    return answer(typed=typed, place=place, wanted=Wanted(**wanted))


def hits(got):
    """(name, what the filters cannot know of it)."""
    return [(Service.objects.get(id=hit.service_id).name, hit.unsure_of) for hit in got.found.hits]


def names(got):
    return [name for name, _unsure in hits(got)]


def page(client, **query):
    response = client.get("/find/", query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# Unknown is not "no", and not "yes" ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stated", "other", "unstated", "filters", "unsure"),
    [
        ({"languages": ["en", "ur"]}, {"languages": ["en"]}, {"languages": []}, {"language": "ur"}, "languages"),
        (
            {"accessibility": ["step-free", "lift"]},
            {"accessibility": ["parking"]},
            {"accessibility": []},
            {"facts": ("step-free",)},
            "access",
        ),
        ({"delivery": ["video"]}, {"delivery": ["phone"]}, {"delivery": []}, {"ways": ("video",)}, "ways"),
        (
            {"min_age_months": 0, "max_age_months": 60},
            {"min_age_months": 132, "max_age_months": 228},
            {"min_age_months": None, "max_age_months": None},
            {"age": 3},
            "ages",
        ),
        (
            {"schedules": [{"byday": ["TU"], "opens": "18:00", "closes": "19:30"}]},
            {"schedules": [{"byday": ["TU"], "opens": "09:30", "closes": "11:00"}]},
            {"schedules": []},
            {"days": ("TU",), "parts": ("evening",)},
            "times",
        ),
        (
            {"cost_kind": CostKind.FREE},
            {"cost_kind": CostKind.PAID},
            {"cost_kind": CostKind.UNKNOWN},
            {"free": True, "or_cost_unstated": True},
            "cost",
        ),
        (
            {"min_age_months": 0, "max_age_months": None},
            {"min_age_months": 0, "max_age_months": 60},
            {"min_age_months": None, "max_age_months": None},
            {"all_ages": True},
            "ages",
        ),
    ],
)
def test_what_nobody_stated_matches_after_what_is_known_to_fit_and_is_told(stated, other, unstated, filters, unsure):
    make_service(name="A: nobody said", **unstated)
    make_service(name="B: fits", **stated)
    make_service(name="C: does not fit", **other)
    assert hits(search(**filters)) == [("B: fits", ()), ("A: nobody said", (unsure,))]


def test_free_alone_never_shows_what_might_cost_something():
    make_service(name="Free", cost_kind=CostKind.FREE)
    make_service(name="Nobody said", cost_kind=CostKind.UNKNOWN)
    assert names(search(free=True)) == ["Free"]


def test_what_fits_is_not_crowded_out_by_what_is_unknown():
    """However many nearer services say nothing: the one that says yes is found."""
    make_postcode()
    make_service(name="Speaks Urdu", languages=["ur"], north_metres=3000)
    organisation = make_service(name="Club", north_metres=100).organisation
    for number in range(230):
        make_service(name=f"Club {number}", languages=[], north_metres=100 + number, organisation=organisation)
    got = search("", "ZZ1 1AA", language="ur")
    assert names(got)[0] == "Speaks Urdu"
    assert got.found.is_capped


def test_every_filter_has_to_fit_and_every_unknown_is_named():
    make_service(name="Fits", languages=["ur"], accessibility=["step-free"])
    make_service(name="Says half", languages=["ur"], accessibility=[])
    make_service(name="Says nothing", languages=[], accessibility=[])
    make_service(name="Other language", languages=["pl"], accessibility=["step-free"])
    assert hits(search(language="ur", facts=("step-free",))) == [
        ("Fits", ()),
        ("Says half", ("access",)),
        ("Says nothing", ("languages", "access")),
    ]


def test_a_building_is_accessible_for_all_that_happens_in_it():
    site = make_site("Fernley Hub", accessibility=["step-free", "lift"])
    make_service(name="At the hub", places=[{"site": site}])
    make_service(name="At the old hall", places=[{"site": make_site("Old Hall", accessibility=["bus"])}])
    assert names(search(facts=("step-free", "lift"))) == ["At the hub"]


def test_the_unknown_is_said_on_the_card(client):
    make_postcode(council_code="ZZC1")
    make_service(name="Club", delivery=[], languages=[], north_metres=100, schedules=[], cost_kind=CostKind.UNKNOWN)
    shown = page(
        client,
        postcode="ZZ1 1AA",
        on="mo",
        how="video",
        speaks="ur",
        access="step-free",
        mine="1",
        free="maybe",
        age="3",
    )
    for words in (
        *("Days and times not stated", "Languages not stated", "Access not stated", "Area not stated"),
        *("Ages not stated", "Cost not stated", "Nobody has said how it is given", "These may fit too"),
    ):
        assert words in shown, words


def test_a_helpline_needs_no_steps(client):
    make_service(name="Phone line", delivery=["phone"], accessibility=[])
    shown = page(client, access="step-free")
    assert "Phone line" in shown
    assert "Access not stated" not in shown


# Days and times ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("opens", "closes", "parts"),
    [
        ("09:30", "11:00", {"morning"}),
        ("11:00", "13:00", {"morning", "afternoon"}),
        ("12:00", "17:00", {"afternoon"}),
        ("17:00", "18:00", {"evening"}),
        ("16:30", "17:30", {"afternoon", "evening"}),
        ("09:00", "20:00", {"morning", "afternoon", "evening"}),
        ("12:00", None, {"afternoon"}),
        (None, "12:00", {"morning"}),
        (None, None, {"morning", "afternoon", "evening"}),
        ("22:00", "06:00", {"evening"}),
        ("00:00", "00:00", {"morning", "afternoon", "evening"}),
        ("10:00", "10:00", {"morning"}),
    ],
)
def test_a_session_counts_for_each_part_of_the_day_that_it_touches(opens, closes, parts):
    make_service(name="Club", schedules=[{"byday": ["WE"], "opens": opens, "closes": closes}])
    found = {part for part in PARTS if names(search(days=("WE",), parts=(part,))) and not _gave_up(part)}
    assert found == parts
    assert parts_of(opens and time.fromisoformat(opens), closes and time.fromisoformat(closes)) == parts
    assert search(days=("TH",)).without_filters


def _gave_up(part):
    return search(days=("WE",), parts=(part,)).without_filters


@given(st.sets(st.sampled_from(WEEKDAYS)), st.sets(st.sampled_from(PARTS)))
def test_no_day_means_any_day_and_no_part_means_any_part(days, parts):
    mask = times_mask(tuple(days), tuple(parts))
    for (day, part), bit in TIMES.items():
        assert bool(mask & bit) == ((not days or day in days) and (not parts or part in parts))


def test_the_card_says_the_next_time_that_was_asked_for(client):
    make_service(
        name="Club",
        schedules=[
            {"byday": ["TU"], "opens": "10:00", "closes": "11:00"},
            {"byday": ["TH", "FR"], "opens": "18:00", "closes": "19:00"},
        ],
    )
    assert "Tomorrow, 10am to 11am" in page(client, q="club")
    assert "Friday 6 March, 6pm to 7pm" in page(client, q="club", part="evening", on=["fr", "tu"])


# Where, and for whom -------------------------------------------------------------------------------------------------
@pytest.fixture
def border():
    """A postcode of one council; the other council begins a few hundred metres north."""
    make_area("ZZC1", kind="council", name="Larkmere")
    make_area("ZZC2", kind="council", name="Oxenbeck")
    make_postcode(council_code="ZZC1", ward_code="ZZW1", lsoa_code="ZZL1")


def test_near_me_crosses_the_councils_border(border):
    make_service(name="Over the border", north_metres=600, area_codes=["ZZC2"])
    make_service(name="On this side", north_metres=900, area_codes=["ZZC1"])
    assert names(search("", "ZZ1 1AA")) == ["Over the border", "On this side"]


@pytest.mark.parametrize("code", ["ZZC1", "ZZW1", "ZZL1"])
def test_open_to_me_goes_by_council_ward_or_neighbourhood_and_nobody_said_is_maybe(border, code):
    make_service(name="For us", north_metres=900, area_codes=[code, "ZZX9"])
    make_service(name="For them", north_metres=100, area_codes=["ZZC2"])
    make_service(name="Nobody said", north_metres=100)
    assert hits(search("", "ZZ1 1AA", open_to_me=True)) == [("For us", ()), ("Nobody said", ("area",))]


def test_what_is_only_for_others_says_so(client, border):
    make_service(name="Over the border", north_metres=600, area_codes=["ZZC2"])
    assert "Only for people who live in Oxenbeck" in page(client, postcode="ZZ1 1AA")


def test_open_to_me_asks_for_the_whole_postcode_where_we_cannot_know(client):
    make_service(name="Club")
    assert "Enter your whole postcode" in page(client, mine="1")


def test_help_without_a_place_is_filtered_like_the_rest(border):
    make_service(name="Urdu line", delivery=["phone"], languages=["ur"])
    make_service(name="Polish line", delivery=["phone"], languages=["pl"])
    got = search("", "ZZ1 1AA", language="ur")
    assert [Service.objects.get(id=hit.service_id).name for hit in got.found.placeless] == ["Urdu line"]


def test_several_services_without_a_place_come_first_where_they_answer_better(client):
    make_postcode()
    for number in range(3):
        make_service(name=f"Sleepless nights line {number}", delivery=["phone"])
    make_service(name="Café", description="We also talk about sleepless nights.", north_metres=300)
    shown = page(client, q="sleepless nights", postcode="ZZ1 1AA")
    assert (
        shown.index("Sleepless nights line 0") < shown.index("Sleepless nights line 2") < shown.index("Places to go to")
    )
    assert shown.index("Places to go to") < shown.index("Café")


@pytest.mark.parametrize("miles", MILES)
def test_the_distance_is_kept_to_the_metre(miles):
    make_postcode()
    make_service(name="Just within", north_metres=miles * MILE - 20)
    make_service(name="Just outside", north_metres=miles * MILE + 20)
    assert names(search("", "ZZ1 1AA", miles=miles)) == ["Just within"]


# Order ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def four():
    """Near and new, far and soon, nobody confirmed it, and not confirmed for so long that it is shown last."""
    make_postcode()
    days = {"near": "TH", "soon": "MO", "never": "WE", "last": "MO"}
    ago = {"near": 3, "soon": 40, "never": None, "last": 1}  # days
    for number, name in enumerate(days):
        make_service(
            name=f"Club {name}",
            north_metres=5 if name == "last" else 100 * (number + 1),
            assured_at=MONDAY_10AM - timedelta(days=ago[name]) if ago[name] else None,
            standing=Standing.DEMOTED if name == "last" else Standing.CURRENT,
            schedules=[{"byday": [days[name]], "opens": "13:00", "closes": "14:00"}],
        )


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.NEAREST, ["near", "soon", "never", "last"]),
        (Sort.CONFIRMED, ["near", "soon", "never", "last"]),
        (Sort.SOONEST, ["soon", "never", "near", "last"]),
    ],
)
@pytest.mark.parametrize("place", ["ZZ1 1AA", ""])
def test_each_order_is_kept_and_what_is_shown_last_comes_last(client, four, sort, order, place):
    if not place and sort is Sort.NEAREST:
        sort, order = Sort.BEST, ["near", "never", "soon", "last"]  # by name
    shown = page(client, q="club", postcode=place, sort=sort.value)
    assert [name for _at, name in sorted((shown.index(f"Club {name}"), name) for name in order)] == order
    assert shown.index("Not confirmed for a long time") < shown.index("Club last")


def test_what_is_shown_last_is_not_crowded_out_either(four):
    organisation = make_service(name="Anything").organisation
    for number in range(230):
        make_service(name=f"Club {number}", north_metres=9000 + number, organisation=organisation)
    assert "Club last" in names(search("club", "ZZ1 1AA", sort=Sort.NEAREST))


def test_what_is_hidden_is_not_found():
    make_service(name="Club", standing=Standing.HIDDEN)
    assert search("club").is_empty


def test_the_page_offers_only_orders_that_mean_something(client, four):
    assert "Nearest" not in page(client, q="club")
    shown = page(client, postcode="ZZ1 1AA")
    assert "Best match" not in shown
    assert "On soonest" in shown


# The address ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "query",
    [
        "on=xx", "on=MO&on=mo&on=", "part=noon", "speaks=klingon!", "speaks=%00", "speaks=xx", "access=none",
        "access=step-free&access=flight", "mine=yes", "free=2", "age=all&age=3", "sort=soonest&page=3",
        "sort=confirmed",
        "where=anywhere&sort=nearest", "days=monday", "how=phone&how=pigeon", "mine=1&postcode=ZZ1", "category=%27",
    ],
)  # fmt: skip
def test_no_address_breaks_the_page(client, query):
    make_service()
    assert client.get(f"/find/?{query}").status_code == 200


def test_a_filter_can_be_taken_off_alone_and_all_at_once(client):
    make_service(name="Club", languages=["ur"], accessibility=["step-free"], cost_kind=CostKind.FREE)
    shown = page(client, q="club", speaks="ur", access="step-free", free="1")
    assert "3 filters in use" in shown
    assert 'href="/find/?q=club&amp;free=1&amp;access=step-free"' in shown
    assert 'href="/find/?q=club"' in shown


def test_the_form_keeps_what_was_chosen(client):
    make_service(name="Club", languages=["ur"])
    shown = page(client, q="club", speaks="ur", on=["mo", "sa"], sort="soonest")
    assert '<option value="ur" selected>' in shown
    assert shown.count("checked") == 2
    assert '<input type="hidden" name="sort" value="soonest">' in shown
