"""People come out of links the same, in whatever order the links come, and two people are never joined."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from hearth.families.matching.people import Link, group
from hearth.families.matching.records import Comparable, Raw, comparable

ONE, TWO = "9434765919", "9434765870"


def records(**numbers: str) -> dict[str, Comparable]:
    return {key: comparable(Raw(key, number)) for key, number in numbers.items()}


def people(found: object) -> list[set[str]]:
    return [set(each) for each in found.people]  # type: ignore[attr-defined]


def test_links_make_people() -> None:
    known = records(a="", b="", c="", d="")
    found = group([Link(9, "a", "b"), Link(8, "b", "c")], known)
    assert people(found) == [{"a", "b", "c"}]


def test_one_person_has_one_nhs_number() -> None:
    found = group([Link(12, "a", "b"), Link(7, "b", "c")], records(a=ONE, b="", c=TWO))
    assert people(found) == [{"a", "b"}]
    assert found.refused == [Link(7, "b", "c")]


def test_a_record_that_fits_two_people_alike_is_given_to_neither() -> None:
    found = group([Link(9, "a", "b"), Link(9, "b", "c")], records(a=ONE, b="", c=TWO))
    assert people(found) == []
    nearly = group([Link(9.5, "a", "b"), Link(9, "b", "c")], records(a=ONE, b="", c=TWO))
    assert people(nearly) == []


def test_never_the_same_outweighs_the_model_and_same_outweighs_its_rules() -> None:
    known = records(a=ONE, b="", c=TWO)
    assert people(group([Link(30, "a", "b")], known, never=frozenset({("a", "b")}))) == []
    assert people(group([Link(0, "a", "c", decided=True)], known)) == [{"a", "c"}]


@st.composite
def many_links(draw: st.DrawFn) -> tuple[dict[str, Comparable], list[Link], frozenset[tuple[str, str]]]:
    keys = "abcdefgh"
    known = records(**{key: draw(st.sampled_from(["", "", ONE, TWO])) for key in keys})
    pairs = st.tuples(st.sampled_from(keys), st.sampled_from(keys)).filter(lambda pair: pair[0] < pair[1])
    drawn = draw(st.dictionaries(pairs, st.tuples(st.integers(5, 14), st.booleans()), max_size=14))
    links = [Link(float(bits), *pair, decided=said and bits > 12) for pair, (bits, said) in drawn.items()]
    return known, links, frozenset(draw(st.sets(pairs, max_size=2)))


@given(many_links(), st.randoms())
def test_order_does_not_matter_and_never_is_kept(
    drawn: tuple[dict[str, Comparable], list[Link], frozenset[tuple[str, str]]], dice: random.Random
) -> None:
    known, links, never = drawn
    first = group(links, known, never=never)
    shuffled = list(links)
    dice.shuffle(shuffled)
    assert group(shuffled, known, never=never) == first
    for person in first.people:
        assert not any(one in person and other in person for one, other in never)
        if not any(link.decided for link in links):
            assert len({known[key].nhs for key in person} - {None}) <= 1
