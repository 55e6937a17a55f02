"""Who is one person is a function of what stands decided: the order of deciding cannot matter."""

from __future__ import annotations

from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hearth.families.components import Edge, people_of

RECORDS = [UUID(int=n) for n in range(1, 9)]
PAIRS = list(combinations(RECORDS, 2))
A, B, C, D = RECORDS[:4]
pairs = st.sampled_from(PAIRS)
edges = st.lists(st.builds(Edge, pairs, st.booleans(), st.sampled_from([0.95, 0.97, 0.99, 1.0])), max_size=12)
never = st.lists(pairs, max_size=5)
numbers = st.dictionaries(st.sampled_from(RECORDS), st.sampled_from(["9434765919", "4010232137"]), max_size=4)


def parts(*args, **values):
    return {part for part in people_of(*args, **values).parts if len(part) > 1}


def test_what_was_never_decided_stays_apart():
    assert people_of([A, B], []).parts == [frozenset({A}), frozenset({B})]


def test_links_run_through_others():
    assert parts([A, B, C], [Edge((A, B), False), Edge((B, C), True)]) == {frozenset({A, B, C})}


def test_never_the_same_holds_through_others_too():
    found = people_of([A, B, C], [Edge((A, B), True), Edge((B, C), False, 0.99)], never=[(A, C)])
    assert {part for part in found.parts if len(part) > 1} == {frozenset({A, B})}
    assert [edge.pair for edge in found.refused] == [(B, C)]


def test_the_model_never_brings_two_nhs_numbers_together_but_a_person_may():
    two = {A: "9434765919", C: "4010232137"}
    model = [Edge((A, B), False, 0.999), Edge((B, C), False, 0.99)]
    assert parts([A, B, C], model, nhs_numbers=two) == {frozenset({A, B})}
    decided = Edge((B, C), True)
    assert parts([A, B, C], [model[0], decided], nhs_numbers=two) == {frozenset({B, C})}
    assert parts([A, B, C], [Edge((A, B), True), decided], nhs_numbers=two) == {frozenset({A, B, C})}


def test_a_correction_is_of_the_same_person():
    assert parts([A, B], [], corrections=[(B, A)]) == {frozenset({A, B})}


@given(edges, never, numbers, st.randoms())
def test_order_does_not_matter(edges, never, numbers, random):
    shuffled, turned = list(edges), list(never)
    random.shuffle(shuffled)
    random.shuffle(turned)
    assert (
        people_of(RECORDS, edges, never=never, nhs_numbers=numbers).parts
        == people_of(
            list(reversed(RECORDS)), shuffled, never=[pair[::-1] for pair in turned], nhs_numbers=numbers
        ).parts
    )


@given(edges, never, numbers)
def test_nobody_is_lost_and_no_rule_is_broken(edges, never, numbers):
    found = people_of(RECORDS, edges, never=never, nhs_numbers=numbers)
    assert sorted(record for part in found.parts for record in part) == RECORDS
    for part in found.parts:
        assert not [pair for pair in never if part.issuperset(pair)]
        if not any(edge.by_person for edge in edges):
            assert len({numbers[record] for record in part if record in numbers}) <= 1


@given(edges, never, numbers, st.sampled_from(RECORDS))
def test_a_record_that_is_tied_to_none_changes_nobody(edges, never, numbers, extra):
    rest = [edge for edge in edges if extra not in edge.pair]
    others = [record for record in RECORDS if record != extra]
    with_it = people_of(RECORDS, rest, never=never, nhs_numbers=numbers).parts
    without = people_of(others, rest, never=never, nhs_numbers=numbers).parts
    assert [part for part in with_it if extra not in part] == without
