"""Blacking out: what is chosen is gone wherever it stands, the rest stays, and nothing tells how long it was."""

from hypothesis import given
from hypothesis import strategies as st

from hearth.families import blackout
from hearth.families.blackout import MARK, by_item, gone, joined, left, segments, sentences, stretches_of

WORDS = st.text(alphabet="abc XYZ.,!’'\n-é", max_size=60)
PLACES = st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6)


@given(WORDS, PLACES)
def test_what_stays_and_what_goes_are_together_the_text(text, stretches):
    runs = segments(text, stretches)
    assert "".join(run.text for run in runs) == text
    assert left(text, stretches) == "".join(MARK if run.is_black else run.text for run in runs)


@given(WORDS, PLACES)
def test_every_chosen_letter_goes(text, stretches):
    black = {at for start, end in joined(stretches, text) for at in range(start, end)}
    for start, end in stretches:
        assert set(range(max(0, start), min(len(text), end))) <= black


@given(st.lists(st.sampled_from(["Ann", "Anna", "came", "late", "Ann's", "O’Neil", "né"]), min_size=1, max_size=12),
       st.sampled_from(["ann", "came late", "O'Neil", "Né"]))  # fmt: skip
def test_a_typed_passage_stands_nowhere_any_more(words, passage):
    text = " ".join(words)
    kept = left(text, by_item([], [passage], [text])[0])
    assert stretches_of(passage, kept) == []


def test_a_passage_is_found_as_whole_words_whatever_the_capitals_spaces_and_quotes():
    text = "Anna’s mother, ANN, said that Ann\n  Lee isn’t here."
    assert [text[s:e] for s, e in stretches_of("ann", text)] == ["ANN", "Ann"]
    assert [text[s:e] for s, e in stretches_of("Ann Lee isn't", text)] == ["Ann\n  Lee isn’t"]
    assert stretches_of("  ", text) == []


def test_the_mark_is_as_long_for_a_letter_as_for_a_page():
    assert left("I", [(0, 1)]) == left("x" * 5000, [(0, 5000)]) == MARK


def test_two_neighbours_are_one_so_that_nobody_counts_words():
    text = "Quentin, Xavier and Ann"
    assert left(text, [(0, 7), (9, 15)]) == f"{MARK} and Ann"
    assert gone(text, [(0, 7), (9, 15)]) == ["Quentin, Xavier"]


def test_sentences_and_lines_can_be_ticked():
    text = "She rang. Nobody came!\nAsk at 3.30 tomorrow"
    assert [text[start:end] for start, end in sentences(text)] == ["She rang.", "Nobody came!", "Ask at 3.30 tomorrow"]


def test_a_name_in_other_letters_is_composed_first():
    assert blackout.tidy("Zoe\u0301") == "Zoé"
