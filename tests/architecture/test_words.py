"""Words: every public string stands in every language that the site offers."""

import re
from collections import Counter

import polib
import pytest
from django.conf import settings

from hearth.audit import words as log_words
from hearth.core import catalogue

OTHERS = [code for code, _name in settings.LANGUAGES if code != "en"]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.slow
def test_every_public_string_is_translated(language):
    missing = catalogue.missing_public(language)
    assert missing == [], f"{len(missing)} public strings have no {language}"


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_the_values_and_the_tags(language):
    """A lost %(count)s is a page that fails, and a lost tag one that looks broken."""
    path = catalogue.catalogue_path(language)
    assert path.exists(), f"there is no catalogue for {language}"
    wrong = []
    for entry in polib.pofile(str(path)):
        if not entry.translated() or entry.obsolete:
            continue
        pairs = [(entry.msgid, entry.msgstr)] if not entry.msgid_plural else [
            (entry.msgid_plural, text) for text in entry.msgstr_plural.values()
        ]  # fmt: skip
        for source, text in pairs:
            for pattern in (r"%\(\w+\)[sd]", r"</?\w+"):
                want, has = Counter(re.findall(pattern, source)), Counter(re.findall(pattern, text))
                # A plural form may leave the number out ("one child").
                if want != has and not (entry.msgid_plural and has <= want):
                    wrong.append(f"{source!r} -> {text!r}")
    assert wrong == []


def test_the_languages_have_their_names_in_themselves():
    assert {code for code, _name in settings.LANGUAGES} >= {"en", "pl", "ur", "uk"}
    names = dict(settings.LANGUAGES)
    assert names["pl"] == "Polski"
    assert len(set(names.values())) == len(names)


def test_the_log_has_a_word_for_every_kind_of_record_of_which_it_speaks():
    said = set()
    for path in (settings.BASE_DIR / "hearth").rglob("actions/*.py"):
        said |= set(re.findall(r'subject_type="([^"]+)"', path.read_text()))
    assert len(said) > 20
    assert said - set(log_words.subjects()) == set()
