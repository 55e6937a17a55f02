"""What is offered instead, where a request is declined: services that the words mean, the chosen one first."""

import pytest

from hearth.core.tests.support import as_owner
from hearth.directory.models import Term
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


def of_kind(service, code):
    with as_owner():
        service.terms.add(Term.objects.get(taxonomy__code="service-expectations", code=code))
    return service


def test_what_is_of_the_same_kind_of_help_comes_first():
    of_kind(make_service(name="A parent on a birth certificate"), "birth-registration")
    of_kind(make_service(name="Time for parents"), "parenting-support")
    declines = of_kind(make_service(name="Parenting at home"), "parenting-support")
    by_words = ["A parent on a birth certificate", "Time for parents"]
    assert [one for one in named("parenting") if one in by_words] == by_words
    assert named("parenting", without=declines.pk) == by_words[::-1]


def test_only_those_that_take_requests_are_offered_where_it_is_passed_on(services):
    make_service(name="Feeding clinic by post", accepts_requests=False)
    found = queries.suggestions("feeding clinic", chosen="", other_than=None, taking=True)
    assert [one.name for one in found] == ["Feeding clinic"]
