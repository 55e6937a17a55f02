"""What is offered instead, where a request is declined: services that the words mean, the chosen one first."""

import pytest

from hearth.referrals import queries
from hearth.referrals.tests.factories import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def services():
    return {name: make_service(name=name) for name in ("Aqua babies", "Feeding clinic", "Sleep talks")}


def named(words: str, *, chosen: str = "", without: object = None) -> list[str]:
    return [service.name for service in queries.suggestions(words, chosen=chosen, other_than=without)]


def test_only_what_the_words_mean_is_suggested(services):
    assert named("feeding clinic") == ["Feeding clinic"]


def test_the_service_that_declines_is_not_suggested(services):
    assert named("feeding clinic", without=services["Feeding clinic"].pk) == []


def test_the_chosen_one_stays_first_whatever_is_looked_for(services):
    assert named("sleep talks", chosen=str(services["Aqua babies"].pk))[0] == "Aqua babies"


def test_without_words_only_the_chosen_one_is_offered(services):
    assert named("  ", chosen=str(services["Aqua babies"].pk)) == ["Aqua babies"]
    assert named("") == []
