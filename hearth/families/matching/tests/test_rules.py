"""What nature and law make look like one person is never linked by itself."""

from __future__ import annotations

import pytest

from hearth.families.matching.levels import pattern
from hearth.families.matching.records import Comparable, Raw, comparable
from hearth.families.matching.rules import Bar, Verdict, bar, two_people, verdict

HOME = {"postcode": "QX1 2AB", "address": "7 Canal Street"}
OTHER_HOME = {"postcode": "QX9 8ZZ", "address": "90 Vine Lane"}
ONE, TWO = "9434765919", "9434765870"


def said(key: str, first: str, surname: str, dob: str, nhs: str = "", **more: str) -> Comparable:
    return comparable(Raw(key, nhs, first, surname, dob, **{"sex": "M", **HOME, **more}))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (said("1", "Amir", "Okon", "2019-05-01"), said("2", "Zayd", "Okon", "2019-05-01"), Bar.TWIN),
        (said("1", "Amir", "Okon", "2019-05-01", ONE), said("2", "Zayd", "Okon", "2019-05-01", ONE), Bar.TWIN),
        (said("1", "Jon", "Okon", ""), said("2", "Jon", "Okon", "1984-02-02"), Bar.BIRTH_DATE),
        (said("1", "Jon", "Okon", "2012-08-09"), said("2", "Jon", "Okon", "1984-02-02"), Bar.BIRTH_DATE),
        (said("1", "Baby", "Okon", "2026-02-02"), said("2", "Zayd", "Okon", "2026-02-02"), Bar.NO_NAME),
        (
            said("1", "Leo", "Okon", "2018-04-04"),
            said("2", "Leo", "Marshaw", "2018-04-04", **OTHER_HOME),
            Bar.NEW_IDENTITY,
        ),
        (said("1", "Leo", "Okon", "2018-04-04", ONE), said("2", "Leo", "Okon", "2018-04-04", TWO), Bar.NUMBERS),
    ],
)
def test_these_are_never_linked_by_themselves(one: Comparable, other: Comparable, why: Bar) -> None:
    assert bar(pattern(one, other)) == why
    assert verdict(pattern(one, other), 0.9999) is Verdict.REVIEW


def test_one_person_with_slips_is_linked() -> None:
    found = pattern(said("1", "Leo", "Okon", "2018-04-04"), said("2", "Leo", "Okonn", "2018-04-14", **OTHER_HOME))
    assert bar(found) is None
    assert verdict(found, 0.995) is Verdict.LINK
    assert verdict(found, 0.98) is Verdict.REVIEW
    assert verdict(found, 0.1) is Verdict.APART


def test_an_agreeing_nhs_number_lowers_what_is_needed() -> None:
    found = pattern(said("1", "Leo", "Okon", "2018-04-04", ONE), said("2", "Leo", "Smith", "2018-04-04", ONE))
    assert verdict(found, 0.96) is Verdict.LINK


def test_a_woman_who_married_is_told_by_her_number() -> None:
    before = said("1", "Ola", "Okon", "1990-04-04", ONE)
    after = said("2", "Ola", "Marshaw", "1990-04-04", ONE, **OTHER_HOME)
    assert bar(pattern(before, after)) is None


def test_two_numbers_and_twins_never_share_a_person_through_a_third() -> None:
    assert two_people(said("1", "Leo", "Okon", "2018-04-04", ONE), said("2", "Leo", "Okon", "2018-04-04", TWO))
    assert two_people(said("1", "Amir", "Okon", "2019-05-01"), said("2", "Zayd", "Okon", "2019-05-01"))
    assert not two_people(said("1", "Leo", "Okon", "2018-04-04"), said("2", "Leo", "Okon", ""))


def test_where_there_are_no_families_only_numbers_bar() -> None:
    found = pattern(said("1", "Amir", "Okon", "2019-05-01"), said("2", "Zayd", "Okon", "2019-05-01"))
    assert bar(found, families=False) is None
