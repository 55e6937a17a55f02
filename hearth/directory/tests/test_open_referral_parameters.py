"""Every parameter that the open API advertises really changes the result, alone and together with the others."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.access.models import Organisation
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory import vocabularies
from hearth.directory.models import Service, ServiceTerm, Term
from hearth.directory.tests.factories import expectation, make_postcode, make_service
from hearth.directory.tests.open_data import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    """Services that differ in everything that can be asked of them."""
    with as_owner():
        vocabularies.bring_up_to_date()
        nest = Organisation.objects.create(name="Nest", kind="charity")
    make_postcode("ZZ1 1AA", ward_code="E05000001", lsoa_code="E01000001", council_code="E08000001")
    morning = {"byday": ["MO"], "opens": "09:30", "closes": "11:00"}
    make_service(
        name="Café", description="Feeding help", terms=["infant-feeding"], min_age_months=0, max_age_months=12,
        schedules=[morning], organisation=nest, north_metres=100,
    )  # fmt: skip
    make_service(
        name="Ducks", description="Feeding the ducks", min_age_months=36, max_age_months=60, terms=["activities-0-5"],
        schedules=[morning, {"byday": ["SA"], "opens": "14:00", "closes": "16:00"}], north_metres=900,
        organisation=nest,
    )  # fmt: skip
    make_service(
        name="Housing", terms=["housing"], north_metres=5000, area_codes=["E05000002"],
        schedules=[{"byday": ["SA"], "opens": "09:30", "closes": "11:00"}],
    )  # fmt: skip
    make_service(
        name="Over", north_metres=200, min_age_months=48,
        schedules=[{"byday": ["MO"], "opens": "09:30", "valid_to": date(2020, 1, 1)}],
    )  # fmt: skip
    make_service(name="Phone line", delivery=["phone"], area_codes=["E08000001"])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update directory_published set modified_at = '2026-01-01T12:00:00Z'")
        cursor.execute("update directory_published set modified_at = '2026-02-02T12:00:00Z' where name = 'Ducks'")
        cursor.execute("update directory_published set modified_at = '2026-03-03T12:00:00Z' where name = 'Housing'")
    return nest


def names(client, query, of="services"):
    """Those that a list finds; a list of changes goes by id, and is given by name."""
    contents = read(client, f"/{of}?{query}")["contents"]
    found = [entry.get("service", entry)["name"] for entry in contents]
    return sorted(found) if "modified_after" in query and "page" not in query else found


def cases(nest):
    """Each parameter with the names that it leaves."""
    taxonomy = vocabularies.term_id("service-expectations", "")
    return {
        "search": ("feeding", ["Café", "Ducks"]),
        "taxonomy_term_id": (expectation("infant-feeding"), ["Café"]),
        "taxonomy_id": (taxonomy, ["Café", "Ducks", "Housing"]),
        "organization_id": (nest.pk, ["Café", "Ducks"]),
        "minimum_age": ("3", ["Ducks", "Housing", "Over", "Phone line"]),
        "maximum_age": ("1", ["Café", "Housing", "Over", "Phone line"]),
        "day": ("SA", ["Ducks", "Housing"]),
        "start_time": ("10:00", ["Ducks"]),
        "end_time": ("11:00", ["Café", "Ducks", "Housing"]),
        "modified_after": ("2026-02-02T12:00:00Z", ["Ducks", "Housing"]),
    }


def place_cases():
    return {
        "postcode": ("ZZ1 1AA", ["Café", "Ducks", "Over"]),
        "proximity": ("500&postcode=ZZ1 1AA", ["Café", "Over"]),
    }


def test_every_parameter_narrows_the_services(client, area):
    assert names(client, "") == ["Café", "Ducks", "Housing", "Over", "Phone line"]
    for parameter, (value, left) in cases(area).items():
        assert names(client, f"{parameter}={value}") == left, parameter


def test_every_parameter_narrows_the_places(client, area):
    def at(query):
        return names(client, query, "service_at_locations")

    assert at("") == ["Café", "Ducks", "Housing", "Over"]
    for parameter, (value, left) in cases(area).items():
        assert at(f"{parameter}={value}") == [name for name in left if name != "Phone line"], parameter
    for parameter, (value, left) in place_cases().items():
        assert at(f"{parameter}={value}") == left, parameter


def test_parameters_add_up(client, area):
    """Any two leave what each of them leaves; day and times have to be of one schedule."""
    every = cases(area)
    order = ["Café", "Ducks", "Housing", "Over", "Phone line"]
    times = {"day", "start_time", "end_time"}
    for one, other in combinations(every, 2):
        both = [name for name in order if name in every[one][1] and name in every[other][1]]
        if {one, other} <= times:
            continue
        query = f"{one}={every[one][0]}&{other}={every[other][0]}"
        assert names(client, query) == both, query
        query += "&postcode=ZZ1 1AA"
        served = [name for name in both if name in place_cases()["postcode"][1]]
        assert names(client, query, "service_at_locations") == served, query
    assert names(client, "day=MO&end_time=11:00") == ["Café", "Ducks"]
    assert names(client, "day=SA&end_time=11:00") == ["Housing"]
    assert names(client, "start_time=09:30&end_time=16:00&day=SA") == ["Ducks", "Housing"]
    assert names(client, "start_time=10:00&end_time=11:00") == []


def test_pages_are_cut_by_page_and_per_page(client, area):
    assert names(client, "per_page=2&page=2") == ["Housing", "Over"]
    assert names(client, "per_page=1&page=2", "service_at_locations") == ["Ducks"]
    for of in ("taxonomies", "taxonomy_terms", "organizations"):
        first, second = (read(client, f"/{of}?per_page=1&page={page}")["contents"][0]["id"] for page in (1, 2))
        assert first != second


def test_full_tells_each_in_full(client, area):
    assert "schedules" not in read(client, "/services")["contents"][0]
    in_full = read(client, "/services?full=true")["contents"][0]
    assert in_full == read(client, f"/services/{in_full['id']}")
    place = read(client, "/service_at_locations?full=true")["contents"][0]
    assert place == read(client, f"/service_at_locations/{place['id']}")
    assert place["service"]["schedules"]


def test_terms_can_be_of_one_taxonomy_and_organisations_of_one_name(client, area):
    taxonomy = vocabularies.term_id("service-expectations", "")
    of_one = read(client, f"/taxonomy_terms?taxonomy_id={taxonomy}")
    assert of_one["total_items"] == 24
    assert read(client, "/taxonomy_terms")["total_items"] > 24
    assert [found["name"] for found in read(client, "/organizations?search=NÉST")["contents"]] == ["Nest"]


def test_what_is_advertised_is_tested(client):
    """A parameter that nobody tests may do nothing."""
    paths = read(client, "/openapi.json")["paths"]
    tested = {*cases(Organisation()), "page", "per_page", "full"}
    advertised = {
        path.rpartition("/")[2]: {parameter["name"] for parameter in operations["get"].get("parameters", [])}
        for path, operations in paths.items()
        if "{" not in path
    }
    assert advertised["services"] == tested
    assert advertised["service_at_locations"] == tested | set(place_cases())
    assert advertised["taxonomies"] == {"page", "per_page"}
    assert advertised["taxonomy_terms"] == {"page", "per_page", "taxonomy_id"}
    assert advertised["organizations"] == {"page", "per_page", "search"}


def test_a_term_holds_what_lies_under_it_however_deep(client):
    with as_owner():
        vocabularies.bring_up_to_date()
        top = Term.objects.get(code="activities-clubs-groups")
        middle = top.children.first()
        deep = Term.objects.create(taxonomy=top.taxonomy, parent=middle, code="deep", name="Deep")
        service = make_service(name="Deep down")
        ServiceTerm.objects.create(service=service, term=deep)
    for term in (top, middle, deep):
        assert names(client, f"taxonomy_term_id={term.pk}") == ["Deep down"]


@pytest.mark.parametrize("age", [0, 1, 5, 7, 11, 13, 18, 19, 47])
def test_an_age_that_was_rounded_is_still_that_age(client, age):
    make_service(min_age_months=age, max_age_months=age)
    told = read(client, "/services")["contents"][0]
    same = f"minimum_age={told['minimum_age']}&maximum_age={told['maximum_age']}"
    assert read(client, f"/services?{same}")["total_items"] == 1
    assert read(client, f"/services?minimum_age={(age + 1) / 12:.2f}")["total_items"] == 0


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("2026-02-02T12:00:00Z", 2),
        ("2026-02-02T12:00:00+00:00", 2),  # the plus sign comes as a space
        ("2026-02-02T12:00:00.001Z", 1),
        ("2026-02-02T13:00:00%2B01:00", 2),
        ("2026-02-02", 2),
        ("2026-02-03", 1),
        ("2026-02-02T12:00", 2),
        ("0001-01-01T00:00:00%2B23:00", 5),
        ("9999-12-31T23:59:59-23:00", 0),
        ("2026-02-02T11:59:60Z", 2),
    ],
)
def test_moments_are_read_as_people_write_them(client, area, text, finds):
    assert len(names(client, f"modified_after={text}")) == finds


def test_what_closes_after_midnight_does_not_close_early(client):
    make_service(schedules=[{"byday": ["SA"], "opens": "20:00", "closes": "01:00"}])
    assert names(client, "end_time=11:00") == []


def test_days_are_read_in_any_case_and_by_their_name(client, area):
    assert names(client, "day=saturday") == names(client, "day=sa") == names(client, "day=SA")


@pytest.mark.parametrize(
    "query",
    [
        *("page=0", "page=x", "per_page=0", "per_page=1000", "taxonomy_term_id=x", "search=" + "a" * 201, "page=1e9"),
        *("taxonomy_id=1", "organization_id=nest", "minimum_age=-1", "minimum_age=baby", "maximum_age=inf"),
        *("maximum_age=nan", "day=someday", "start_time=9", "start_time=25:00", "end_time=noon", "full=perhaps"),
        *("modified_after=yesterday", "modified_after=2026-02-31"),
        *("postcode=ZZ1 1AA", "proximity=100", "taxonomy_term=1", "Page=2"),
    ],
)
def test_what_cannot_be_meant_is_422_with_words(client, query):
    answer = read(client, f"/services?{query}", 422)
    assert answer["detail"][0]["parameter"] == query.split("=")[0]
    assert answer["detail"][0]["problem"]


@pytest.mark.parametrize("query", ["proximity=100", "postcode=ZZ9", "postcode=Fernley", "proximity=0&postcode=ZZ1 1AA"])
def test_a_distance_from_nowhere_is_422(client, query):
    make_postcode("ZZ1 1AA")
    answer = read(client, f"/service_at_locations?{query}", 422)
    assert answer["detail"][0]["parameter"] == query.split("=")[0]


def test_a_postcode_that_we_do_not_know_is_404(client):
    make_service(north_metres=0)
    assert read(client, "/service_at_locations?postcode=ZZ9 9ZZ", 404)["detail"]


@pytest.mark.parametrize("query", ["search=", "page=&per_page=", "day=&postcode_=", "_=1&utm_source=x&lang=pl"])
def test_what_says_nothing_is_passed_over(client, query):
    make_service()
    assert read(client, f"/services?{query.replace('&postcode_=', '')}")["total_items"] == 1


def test_unknown_ids_find_nothing(client, area):
    unknown = "00000000-0000-4000-8000-000000000000"
    for parameter in ("taxonomy_term_id", "taxonomy_id", "organization_id"):
        assert names(client, f"{parameter}={unknown}") == []


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    of=st.sampled_from(["services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms"]),
    query=st.dictionaries(
        st.sampled_from([*cases(Organisation()), *place_cases(), "page", "per_page", "full"]),
        TEXTS | st.integers().map(str) | st.floats().map(str) | st.datetimes().map(str),
    ),
)
def test_whatever_is_asked_is_answered_or_refused(client, of, query):
    assert client.get(f"/open-referral/v3/{of}", query).status_code in {200, 404, 422}


def test_the_nearest_places_come_first(client):
    make_postcode("ZZ1 1AA")
    for metres in (300, 100, 200):
        make_service(name=f"{500 - metres}", north_metres=metres)
    assert names(client, "postcode=zz11aa&proximity=250", "service_at_locations") == ["400", "300"]


def test_whoever_reads_changes_page_after_page_passes_nothing_over(client, area):
    """Whatever is written meanwhile: a listing that closes or changes keeps its place."""
    query = "modified_after=1970-01-01&per_page=2"
    seen = names(client, query)
    with as_owner():
        Service.objects.filter(name=seen[0]).update(status="closed")
        Service.objects.filter(name=seen[1]).update(phone="01632 960123")
    seen += [*names(client, f"{query}&page=2"), *names(client, f"{query}&page=3")]
    assert sorted(seen) == ["Café", "Ducks", "Housing", "Over", "Phone line"]


def test_today_counts_for_schedules_that_end(client):
    make_service(schedules=[{"byday": ["MO"], "valid_to": clock.today()}])
    make_service(schedules=[{"byday": ["MO"], "valid_to": clock.today() - timedelta(days=1)}])
    assert len(names(client, "day=MO")) == 1
