"""What families type, over the demo area: the help they mean is among the first that they see."""

import pytest
from django.core.management import call_command

from hearth.core.tests.support import as_owner
from hearth.directory.models import Service
from hearth.directory.queries.answers import answer
from hearth.directory.queries.search import Wanted

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


@pytest.mark.django_db
def test_everyday_words_find_what_was_meant():
    with as_owner():
        call_command("load_demo", verbosity=0)
    missed = []
    for typed, meant in ASKED:
        found = answer(typed=typed, place="ZZ1 1AA", wanted=Wanted()).found
        first = [hit.service_id for hit in (*found.hits[:3], *found.placeless[:2])]
        names = list(Service.objects.filter(id__in=first).values_list("name", flat=True))
        if meant not in names:
            missed.append((typed, meant, names))
    assert missed == []
