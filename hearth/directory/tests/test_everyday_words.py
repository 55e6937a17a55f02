"""What families type at 3 in the morning, over the demo area: the first answer must not be plainly wrong."""

from datetime import UTC, datetime

import pytest

from hearth.core.actors import SYSTEM
from hearth.core.tests.support import as_owner
from hearth.directory.asked import Asked
from hearth.directory.loading import demo
from hearth.directory.models import Service
from hearth.directory.queries import Wanted, answer, taxonomy
from hearth.directory.queries.danger import urgent_help
from hearth.directory.queries.reading import read
from hearth.directory.results import page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # the demo's words are learned first
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)  # a Wednesday

# What was typed near ZZ1 1AA, and names of which one stands first in the list.
FIRST = {
    "my baby wont sleep": {"Sleep support for under-fives"},
    "brest feeding hurts": {"Infant feeding clinic", "Breast pump and steriliser loan"},
    "not talking yet": {"Chatter matters"},
    "autism groups": {"Autism and ADHD assessment", "Sensory room sessions"},
    "dads group": {"Being Dad", "Saturday dads and kids", "Young mums and dads"},
    "no food": {"Full Plate food bank, Fallowbridge"},
    "evicted": {"At risk of losing your home"},
    "rent": {"Advice Exchange drop-in", "At risk of losing your home"},
    "register birth": {"Register a birth at the Moot Hall"},
    "speech": {"Speech and language therapy"},
    "divorce": {"Family law clinic"},
    "cheap things to do half term": {"Holiday fun and food"},
    "fussy eater": {"Fussy eaters' table"},
    "contraception": {"The Corner: sexual health for under-25s"},
    "gay": {"Prism: LGBTQ+ youth group"},
    "grandparents looking after grandchildren": {"Grandparents bringing up children"},
    "someone to talk to": {"Talking therapy for children and teenagers"},
    "dentist for kids": {"First tooth, first visit"},
    "tantrums": {"Terrific toddlers"},
}  # fmt: skip
# The same, of help without a place.
FIRST_ANYWHERE = {
    "potty": "Goodbye nappies",
    "bullying": "Bullying: talk to us",
    "stop smoking pregnant": "Smoke-free pregnancy",
    "mould in my house": "Damp, mould and repairs advice",
}

# What is typed, near ZZ1 1AA, and a service that must be among the first three with a place or the first two without.
ASKED = [
    ("my baby wont sleep", "Sleep support for under-fives"),
    ("brest feeding hurts", "Infant feeding clinic"),
    ("not talking yet", "Chatter matters"),
    ("potty", "Goodbye nappies"),
    ("no food", "Full Plate food bank, Fallowbridge"),
    ("evicted", "At risk of losing your home"),
    ("autism", "Autism and ADHD assessment"),
    ("teenager self harm", "When your child hurts themselves"),
    ("dads group", "Saturday dads and kids"),
    ("register birth", "Register a birth at the Moot Hall"),
    ("stop smoking pregnant", "Smoke-free pregnancy"),
    ("divorce", "Family law clinic"),
    ("half term cheap", "Holiday fun and food"),
    ("he hits me", "Domestic abuse worker at the hub"),
]


@pytest.fixture(scope="module")
def larkmere(django_db_setup, django_db_blocker):
    """The demo area, loaded once for all of these questions and taken away again."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        taxonomy.forget()
        with as_owner():
            demo.load(now=NOW, by=SYSTEM)
        yield
        transaction.set_rollback(True)
    taxonomy.forget()


def names(hits):
    return [Service.objects.get(id=hit.service_id).name for hit in hits]


@pytest.mark.parametrize("typed", FIRST)
def test_the_first_answer_is_about_what_was_asked(larkmere, typed):
    got = answer(typed=typed, place="ZZ1 1AA", wanted=Wanted())
    assert names(got.found.hits[:1])[0] in FIRST[typed]


@pytest.mark.parametrize(("typed", "meant"), ASKED)
def test_what_was_meant_is_among_the_first(larkmere, typed, meant):
    found = answer(typed=typed, place="ZZ1 1AA", wanted=Wanted()).found
    assert meant in names((*found.hits[:3], *found.placeless[:2]))


@pytest.mark.parametrize("typed", FIRST_ANYWHERE)
def test_what_has_no_place_is_read_first_where_it_answers_better(larkmere, typed):
    got = answer(typed=typed, place="ZZ1 1AA", wanted=Wanted())
    assert names(got.found.placeless[:1]) == [FIRST_ANYWHERE[typed]]
    assert page(Asked(q=typed, postcode="ZZ1 1AA"), now=NOW)["anywhere_first"]


@pytest.mark.parametrize("typed", ["he shouts at me", "i am scared of him", "he hits me"])
def test_fear_at_home_finds_those_who_help_with_it(larkmere, typed):
    got = answer(typed=typed, place="ZZ1 1AA", wanted=Wanted())
    assert [kind.code for kind in got.urgent] == ["abuse"]
    first = Service.objects.get(id=got.found.hits[0].service_id)
    assert first.terms.filter(code="domestic-abuse").exists()
    assert "Juniper helpline" in names(got.found.placeless)


def test_despair_finds_help_for_the_mind_whatever_words_it_has(larkmere):
    got = answer(typed="i want to die", place="ZZ1 1AA", wanted=Wanted())
    assert len(got.found.hits) > 3
    for hit in got.found.hits[:3]:
        assert Service.objects.get(id=hit.service_id).terms.filter(code="mental-health").exists()


@pytest.mark.parametrize("typed", ["refugee", "baby choking first aid", "chocolate", "rapeseed"])
def test_words_that_only_begin_like_danger_are_not_danger(typed):
    assert urgent_help(typed) == []


@pytest.mark.parametrize(
    ("typed", "firm"),
    [
        ("Dads group", ["'dad'"]),
        ("free nursery place 2 year old", ["'nurseri'"]),
        ("please help", ["'pleas'", "'help'"]),
    ],
)
def test_words_about_the_sort_of_help_are_not_asked_of_a_listing(larkmere, typed, firm):
    assert [look.query for look in read(typed).looks if look.firm] == firm
