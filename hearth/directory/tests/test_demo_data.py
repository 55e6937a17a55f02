"""The demo's files say nothing real, leave nothing out, and fit together."""

import itertools
import re
from collections import Counter

import pytest
import yaml

from hearth.access.demo.cast import cast
from hearth.access.models import OrganisationKind
from hearth.access.roles import shipped
from hearth.directory import vocabularies
from hearth.directory.demo import geography, reading
from hearth.directory.models import AccessRoute, Delivery, SiteKind

CODES = """
    activities-0-5 birth-registration debt-welfare-advice domestic-abuse early-education-childcare
    early-language-home-learning health-visiting housing infant-feeding targeted-family-support public-health-0-19
    mental-health midwifery-maternity nutrition-weight oral-health parent-infant-mental-health parenting-support
    reducing-parental-conflict send stop-smoking substance-misuse separating-parents youth-justice youth-services
""".split()  # noqa: SIM905 - as they stand in the agreement
FILES = sorted(reading.HERE.rglob("*.yaml"))
DRAMA = re.compile(r"01632960\d{3}|07700900\d{3}|08081570\d{3}")  # kept free of real subscribers
NEVER_SAID = re.compile(r"\b(case|cases|customer|customers|client|clients|please note|invalid|N/A)\b", re.IGNORECASE)
FIELDS = {
    "key", "name", "organisation", "expectations", "categories", "ages", "cost", "summary", "description", "who_for",
    "how_to_get_in", "delivery", "access_routes", "places", "times", "languages", "accessibility", "phone", "email",
    "website", "capacity", "assured_days_ago", "accepts_requests", "is_sensitive", "unusual", "closed",
}  # fmt: skip


@pytest.fixture(scope="module")
def services():
    return reading.services()


def addresses(services):
    own = [place for row in services for place in row["places"] if isinstance(place, dict)]
    return own + [site for site in reading.sites() if "postcode" in site]


def terms(name):
    content = vocabularies.shipped(name)
    for group in content["terms"]:
        yield group
        yield from group.get("children", [])


def test_the_24_expectations_are_named_as_agreed():
    assert [term["code"] for term in terms("expectations.yaml")] == CODES


@pytest.mark.parametrize("name", ["expectations.yaml", "categories.yaml"])
def test_every_term_is_described_and_translated(name):
    for term in terms(name):
        assert term["name"] and term["description"].endswith("."), term["code"]
        assert set(term["names"]) == {"pl", "ur", "uk"} and all(term["names"].values()), term["code"]
        assert len(term["words"]) >= 3 and len(term["words"]) == len(set(term["words"])), term["code"]
        assert all(isinstance(word, str) and word == word.lower() for word in term["words"]), term["code"]
    codes = [term["code"] for term in terms(name)]
    assert len(codes) == len(set(codes))


def test_the_demo_is_as_large_as_promised(services):
    assert len(services) >= 250
    assert len(reading.organisations()) >= 40
    kinds = Counter(site["kind"] for site in reading.sites())
    assert kinds["hub"] == 6 and kinds["virtual"] == 1 and kinds["satellite"] >= 5 and kinds["outreach"] >= 8


def test_keys_are_used_once(services):
    for rows in (services, reading.sites(), reading.organisations()):
        keys = [row["key"] for row in rows]
        assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_every_reference_leads_somewhere(services):
    organisations = {row["key"]: row for row in reading.organisations()}
    sites = {row["key"]: row for row in reading.sites()}
    expectations = {term["code"] for term in terms("expectations.yaml")}
    groups = vocabularies.shipped("categories.yaml")["terms"]
    categories = {child["code"] for group in groups for child in group["children"]} | {"send-support"}
    facts = set(vocabularies.accessibility())
    assert all(row["kind"] in OrganisationKind.values for row in organisations.values())
    for site in sites.values():
        assert site["organisation"] in organisations and site["kind"] in SiteKind.values, site["key"]
        assert site.get("parent", site["key"]) in sites and set(site["accessibility"]) <= facts, site["key"]
    for row in services:
        key = row["key"]
        assert set(row) <= FIELDS, key
        assert row["organisation"] in organisations, key
        assert row["expectations"] and set(row["expectations"]) <= expectations, key
        assert row["categories"] and set(row["categories"]) <= categories, key
        assert row["delivery"] and set(row["delivery"]) <= set(Delivery.values), key
        assert row["access_routes"] and set(row["access_routes"]) <= set(AccessRoute.values), key
        assert set(row.get("accessibility", [])) <= facts, key
        named = {place for place in row["places"] if isinstance(place, str)}
        assert named <= set(sites), key
        for times in map(reading.times, row.get("times", [])):
            assert times.opens < times.closes or times.closes.hour < 12, key  # or it runs over midnight
            assert not times.site or times.site in named, (key, times.site)
    assert {row["organisation"] for row in services} >= set(organisations)


def test_sessions_happen_while_their_site_is_open(services):
    open_on = {
        (site["key"], hours["byday"], hours["opens"], hours["closes"])
        for site in reading.sites()
        for hours in site["hours"]
    }
    stated = {key for key, *_hours in open_on} - {"online"}
    for row in services:
        for times in map(reading.times, row.get("times", [])):
            sites = {times.site} if times.site else set(row["places"]) if all_sites(row) else set()
            for site, day in itertools.product(sites & stated, times.byday):
                opens, closes = f"{times.opens:%H:%M}", f"{times.closes:%H:%M}"
                assert any(
                    (key, weekday) == (site, day) and start <= opens and closes <= end
                    for key, weekday, start, end in open_on
                ), (row["key"], site, day)


def all_sites(row):
    return all(isinstance(place, str) for place in row["places"])


def test_all_24_expectations_are_covered_several_times(services):
    counts = Counter(code for row in services for code in row["expectations"])
    assert {code for code in CODES if counts[code] < 3} == set()


def test_every_month_of_age_from_birth_to_25_is_covered(services):
    stated = [row["ages"] for row in services if row.get("ages")]
    for low, high in stated:
        assert low is None or high is None or 0 <= low <= high <= 300
    for month in range(301):
        for_it = [pair for pair in stated if (pair[0] or 0) <= month <= (300 if pair[1] is None else pair[1])]
        assert len(for_it) >= 10, month


def test_the_varieties_that_pages_must_cope_with_are_there(services):
    def count(wanted):
        return sum(1 for row in services if wanted(row))

    def days(row):
        return 10_000 if row["assured_days_ago"] == "never" else row["assured_days_ago"]

    assert count(lambda row: row["cost"] == "free") > 100
    assert count(lambda row: isinstance(row["cost"], list)) >= 25
    assert count(lambda row: row["cost"] == "unknown") >= 5
    assert count(lambda row: not row.get("ages")) >= 5
    assert count(lambda row: set(row["delivery"]) == {"phone"}) >= 5
    assert count(lambda row: set(row["delivery"]) == {"online"}) >= 5
    assert count(lambda row: "home-visit" in row["delivery"] and not row["places"]) >= 5
    assert count(lambda row: row["access_routes"] == ["professional-only"]) >= 5
    assert count(lambda row: row.get("capacity") == "full") >= 3
    assert count(lambda row: str(row.get("capacity", "")).startswith("waiting")) >= 10
    assert count(lambda row: row.get("accepts_requests")) >= 60
    assert count(lambda row: days(row) <= 60) > 100
    assert count(lambda row: 200 <= days(row) < 400) >= 8
    assert count(lambda row: days(row) >= 400) >= 6
    assert {language for row in services for language in row.get("languages", [])} >= {"en", "pl", "ur", "uk", "bfi"}
    lines = [reading.times(line) for row in services for line in row.get("times", [])]
    assert any(times.week_of_month == -1 for times in lines) and any(times.weeks for times in lines)


def test_the_refuge_gives_an_area_and_a_number_instead_of_its_address(services):
    hidden = [row for row in services if any(isinstance(p, dict) and p.get("confidential") for p in row["places"])]
    refuge = next(row for row in hidden if row["key"] == "juniper-refuge")
    secret = refuge["places"][0]
    said = " ".join(str(value) for key, value in refuge.items() if key != "places")
    assert refuge["phone"] and secret["address_1"] not in said and secret["postcode"] not in said
    for row in hidden:
        assert row["is_sensitive"], row["key"]
        assert all(place["area_words"] for place in row["places"]), row["key"]


def test_all_texts_are_written_and_fit(services):
    for row in services:
        assert 3 <= len(row["name"]) <= 200, row["key"]
        assert row["summary"].endswith((".", "?")) and len(row["summary"]) <= 255, row["key"]
        assert len(row["who_for"]) <= 255 and row["how_to_get_in"].endswith("."), row["key"]
        sentences = re.findall(r"[.!?](?=\s|$)", row["description"])
        assert 2 <= len(sentences) <= 6, row["key"]
    for row in [*reading.organisations(), *reading.sites()]:
        assert row["name"] and len(row["description"]) > 40 and row["phone"] and row["email"], row["key"]


def test_no_two_services_are_described_in_the_same_words(services):
    for field in ("description", "summary", "name"):
        assert [text for text, count in Counter(row[field] for row in services).items() if count > 1] == [], field
    sentences = [s for row in services for s in re.split(r"(?<=[.!?]) ", row["description"]) if len(s) > 40]
    assert [sentence for sentence, count in Counter(sentences).items() if count > 1] == []


def test_words_that_we_do_not_use_with_families_are_absent(services):
    for row in [*services, *reading.organisations(), *reading.sites()]:
        said = " ".join(str(row.get(field, "")) for field in ("name", "summary", "description", "who_for"))
        assert not NEVER_SAID.search(said), (row["key"], NEVER_SAID.search(said))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_number_or_postcode_can_reach_anybody_real(path):
    text = path.read_text(encoding="utf-8")
    for number in re.findall(r"\b0\d[\d ]{8,}\d\b", text):
        assert DRAMA.fullmatch(number.replace(" ", "")), number
    for postcode in re.findall(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", text):
        assert postcode.startswith("ZZ"), postcode


def test_mail_and_websites_lead_nowhere(services):
    for row in [*services, *reading.organisations(), *reading.sites()]:
        if row.get("email"):
            assert row["email"].endswith(".example"), row["email"]
        if row.get("website"):
            assert re.match(r"https://[a-z.-]+\.example(/|$)", row["website"]), row["website"]


def test_every_address_has_a_postcode_of_the_map_and_its_town(services):
    drawn = geography.build()
    points = {point.shown: point for point in drawn.postcodes}
    places = {place.name: place for place in drawn.places}
    for address in addresses(services):
        point, town = points[address["postcode"]], places[address["city"]]
        # Within about four kilometres of the place it is said to be in.
        assert abs(point.latitude - town.latitude) < 0.036, address
        assert abs(point.longitude - town.longitude) < 0.06, address


def test_the_demo_staff_cover_every_role():
    people = yaml.safe_load((reading.HERE.parents[1] / "access/demo/people.yaml").read_text(encoding="utf-8"))["people"]
    codes = {role["code"] for role in shipped()["roles"]}
    shown = [person["role"] for person in people if person.get("about")]
    assert sorted(shown) == sorted(codes)
    assert any(person.get("also") for person in people)
    keys = {row["key"] for row in reading.organisations()}
    for person in cast():
        assert person.email.endswith(".example")
        assert {person.organisation, *(key for key, _role in person.also)} <= keys
        assert {person.role, *(role for _key, role in person.also)} <= codes
    assert len({person.email for person in cast()}) == len(people)
