"""What families look for in vain is counted by words, area and age, and never leads to a person."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import enter
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.actions import demand
from hearth.directory.models import UnknownWord, UnmetReason, UnmetSearch
from hearth.directory.queries import Wanted, answer
from hearth.directory.queries.demand import Period, unmet_by_month, unmet_words
from hearth.directory.tests.factories import make_area, make_postcode, make_service

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
ALL = Period(date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture
def town():
    make_area("E05000001", kind="ward", name="Millbrook", parent_code="E06000001")
    make_area("E06000001", kind="council", name="Fernshire")
    make_postcode("ZZ1 1AA", ward_code="E05000001", council_code="E06000001")


def look(typed, *, place="", times=1, **wanted):
    found = answer(typed=typed, place=place, wanted=Wanted(**wanted))
    reason = None
    for _ in range(times):
        reason = demand.note_unmet(answer=found, language="en", today=TODAY)
    return reason


def kept():
    return list(UnmetSearch.objects.order_by("words"))


def test_a_search_that_finds_enough_is_not_kept():
    for number in range(3):
        make_service(name=f"Breastfeeding group {number}")
    assert look("breastfeeding") is None
    assert kept() == []


def test_nothing_found_is_kept_with_the_ward_and_the_age_but_not_the_postcode(town):
    make_service(name="Kinship evening", north_metres=900_000, terms=[])
    make_service(name="Kinship morning", north_metres=900_000)
    assert look("kinship karting", place="ZZ1 1AA", age=8) == UnmetReason.NOTHING
    (row,) = kept()
    assert (row.ward_code, row.council_code, row.age, row.day) == ("E05000001", "E06000001", 8, TODAY)
    assert "ZZ1" not in str(vars(row))


@pytest.mark.parametrize(
    ("typed", "wanted", "reason"),
    [
        ("yodel purple", {}, UnmetReason.PART),
        ("yodel", {"free": True, "ways": ("video",)}, UnmetReason.FILTERS),
        ("yodel", {}, UnmetReason.FEW),
    ],
)
def test_why_it_was_too_little(typed, wanted, reason):
    make_service(name="Yodel", cost_kind="paid", delivery=["phone"])
    assert look(typed, **wanted) == reason


def test_found_only_farther_away_is_said_so(town):
    for number in range(3):
        make_service(name=f"Yodel {number}", north_metres=9000)
    assert look("yodel", place="ZZ1 1AA", miles=1) == UnmetReason.FAR


def test_the_same_search_on_one_day_is_one_row_with_a_count(town):
    look("yodelling", place="ZZ1 1AA", times=3)
    (row,) = kept()
    assert row.count == 3


def test_a_word_that_the_directory_does_not_know_is_hidden_until_five_searches_used_it():
    make_service(name="Toddler singing")
    for number in range(1, 7):
        look("toddler jaydenek crying")
        (newest,) = UnmetSearch.objects.filter(words__contains="toddler").order_by("-id")[:1]
        if number <= demand.ENOUGH:
            assert "jaydenek" not in newest.words, number
    assert any("jaydenek" in row.words for row in kept())


@pytest.mark.parametrize(
    "typed",
    [
        "ring me on 07700 900123 please",
        "sam.okafor@home.example needs nappies",
        "12 Elm Street ZZ1 1AA",
        "see https://home.example/qxsecret",
    ],
)
def test_numbers_and_addresses_are_never_kept(typed):
    look(typed)
    text = " ".join(row.words for row in kept()) + " ".join(UnknownWord.objects.values_list("word", flat=True))
    assert not any(part in text for part in ("07700", "900123", "@", "okafor", "12", "ZZ1", "zz1", "qxsecret"))


def test_words_that_point_to_danger_are_not_kept():
    assert look("he hits me and the kids") is None
    assert kept() == []
    assert not UnknownWord.objects.exists()


def test_a_further_page_is_not_counted_again():
    assert look("yodelling", page=2) is None


def test_the_results_page_counts_and_shows_the_family_its_answer(client):
    assert client.get(reverse("directory:find"), {"q": "zorbing"}).status_code == 200
    (row,) = kept()
    assert row.reason == UnmetReason.NOTHING


def test_old_searches_and_rare_words_are_forgotten():
    look("zorbing")
    demand.tidy(today=TODAY + timedelta(days=80))
    assert UnknownWord.objects.exists()
    demand.tidy(today=TODAY + timedelta(days=91))
    assert not UnknownWord.objects.exists()
    assert kept()
    demand.tidy(today=TODAY + timedelta(days=3 * 366 + 1))
    assert kept() == []


def test_area_and_age_are_said_only_of_five_searches_or_more(town):
    look("yodelling", place="ZZ1 1AA", age=4, times=4)
    (row,) = unmet_words(ALL)
    assert (row.total, row.areas, row.ages) == (4, (), ())
    look("yodelling", place="ZZ1 1AA", age=4)
    (row,) = unmet_words(ALL)
    assert (row.total, row.areas, row.ages) == (5, (("Millbrook", 5),), ((4, 5),))


def test_every_month_has_its_number_also_the_empty_ones():
    with as_owner():
        for day, count in ((date(2026, 1, 31), 2), (date(2026, 3, 1), 3)):
            UnmetSearch.objects.create(day=day, words="yodel", language="en", reason="nothing", count=count)
    months = unmet_by_month(Period(date(2026, 1, 1), date(2026, 4, 1)))
    assert months == [(date(2026, 1, 1), 2, 2), (date(2026, 2, 1), 0, 0), (date(2026, 3, 1), 3, 3)]


def test_the_page_shows_words_and_numbers_and_gives_them_as_a_file(client):
    with as_owner():
        UnmetSearch.objects.create(day=clock.today(), words="kinship choir", language="en", reason="nothing", count=7)
        UnmetSearch.objects.create(day=clock.today(), words="=cmd()", language="en", reason="few", count=2)
    enter(client, make_member("analyst"))
    shown = client.get(reverse("directory:unmet")).content.decode()
    assert "kinship choir" in shown
    assert "9 searches" in shown
    file = client.get(reverse("directory:unmet"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "kinship choir,7,7" in file
    assert "'=cmd()" in file
    with as_owner():
        assert Entry.objects.filter(action="directory.unmet_exported", detail__count=2).exists()


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_what_is_kept_holds_no_number_and_no_address(typed):
    words = demand._words_of_many(typed, TODAY)
    assert not any(letter.isdigit() or letter == "@" for letter in words)
