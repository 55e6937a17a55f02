"""What the open API tells of a service changes when anything it tells changes, and only then: whoever writes."""

from datetime import date, time

import pytest
from django.db import connection

from hearth.core.tests.support import as_owner
from hearth.directory import vocabularies
from hearth.directory.models import (
    OrganisationListing,
    Published,
    Schedule,
    ScheduleException,
    Service,
    ServicePlace,
    ServiceTerm,
    SiteClosure,
    SiteHours,
    Term,
)
from hearth.directory.tests.factories import expectation, make_service, make_site

pytestmark = pytest.mark.django_db


def told(service):
    return Published.objects.get(service_id=service.pk)


@pytest.fixture
def service():
    with as_owner():
        vocabularies.bring_up_to_date()
    site = make_site("Fernley Hub", city="Fernley", postcode="ZZ1 1AA")
    return make_service(
        terms=["infant-feeding"],
        places=[{"site": site, "address_1": ""}, {"is_confidential": True, "address_1": "9 Secret Row"}],
        schedules=[{"byday": ["MO"], "opens": "09:30"}],
    )


def changes(service):
    """Everything that somebody may do to a service, or to what it stands on, by name."""
    place = ServicePlace.objects.get(service=service, is_confidential=False)
    secret = ServicePlace.objects.get(service=service, is_confidential=True)
    listing, _made = OrganisationListing.objects.get_or_create(organisation=service.organisation)
    one = {"service": service}

    def save(record, **values):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()

    days = {"first_day": date(2026, 12, 24), "last_day": date(2026, 12, 26)}
    term = Term.objects.get(pk=expectation("infant-feeding"))
    return {
        "a new name": lambda: save(service, name="Feeding café"),
        "confirmed": lambda: save(service, assured_at=service.edited_at),
        "taken off": lambda: save(service, status="hidden"),
        "closed": lambda: save(service, status="closed"),
        "no longer found": lambda: save(service, standing="hidden"),
        "closed for a while": lambda: save(service, closed_from=date(2026, 8, 1)),
        "kept from a feed": lambda: save(service, more={"accreditations": "Gold"}),
        "another place": lambda: ServicePlace.objects.create(address_1="2 Mill Lane", **one),
        "a place changed": lambda: save(place, name="Upstairs"),
        "a place made secret": lambda: save(place, is_confidential=True),
        "a secret place made public": lambda: save(secret, is_confidential=False),
        "a place lost": lambda: place.delete(),
        "its site changed": lambda: save(place.site, address_1="3 Well Street"),
        "its site's hours": lambda: SiteHours.objects.create(
            site=place.site, weekday=1, opens=time(9), closes=time(17)
        ),
        "its site is online": lambda: save(place.site, kind="virtual"),
        "its site shut": lambda: SiteClosure.objects.create(site=place.site, **days),
        "a time": lambda: Schedule.objects.create(byday=["TU"], **one),
        "a time changed": lambda: Schedule.objects.filter(**one).update(opens=time(10)),
        "a time lost": lambda: Schedule.objects.filter(**one).delete(),
        "not on": lambda: ScheduleException.objects.create(kind="cancelled", **days, **one),
        "another term": lambda: ServiceTerm.objects.create(term_id=expectation("housing"), **one),
        "a term lost": lambda: ServiceTerm.objects.filter(**one).delete(),
        "its term renamed": lambda: save(term, name="Milk and latch"),
        "the taxonomy renamed": lambda: save(term.taxonomy, name="What we offer"),
        "its organisation renamed": lambda: save(service.organisation, name="Nest"),
        "its organisation closed": lambda: save(service.organisation, is_active=False),
        "its organisation described": lambda: save(listing, description="We help."),
        "a bulk statement": lambda: Service.objects.filter(pk=service.pk).update(phone="01632 960002"),
    }


def not_changes(service):
    secret = ServicePlace.objects.get(service=service, is_confidential=True)
    place = ServicePlace.objects.get(service=service, is_confidential=False)
    return {
        "the same again": lambda: service.save(),
        "a due date": lambda: Service.objects.filter(pk=service.pk).update(standing="due", version=7),
        "a secret place moved": lambda: ServicePlace.objects.filter(pk=secret.pk).update(address_1="8 Secret Row"),
        "a secret place lost": lambda: secret.delete(),
        "the same time": lambda: Schedule.objects.filter(service=service).update(opens=time(9, 30)),
        "everyday words": lambda: Term.objects.filter(pk=expectation("infant-feeding")).update(words=["latch"]),
        "the site's address here": lambda: place.site.__class__.objects.filter(pk=place.site_id).update(slug="f"),
        "another service": lambda: make_service(),
    }


def test_whatever_the_api_tells_counts_as_a_change(service):
    wrong = []
    with as_owner():
        for name, change in changes(service).items():
            before = told(service).modified_at
            with connection.cursor() as cursor:
                cursor.execute("savepoint one")
                change()
                after = told(service).modified_at
                cursor.execute("rollback to savepoint one")
            service.refresh_from_db()
            service.organisation.refresh_from_db()
            if not after > before:
                wrong.append(name)
    assert wrong == []


def test_what_it_does_not_tell_does_not_count(service):
    wrong = []
    with as_owner():
        for name, change in not_changes(service).items():
            before = told(service).modified_at
            change()
            if told(service).modified_at != before:
                wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "listed"),
        ({"standing": "demoted"}, "listed"),
        ({"standing": "hidden"}, "unconfirmed"),
        ({"status": "hidden"}, "hidden"),
        ({"status": "closed", "standing": "hidden"}, "closed"),
    ],
)
def test_the_state_follows_from_the_listing(values, state):
    assert told(make_service(**values)).state == state


def test_a_listing_taken_in_by_another_is_closed():
    kept = make_service()
    assert told(make_service(merged_into=kept, status="hidden")).state == "closed"


def test_what_was_never_listed_is_nobodys_business():
    service = make_service(status="hidden")
    assert not told(service).was_listed
    with as_owner():
        Service.objects.filter(pk=service.pk).update(status="active")
        Service.objects.filter(pk=service.pk).update(status="hidden")
    assert (told(service).state, told(service).was_listed) == ("hidden", True)


def test_a_deleted_listing_is_remembered_as_closed(service):
    before = told(service).modified_at
    with as_owner():
        pk = service.pk
        service.delete()
        row = Published.objects.get(service_id=pk)
    assert row.state == "closed"
    assert row.modified_at > before


def test_nobody_who_serves_can_write_it(service):
    from django.db import ProgrammingError, transaction

    with pytest.raises(ProgrammingError), transaction.atomic():
        Published.objects.update(state="closed")
