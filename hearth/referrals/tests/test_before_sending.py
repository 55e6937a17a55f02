"""What anybody may know before asking: the real wait with its base, who may refer, where it is shorter."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.core.tests.support import as_owner
from hearth.directory.models import ServiceTerm, Term
from hearth.referrals import actions
from hearth.referrals.actions import ChangedSince, Said
from hearth.referrals.models import Pathway
from hearth.referrals.queries import before as befores
from hearth.referrals.tests.factories import NOW, make_service, send_request, working


def waited(cast, days, *, service=None, now=NOW):
    """A family whose first contact came `days` after it asked, the day before `now`."""
    started = now - timedelta(days=1)
    sent = started - timedelta(days=days)
    referral = send_request(service or cast.service, now=sent).referral
    for move, at in (("open", sent), ("accept", sent), ("start", started)):
        with working(cast.worker) as by:
            referral = getattr(actions, move)(referral=referral, by=by, now=at)
    return referral


def test_the_wait_is_the_middle_one_of_the_last_ninety_days_with_its_base(cast):
    for days in (2, 4, 6, 8, 30):
        waited(cast, days)
    waited(cast, 80, now=NOW - timedelta(days=91))
    found = befores.before_one(cast.service, now=NOW).wait
    assert (found.days, found.base) == (6, 5)


def test_of_fewer_than_five_families_nothing_is_said(cast):
    for days in (2, 4, 6, 8):
        waited(cast, days)
    assert befores.before_one(cast.service, now=NOW).wait == befores.Wait(None, 0)
    # … also to whoever asks the database for fewer.
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select * from referrals_waits(%s, %s, %s, 1)", [[cast.service.pk], NOW - timedelta(days=90), NOW]
        )
        assert cursor.fetchall() == []


def alike(cast, **values):
    """Another service of the same kind."""
    with as_owner():
        term = Term.objects.get(code="infant-feeding")
        other = make_service(make_organisation(), **values)
        for service in (cast.service, other):
            ServiceTerm.objects.get_or_create(service=service, term=term)
    return other


def test_shorter_waits_of_the_same_kind_are_offered_shortest_first(cast):
    with as_owner():
        cast.service.capacity, cast.service.wait_weeks = "waiting", 6
        cast.service.save()
    slow = alike(cast, name="Slow", capacity="waiting", wait_weeks=9)
    less = alike(cast, name="Less", capacity="waiting", wait_weeks=3)
    now = alike(cast, name="Now", capacity="open")
    alike(cast, name="Full", capacity="full")
    alike(cast, name="Rings only", capacity="open", accepts_requests=False)
    found = [one.service for one in befores.shorter_waits(befores.before_one(cast.service, now=NOW), now=NOW)]
    assert found == [now, less]
    assert slow not in found


def test_of_two_that_have_places_none_is_called_shorter_without_a_known_wait(cast):
    with as_owner():
        cast.service.capacity, cast.service.wait_weeks = "open", 2
        cast.service.save()
    alike(cast, name="Says that there is room", capacity="open")
    counted = alike(cast, name="Says one week", capacity="open", wait_weeks=1)
    found = [one.service for one in befores.shorter_waits(befores.before_one(cast.service, now=NOW), now=NOW)]
    assert found == [counted]


@pytest.fixture
def manager(cast):
    return make_member("hub-manager", cast.service.organisation)


def test_a_provider_says_what_a_referral_needs_and_everybody_reads_it(cast, manager, client):
    said = Said(who=["health"], needed="The red book\nA time for a visit", happens="We ring.", needs_consent=True)
    with working(manager) as by:
        actions.set_pathway(service=cast.service, said=said, version=0, by=by, now=NOW)
    page = client.get(reverse("referrals:pathway", args=[cast.service.pk])).content.decode()
    for words in ("The red book", "A time for a visit", "We ring.", "Health visitors", "must know of it and agree"):
        assert words in page
    assert "Too few families" in page
    assert cast.service.name in client.get(reverse("referrals:pathways"), {"who": "health"}).content.decode()
    assert cast.service.name not in client.get(reverse("referrals:pathways"), {"who": "gp"}).content.decode()


def test_whoever_comes_second_overwrites_nothing(cast, manager):
    with working(manager) as by:
        actions.set_pathway(service=cast.service, said=Said(needed="First"), version=0, by=by, now=NOW)
        with pytest.raises(ChangedSince):
            actions.set_pathway(service=cast.service, said=Said(needed="Second"), version=0, by=by, now=NOW)
    assert Pathway.objects.get().needed == "First"


def test_nobody_says_it_of_another_organisations_service(cast):
    from hearth.directory.models import Service

    other = make_member("hub-manager")
    with working(other) as by, pytest.raises(Service.DoesNotExist):
        actions.set_pathway(service=cast.service, said=Said(), version=0, by=by, now=NOW)


def test_a_service_that_takes_no_requests_has_no_pathway(cast, client):
    closed = make_service(cast.service.organisation, accepts_requests=False)
    assert client.get(reverse("referrals:pathway", args=[closed.pk])).status_code == 404


def test_the_service_page_says_the_wait_and_leads_to_the_pathway(cast, client):
    page = client.get(reverse("directory:service", args=[cast.service.pk])).content.decode()
    assert "Too few families in the last 90 days to say." in page
    assert reverse("referrals:pathway", args=[cast.service.pk]) in page


def test_the_list_prints_on_one_page_and_survives_any_page_number(cast, client):
    for data in ({"all": "1"}, {"page": "x"}, {"page": "99"}, {"q": "no\x00thing"}, {"who": "nobody"}):
        assert client.get(reverse("referrals:pathways"), data).status_code == 200
