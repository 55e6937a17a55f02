"""Dirt of every kind that files bring, on invented values: mended where it is plain, left out or kept where not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.directory.loading import contacts, text
from hearth.directory.loading.ages import Ages, read_ages
from hearth.directory.loading.derive import place_names
from hearth.directory.loading.reasons import WORDS, Notes


def codes(notes):
    return [reason.code for reason in notes.reasons]


@pytest.mark.parametrize(
    ("dirty", "clean", "noted"),
    [
        ("The Men&#39;s Shed", "The Men's Shed", ["entities"]),
        ("Fish &amp;amp; Chips", "Fish & Chips", ["entities"]),
        ("R&D Club", "R&D Club", []),
        ("  Spare   spaces\xa0", "Spare spaces", ["spaces"]),
        ("one\ttab", "one tab", ["spaces"]),
        ("first\r\n\r\n\r\n\r\nsecond", "first\n\nsecond", ["spaces"]),
        ("Not known", "", ["placeholder"]),
        ("N/A", "", ["placeholder"]),
        ("none.", "", ["placeholder"]),
        ("a\x07bell", "abell", []),
        ("Cafe\u0301", "Café", []),
        ("Nonesuch Club", "Nonesuch Club", []),
    ],
)
def test_text_is_tidied(dirty, clean, noted):
    notes = Notes()
    assert text.tidy(dirty, "c", notes) == clean
    assert codes(notes) == noted


@given(st.text(max_size=80))
def test_tidying_twice_changes_nothing_more(value):
    once = text.tidy(value, "c", Notes())
    if "&" not in once:
        assert text.tidy(once, "c", Notes()) == once
    assert "\0" not in once and once == once.strip()


@pytest.mark.parametrize(
    ("dirty", "clean", "noted"),
    [
        ("1617903377.0", "0161 790 3377", ["decimal", "phone-zero"]),
        ("0161 790 3377", "0161 790 3377", []),
        ("+44 (0)161 790 3377", "0161 790 3377", []),
        ("O161 790 3377", "0161 790 3377", ["phone-letters"]),
        ("7912345678", "07912 345678", ["phone-zero"]),
        ("161629000000.0", "", ["decimal", "phone-invalid"]),
        ("test tel", "", ["phone-invalid"]),
        ("call Olive", "", ["phone-invalid"]),
    ],
)
def test_phones(dirty, clean, noted):
    notes = Notes()
    assert contacts.phone(dirty, "c", notes) == clean
    assert codes(notes) == noted


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Help@Fernley.example ", "help@fernley.example"),
        ("help@fernley.example;", "help@fernley.example"),
        ("sam...sam@fernley.example", ""),
        ("nobody", ""),
    ],
)
def test_emails(dirty, clean):
    assert contacts.email(dirty, "c", Notes()) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("www.fernley.example", ("http://www.fernley.example", "")),
        ("https://fernley.example/a?b=1", ("https://fernley.example/a?b=1", "")),
        ("http://fernley.example\n/club", ("http://fernley.example/club", "")),
        ("http://fernley.example  www.other.example", ("http://fernley.example", "www.other.example")),
        ("ask inside", ("", "ask inside")),
    ],
)
def test_websites(dirty, clean):
    assert contacts.website(text.tidy(dirty, "c", Notes()), "c", Notes()) == clean


@pytest.mark.parametrize(
    ("box", "wanted"),
    [
        ("0161 790 3377 / hello@fernley.example", ("hello@fernley.example", "0161 790 3377", "")),
        ("hello@fernley.example 0161 790\n3377", ("hello@fernley.example", "0161 790 3377", "")),
        ("0161 790 3377 (mornings)", ("", "0161 790 3377", "mornings")),
        ("0161 790 3377 or 07912345678", ("", "0161 790 3377", "07912 345678")),
        ("ring the bell", ("", "", "ring the bell")),
    ],
)
def test_a_box_of_contacts_loses_nothing(box, wanted):
    assert contacts.several(box, "c", Notes()) == wanted


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("zz11aa", "ZZ1 1AA"),
        (" ZZ1  1AA", "ZZ1 1AA"),
        ("WA154 1HF", ""),
        ("ZZ1", ""),
        ("", ""),
        ("ZZ1A 1AA", "ZZ1A 1AA"),
    ],
)
def test_postcodes(dirty, clean):
    assert text.postcode(dirty) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [("E0800006", "E08000006"), ("E08000010", "E08000010"), ("e0800001", "E08000001"), ("Bolton", "")],
)
def test_area_codes_of_the_wrong_width(dirty, clean):
    assert text.area_code(dirty, "c", Notes()) == clean


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("young people aged 18-30", 216, 371),
        ("for those aged 13 to 25 years.", 156, 311),
        ("children aged birth to 18 years", 0, 227),
        ("aged 16 and over", 192, None),
        ("18 years and above", 216, None),
        ("Young people from 16-25 who are homeless", 192, 311),
        ("open 9 to 5", None, None),
        ("over 700 people a year", None, None),
        ("a house at 18-30 Mill Lane", None, None),
    ],
)
def test_ages_from_plain_words(words, low, high):
    assert read_ages(words) == Ages(low, high)


@pytest.mark.parametrize(
    "words",
    ["aged 13 to 19 years old (up to 25 depending on need)", "women over the age of 18; the helpline is for all ages"],
)
def test_ages_that_are_not_plain_are_not_stated(words):
    assert read_ages(words) == Ages(unclear=True)


def test_short_labels_say_more():
    assert read_ages("over 14; under 25", tag=True) == Ages(168, 299)
    assert read_ages("over 14; under 25") == Ages()


@given(st.text(max_size=60), st.booleans())
def test_ages_are_in_order_or_not_stated(words, tag):
    found = read_ages(words, tag=tag)
    assert found.low is None or found.high is None or found.low <= found.high


@pytest.mark.parametrize(
    ("ward", "wanted"),
    [
        ("Cheadle East & Cheadle Hulme North", ["Cheadle", "Cheadle Hulme"]),
        ("Bramhall South & Woodford", ["Bramhall", "Woodford"]),
        ("North", []),
        ("Hazel Grove", ["Hazel Grove"]),
    ],
)
def test_places_that_wards_are_named_after(ward, wanted):
    assert place_names(ward) == wanted


def test_long_texts_end_at_a_sentence_or_a_word():
    words = "A club for everybody who likes to sing together. " * 8
    short = text.first_sentence(words, 120)
    assert len(short) <= 120 and short.endswith(".")
    assert len(text.first_sentence("la" * 200 + " end", 100)) <= 100


def test_every_reason_has_words():
    assert all(str(words).strip() for _, words in WORDS.values())
