"""People come out of links the same, in whatever order the links come, and two people are never joined."""

from __future__ import annotations

import random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hearth.families.components import Edge, people_of
from hearth.families.matching.people import Link, _one_by_one, group
from hearth.families.matching.records import Comparable, Raw, comparable
from hearth.families.matching.rules import two_people

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


@st.composite
def many_links(draw: st.DrawFn) -> tuple[dict[str, Comparable], list[Link]]:
    keys = "abcdefgh"
    known = records(**{key: draw(st.sampled_from(["", "", ONE, TWO])) for key in keys})
    pairs = st.tuples(st.sampled_from(keys), st.sampled_from(keys)).filter(lambda pair: pair[0] < pair[1])
    drawn = draw(st.dictionaries(pairs, st.integers(5, 14), max_size=14))
    return known, [Link(float(bits), *pair) for pair, bits in drawn.items()]


@given(many_links())
def test_links_that_nothing_speaks_against_are_taken_as_if_each_were_weighed(
    drawn: tuple[dict[str, Comparable], list[Link]],
) -> None:
    """Those among whom nobody is two people's are put together at once; it is what taking one by one gives."""
    known, links = drawn
    weighed = _one_by_one(links, lambda one, other: two_people(known[one], known[other]))
    found = group(links, known)
    assert (found.people, found.refused) == (sorted(weighed.people, key=min), weighed.refused)


@given(many_links(), st.randoms())
def test_order_does_not_matter(drawn: tuple[dict[str, Comparable], list[Link]], dice: random.Random) -> None:
    known, links = drawn
    first = group(links, known)
    shuffled = list(links)
    dice.shuffle(shuffled)
    assert group(shuffled, known) == first
    for person in first.people:
        assert len({known[key].nhs for key in person} - {None}) <= 1


@given(many_links())
def test_what_matching_links_is_what_stands(drawn: tuple[dict[str, Comparable], list[Link]]) -> None:
    """The people whom matching puts together are those who come out of its links once they are written down."""
    known, links = drawn
    found = group(links, known)
    ids = {key: UUID(int=number) for number, key in enumerate(known, start=1)}
    taken = [link for link in links if link not in found.refused]
    stand = people_of(
        ids.values(),
        [Edge((ids[link.one], ids[link.other]), False, link.weight / 100) for link in taken],
        nhs_numbers={ids[key]: one.nhs for key, one in known.items() if one.nhs},
    )
    assert stand.refused == []
    together = {frozenset(ids[key] for key in person) for person in found.people}
    assert {part for part in stand.parts if len(part) > 1} == {person for person in together if len(person) > 1}
