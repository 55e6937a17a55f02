"""Records are compared in one form, however a source wrote them."""

from __future__ import annotations

import pytest

from hearth.families.identifiers import valid
from hearth.families.matching import facts, names, places
from hearth.families.matching.records import Raw, comparable
from hearth.families.models import Scheme


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Liz", "Elizabeth"),
        ("Mohamed", "Muhammad"),
        ("محمد", "Mohammed"),
        ("Oksana", "Oxana"),
        ("Maryam", "Mariam"),
        ("Noor", "Nur"),
        ("Андрій", "Andriy"),
        ("Małgorzata", "Gosia"),
        ("Mary-Anne", "mary anne"),
    ],
)
def test_forms_of_one_given_name_meet(one: str, other: str) -> None:
    assert names.given_key(names.given(one)) == names.given_key(names.given(other))


@pytest.mark.parametrize(("one", "other"), [("Jack", "Jacob"), ("Mia", "Maya"), ("Hannah", "Anna"), ("Emma", "Emily")])
def test_different_given_names_stay_different(one: str, other: str) -> None:
    assert names.given_key(names.given(one)) != names.given_key(names.given(other))


@pytest.mark.parametrize("text", ["Baby", "BABY GIRL", "baby boy", "Twin 1", "Unknown", "Not known", "n/k", "", "-"])
def test_a_placeholder_is_no_given_name(text: str) -> None:
    assert names.given(text) == ""


@pytest.mark.parametrize(
    ("one", "other"), [("Chowdhury", "Choudhury"), ("Mohamoud", "Mohamud"), ("Wojcik", "Woicik"), ("O'Neil", "ONeil")]
)
def test_transliterations_of_a_family_name_sound_alike(one: str, other: str) -> None:
    assert names.sound(names.family(one)) == names.sound(names.family(other))


def test_only_an_nhs_number_with_the_right_check_digit_counts() -> None:
    assert facts.nhs_number("943 476 5919") == "9434765919"
    assert facts.nhs_number("9434765918") == ""
    assert facts.nhs_number("0000000000") == ""
    assert facts.nhs_number("12345") == ""


@pytest.mark.parametrize("text", ["2019-03-07", "20190307", "07/03/2019", "7.3.2019"])
def test_birth_dates_are_read_as_they_are_written(text: str) -> None:
    assert facts.birth_date(text) == "20190307"


@pytest.mark.parametrize("text", ["1900-01-01", "", "unknown", "0022-04-26"])
def test_a_placeholder_is_no_birth_date(text: str) -> None:
    assert facts.birth_date(text) == ""


def test_a_day_that_does_not_exist_is_kept_as_a_slip_of_the_hand() -> None:
    assert facts.birth_date("1965-09-49") == "19650949"


def test_flat_abbreviation_and_town_do_not_part_a_household() -> None:
    written = ["Flat 5, 84 Hall Gr., Oldham", "84 hall grove", "84 Hall Grove, OLDHAM", "apt 2 84 Hall Grove"]
    assert {places.parts(text)[0] for text in written} == {"84hallgrove"}
    assert places.parts(written[0])[1] == "oldham"


def test_a_postcode_that_says_nowhere_is_none() -> None:
    assert places.postcode("ZZ99 3VZ") == ""
    assert places.postcode("ol16 3dg") == "OL163DG"


def test_what_a_source_did_not_say_is_not_known() -> None:
    found = comparable(Raw("1", first_name="Baby", surname="Smith"))
    assert (found.first, found.first_key, found.dob, found.sex, found.nhs, found.place) == (None,) * 6
    assert found.surname == "smith"


@pytest.mark.parametrize("text", ["943 476 5919", "943-476-5919", " 9434765919 ", "943.476.5919"])
def test_an_nhs_number_is_read_alike_by_forms_extracts_and_matching(text: str) -> None:
    assert facts.nhs_number(text) == valid(Scheme.NHS, text) == "9434765919"


@pytest.mark.parametrize("text", ["", "9434765918", "943476591", "943A4765919", "0000000000", "٩٤٣٤٧٦٥٩١٩"])
def test_what_is_no_nhs_number_is_none_anywhere(text: str) -> None:
    assert facts.nhs_number(text) == ""
    assert valid(Scheme.NHS, text) is None
