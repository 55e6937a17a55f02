"""Dirt as it is met in the wild: each piece is mended in one way, said to be so, and never guessed."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.directory.feeds import service as build
from hearth.directory.feeds import shape
from hearth.directory.feeds.older import lifted
from hearth.directory.feeds.plain import plain
from hearth.directory.feeds.service import Ground
from hearth.directory.feeds.standard import OBJECTS
from hearth.directory.feeds.wanted import Facts
from hearth.directory.loading.reasons import WORDS, Notes, RefusedRow
from hearth.directory.models import Postcode
from hearth.directory.tests.feeds.support import record

FACTS = Facts("elsewhere", "feed-elsewhere", "Elsewhere", datetime(2026, 10, 1, tzinfo=UTC))
TOWN = {"ZZ11AA": Postcode(code="ZZ11AA", shown="ZZ1 1AA", latitude=53.4, longitude=-2.16, ward_code="E05099001")}


def built(raw, **ground):
    """The listing of a raw record, and the codes of what was noted."""
    notes = Notes()
    cleaned = shape.cleaned("service", lifted(raw), notes)
    wanted = build.build(cleaned, FACTS, Ground(TOWN, ground.get("councils", {})), notes)
    return wanted, {reason.code for reason in notes.reasons}


def values(**said):
    wanted, _ = built(record(**said))
    return wanted.values


def noted(**said):
    return built(record(**said))[1]


# Texts ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<p>Come &amp; play.</p><p>Every&nbsp;week</p>", "Come & play.\n\nEvery week"),
        ("&lt;b&gt;Bold&lt;/b&gt; &amp;amp; brave", "Bold & brave"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ('See <a href="https://acorn.example/a">our page</a>', "See our page (https://acorn.example/a)"),
        ('<a href="https://acorn.example/">https://acorn.example</a>', "https://acorn.example"),
        ("Ask <a href='mailto:a@b.example'>Ann</a>", "Ask Ann (a@b.example)"),
        ("Nice<script>alert('x')</script><style>p{}</style> place", "Nice place"),
        ("Line one<br>Line two<br/>three", "Line one\nLine two\nthree"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("for ages <5", "for ages <5"),
        ("zero\0byte and \u200bunseen \ufeffsigns", "zerobyte and unseen signs"),
        ("Cafe\u0301", "Café"),
        ("a\r\n\r\n\r\n\r\nb", "a\n\nb"),
    ],
)
def test_texts_become_plain(raw, text):
    assert plain(raw)[0] == text


@given(st.text())
def test_plain_text_never_fails_and_a_second_time_changes_nothing_of_what_has_no_codes(text):
    once, _ = plain(text)
    if not plain(once)[1]:
        assert plain(once)[0] == once
    assert "\0" not in once


def test_a_link_that_is_no_link_stays_as_words():
    found = values(url="see our facebook page")
    assert found["website"] == "" and "Website: see our facebook page" in found["description"] + found["summary"]


def test_emails_and_numbers_in_one_box_are_told_apart():
    found = values(email="ring 0161 496 0123 or write hello@acorn.example")
    assert found["email"] == "hello@acorn.example" and "0161 496 0123" in found["description"] + found["summary"]


def test_a_huge_text_is_cut_and_a_long_name_is_kept_in_the_description():
    found = values(name="Very long name " * 40, description="word " * 60_000)
    assert len(found["name"]) <= 200 and found["name"].endswith("…")
    assert found["description"].startswith("Very long name")
    assert {"huge-text", "too-long"} <= noted(name="Very long name " * 40, description="word " * 60_000)


@pytest.mark.parametrize(
    ("description", "summary", "rest"),
    [
        ("Short.", "Short.", ""),
        ("First part.\n\nSecond part.", "First part.", "Second part."),
        ("Long. " + "x" * 300, "", "Long. " + "x" * 300),
        (
            "A sentence that is long enough to stand alone here. " + "y " * 200,
            "A sentence that is long enough to stand alone here.",
            None,
        ),
    ],
)
def test_the_first_paragraph_is_the_summary(description, summary, rest):
    found = values(description=description)
    assert found["summary"] == summary
    assert found["description"] == (description.strip() if rest is None else rest)


# Ages -----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("low", "high", "months"),
    [
        (0, 4, (0, 59)),
        (5, 11, (60, 143)),
        (0.5, 1, (6, 23)),
        ("11", "16 years", (132, 203)),
        (16, None, (192, None)),
        (0, 0, (None, None)),
        (16, 0, (192, None)),
        (9, 3, (None, None)),
        (-1, 18, (None, 227)),
        (216, 999, (None, None)),
        (True, "all", (None, None)),
        (0, 25.92, (0, 311)),
        (None, 0.92, (None, 11)),
        (18, 18, (216, 227)),
    ],
)
def test_ages_are_years_there_and_months_here(low, high, months):
    found = values(minimum_age=low, maximum_age=high)
    assert (found["min_age_months"], found["max_age_months"]) == months


@given(st.integers(0, 1400), st.integers(0, 1400))
def test_ages_in_months_come_back_as_they_were_said(low, high):
    """What our own API says of whole months (a whole number of years is until the day before the next birthday)."""
    low, high = sorted((low, high))
    found = values(minimum_age=round(low / 12, 2), maximum_age=round(high / 12, 2))
    assert found["min_age_months"] == low
    assert found["max_age_months"] == (high if high % 12 else high + 11)


# Money ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "kind", "amount", "words"),
    [
        ({"cost_options": [{"amount": 0}]}, "free", None, ""),
        ({"cost_options": [{"amount": 3.5, "amount_description": "a family"}]}, "paid", "3.50", "a family"),
        ({"cost_options": [{"amount": "£2.00"}]}, "paid", "2.00", ""),
        ({"cost_options": [{"amount": 0, "option": "Under 2s"}, {"amount": 2, "option": "Others"}]}, "paid", "2.00", "Under 2s: Free; Others: £2"),  # noqa: E501
        ({"cost_options": [], "fees": "Free of charge"}, "free", None, ""),
        ({"cost_options": [], "fees": "Free for babies, else £2"}, "paid", None, "Free for babies, else £2"),
        ({"cost_options": [], "fees": "Ask us"}, "unknown", None, "Ask us"),
        ({"cost_options": [], "fees": ""}, "unknown", None, ""),
        ({"cost_options": [{"amount": -5}]}, "unknown", None, ""),
        ({"cost_options": [{"amount": 1e12}]}, "unknown", None, ""),
        ({"cost_options": [{"option": "No charge"}]}, "free", None, ""),
    ],
)  # fmt: skip
def test_what_it_costs(said, kind, amount, words):
    found = values(**said)
    assert (found["cost_kind"], found["cost_words"]) == (kind, words)
    assert found["cost_amount"] == (Decimal(amount) if amount else None)


# Places ---------------------------------------------------------------------------------------------------------------
def place_of(**location):
    at = record()["service_at_locations"][0]
    at["location"] = {**at["location"], **location}
    wanted, codes = built(record(service_at_locations=[at]))
    return (wanted.places[0].values if wanted.places else {}), codes


def test_latitude_and_longitude_the_wrong_way_round_are_turned():
    found, codes = place_of(latitude=-2.16, longitude=53.4)
    assert (found["latitude"], found["longitude"]) == (53.4, -2.16) and "point-swapped" in codes


@pytest.mark.parametrize(
    ("point", "code"), [((0, 0), "point-nought"), ((40.7, -74.0), "point-invalid"), ((51.0, 0.1), "point-far")]
)
def test_a_point_that_cannot_be_right_gives_way_to_the_postcodes(point, code):
    found, codes = place_of(latitude=point[0], longitude=point[1])
    assert (found["latitude"], found["longitude"]) == (53.4, -2.16) and code in codes


def test_a_postcode_without_a_point_is_looked_up_here():
    found, _ = place_of(latitude=None, longitude=None)
    assert (found["latitude"], found["ward_code"]) == (53.4, "E05099001")


def test_a_postcode_in_the_address_is_found_there():
    found, codes = place_of(addresses=[{"address_1": "1 Well Street, Fernley, ZZ1 1AA"}])
    assert (found["postcode"], found["address_1"]) == (
        "ZZ1 1AA",
        "1 Well Street, Fernley",
    ) and "postcode-found" in codes


def test_a_place_of_which_nothing_is_said_is_none():
    assert built(record(service_at_locations=[{"id": "1", "location": {}}, {}]))[0].places == []


def test_an_online_place_is_no_point_on_the_map():
    found, _ = place_of(location_type="virtual", addresses=[], latitude=None, longitude=None, name="Video call")
    assert found["latitude"] is None and found["name"] == "Video call"


# Times ----------------------------------------------------------------------------------------------------------------
def rules(*schedules):
    wanted, codes = built(record(schedules=list(schedules)))
    return [schedule.values for schedule in wanted.schedules], codes


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"freq": "WEEKLY", "byday": "TH,FR"}, {"byday": ["TH", "FR"], "freq": "WEEKLY"}),
        ({"freq": "weekly", "byday": "Monday; Tues"}, {"byday": ["MO", "TU"]}),
        ({"freq": "MONTHLY", "byday": "1MO"}, {"byday": ["MO"], "week_of_month": 1, "freq": "MONTHLY"}),
        ({"freq": "MONTHLY", "byday": "-1FR"}, {"byday": ["FR"], "week_of_month": -1}),
        ({"freq": "MONTHLY", "bymonthday": "1,15"}, {"days_of_month": [1, 15], "byday": []}),
        ({"byday": "2WE"}, {"freq": "MONTHLY", "week_of_month": 2}),
        ({"freq": "DAILY"}, {"byday": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]}),
        ({"byday": "MO", "opens_at": "9:30", "closes_at": "11.00"}, {"opens": time(9, 30), "closes": time(11)}),
        ({"byday": "MO", "opens_at": "09:30:00Z", "closes_at": "1pm"}, {"opens": time(9, 30), "closes": time(13)}),
        ({"byday": "MO", "opens_at": "22:00", "closes_at": "02:00"}, {"opens": time(22), "closes": time(2)}),
        ({"byday": "MO", "opens_at": "17:00", "closes_at": "09:00"}, {"opens": time(17), "closes": None}),
        ({"byday": "MO", "opens_at": "14:00", "closes_at": "09:00"}, {"opens": time(14), "closes": None}),
        ({"byday": "MO", "opens_at": "18:00", "closes_at": "00:00"}, {"closes": time(23, 59)}),
        ({"byday": "MO", "opens_at": "early", "closes_at": "late"}, {"opens": None, "closes": None}),
        (
            {"byday": "MO", "valid_from": "01/09/2026", "valid_to": "2026-12-18T00:00:00"},
            {"valid_from": date(2026, 9, 1), "valid_to": date(2026, 12, 18)},
        ),
        ({"byday": "MO", "valid_from": "2026-09-01", "valid_to": "2025-01-01"}, {"valid_from": None, "valid_to": None}),
        ({"byday": "MO", "valid_from": "31/02/2026"}, {"valid_from": None}),
        ({"byday": "MO", "interval": 2, "dtstart": "2026-09-07"}, {"interval": 2, "valid_from": date(2026, 9, 7)}),
        ({"byday": "MO", "description": "In term time only"}, {"term_time_only": True}),
        ({"byday": "MO", "description": "Term time and school holidays too"}, {"term_time_only": False}),
        ({"byday": "MO", "notes": "Not on bank holidays"}, {"bank_holidays": "closed"}),
        ({"dtstart": "2026-09-08", "opens_at": "10:00"}, {"byday": ["TU"]}),
        ({"description": "Monday 9.30am - 11am"}, {"byday": ["MO"], "opens": time(9, 30), "closes": time(11)}),
        ({"description": "Ring us for times"}, {"byday": [], "notes": "Ring us for times"}),
    ],
)
def test_schedules(said, expected):
    made, _ = rules(said)
    assert {name: made[0].get(name) for name in expected} == expected


def test_the_first_and_third_monday_are_two_rules():
    made, _ = rules({"freq": "MONTHLY", "byday": "1MO,3MO", "opens_at": "10:00"})
    assert [(rule["week_of_month"], rule["byday"]) for rule in made] == [(1, ["MO"]), (3, ["MO"])]


def test_a_schedule_of_a_place_is_at_that_place():
    first, second = record("A")["service_at_locations"][0], record("B")["service_at_locations"][0]
    first["schedules"] = [{"id": "s1", "byday": "MO"}]
    wanted, _ = built(
        record(
            service_at_locations=[first, second],
            schedules=[{"id": "s1", "byday": "MO"}, {"byday": "TU", "service_at_location_id": second["id"]}],
        )
    )
    assert [(s.values["byday"], str(s.place_id)) for s in wanted.schedules] == [
        (["MO"], first["id"]),
        (["TU"], second["id"]),
    ]


# Words ----------------------------------------------------------------------------------------------------------------
def test_languages_by_name_or_code_and_unknown_ones_kept():
    found, codes = built(
        record(languages=[{"name": "Polish"}, {"code": "UR"}, {"name": "BSL"}, {"name": "Klingonish"}])
    )
    assert found.values["languages"] == ["pl", "ur", "bfi"]
    assert found.values["more"]["languages"] == [{"name": "Klingonish"}] and "language-unknown" in codes


def test_areas_by_code_or_by_the_councils_name():
    found, _ = built(
        record(
            service_areas=[
                {"name": "Fernley", "uri": "https://x.example/id/E08000007"},
                {"name": "Larkmere Council"},
                {"name": "England", "extent": "E92000001"},
            ]
        ),
        councils={"larkmere": "E08000099"},
    )
    assert (found.values["area_words"], found.values["area_codes"]) == ("Fernley", ["E08000007", "E08000099"])
    assert any(area.get("extent") == "E92000001" for area in found.values["more"]["service_areas"])


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Step free access and a hearing loop", ["hearing-loop", "step-free"]),
        ("No wheelchair access", []),
        ("Nice", []),
    ],
)
def test_accessibility_is_taken_where_it_is_stated(text, facts):
    at = record()["service_at_locations"][0]
    at["location"]["accessibility"] = [{"description": text}]
    assert values(service_at_locations=[at])["accessibility"] == facts


# Earlier versions -----------------------------------------------------------------------------------------------------
def test_open_referral_uk_1_is_lifted():
    found, _ = built(
        {
            "id": "17",
            "name": "Older group",
            "description": "x",
            "status": "active",
            "eligibilitys": [{"minimum_age": 4, "maximum_age": 11, "eligibility": "Children of the town"}],
            "fundings": [{"source": "Lottery"}],
            "attending_type": "venue",
            "attending_access": "drop-in",
            "organization": {"id": "1", "name": "Old Trust", "url": "https://old.example/"},
            "service_taxonomys": [{"taxonomy": {"id": "t:1", "name": "Play", "vocabulary": "Local"}}],
            "contacts": [{"name": "Jo", "phones": [{"number": "0161 496 0123"}]}],
            "service_at_locations": [
                {
                    "location": {
                        "name": "Hall",
                        "latitude": "53.4",
                        "longitude": "-2.16",
                        "physical_addresses": [
                            {"address_1": "1 Well Street", "city": "Fernley", "postal_code": "zz11aa"}
                        ],
                        "accessibility_for_disabilities": [{"accessibility": "Step free"}],
                    },
                    "regular_schedules": [{"weekday": 2, "opens_at": "10:00", "closes_at": "12:00"}],
                    "holiday_schedules": [{"closed": True, "start_date": "2026-12-24", "end_date": "2027-01-02"}],
                }
            ],
        }
    )
    values = found.values
    assert (values["min_age_months"], values["max_age_months"], values["who_for"]) == (48, 143, "Children of the town")
    assert values["more"]["funding"] == [{"source": "Lottery"}]
    assert values["access_routes"] == ["walk-in"] and values["delivery"] == ["in-person"]
    assert found.owner.values["website"] == "https://old.example/"
    assert [term.name for term in found.terms] == ["Play"]
    assert found.places[0].values["postcode"] == "ZZ1 1AA" and values["accessibility"] == ["step-free"]
    assert [(s.values["byday"], s.values["opens"]) for s in found.schedules] == [(["TU"], time(10))]
    assert [(e.values["kind"], e.values["first_day"]) for e in found.exceptions] == [("cancelled", date(2026, 12, 24))]


# Anything at all ------------------------------------------------------------------------------------------------------
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(OBJECTS["service"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.dictionaries(st.sampled_from(sorted({name for kinds in OBJECTS.values() for name in kinds})), _JSON, max_size=8)
)
def test_no_record_whatever_is_in_it_breaks_the_reading(raw):
    try:
        wanted, codes = built({"id": "1", "name": "Something", **raw})
    except RefusedRow as refused:
        assert refused.reason.code in WORDS
        return
    assert codes <= set(WORDS)
    assert wanted.values["name"] and len(wanted.values["name"]) <= 200
    low, high = wanted.values["min_age_months"], wanted.values["max_age_months"]
    assert low is None or high is None or low <= high
