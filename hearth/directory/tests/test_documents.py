"""A listing as a document: written back it says exactly the same; secret addresses stay out of it."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import actions, document
from hearth.directory.models import (
    AccessRoute,
    Capacity,
    Delivery,
    ListingVersion,
    Schedule,
    ScheduleException,
    Service,
    ServicePlace,
    ServiceTerm,
    Why,
)
from hearth.directory.tests.factories import make_service
from hearth.directory.tests.listings import full_service, hide, look, write

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def council():
    return make_organisation(name="Larkmere Council", is_host=True)


@pytest.fixture
def provider():
    return make_organisation(name="Nestling")


def test_every_field_is_in_the_document_or_has_a_reason_not_to_be():
    fields = {field.name for field in Service._meta.concrete_fields}
    assert set(document.SERVICE_FIELDS) | set(document.SERVICE_OUTSIDE) == fields
    assert not set(document.SERVICE_FIELDS) & set(document.SERVICE_OUTSIDE)
    for model, names, without in (
        (ServicePlace, document.PLACE_FIELDS, {"is_confidential"}),  # secret_places says it
        (Schedule, document.SCHEDULE_FIELDS, set()),
        (ScheduleException, document.EXCEPTION_FIELDS, set()),
    ):
        assert {"id", "service_id", *names} == {f.attname for f in model._meta.concrete_fields} - without


def test_written_back_it_changes_nothing(provider):
    service = full_service(provider)
    said = look(service)
    for part in ("places", "schedules", "exceptions", "terms", "cost_amount", "registrations", "more", "closed_from"):
        assert said[part], f"nothing in {part}: this would prove nothing"
    assert write(service, said, make_member("provider-editor", provider)) == ()
    assert look(service) == said


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
clocks = st.none() | st.times().map(lambda t: t.replace(microsecond=0))
ages = st.tuples(st.integers(0, 300), st.integers(0, 300)).map(sorted)


@st.composite
def rewritings(draw):
    """What an editor, a merge or a feed could make of the full service."""
    low, high = draw(ages)
    from_day, to_day = sorted([draw(days), draw(days)])
    return {
        "service": {
            "name": draw(texts.filter(str.strip)),
            "description": draw(texts),
            "status": draw(st.sampled_from(["active", "hidden", "closed"])),
            "min_age_months": low,
            "max_age_months": high,
            "cost_amount": draw(st.none() | st.decimals(0, 9999, places=2)),
            "delivery": draw(st.lists(st.sampled_from(Delivery.values), unique=True)),
            "access_routes": draw(st.lists(st.sampled_from(AccessRoute.values), unique=True)),
            "capacity": draw(st.sampled_from(Capacity.values)),
            "closed_until": draw(st.none() | days),
            "local_offer": draw(st.dictionaries(st.sampled_from("abc"), texts)),
            "registrations": draw(st.lists(st.fixed_dictionaries({"scheme": texts, "number": texts}), max_size=2)),
        },
        "keep_places": draw(st.lists(st.booleans(), min_size=2, max_size=2)),
        "keep_schedules": draw(st.lists(st.booleans(), min_size=2, max_size=2)),
        "keep_exceptions": draw(st.lists(st.booleans(), min_size=2, max_size=2)),
        "opens": draw(clocks),
        "new_schedule": draw(st.booleans()),
        "days": (from_day, to_day),
        "terms": draw(st.permutations(range(3)))[: draw(st.integers(0, 3))],
    }


def rewrite(service, made):
    """Do all that to it, by other ways than a document."""
    with as_owner():
        Service.objects.filter(pk=service.pk).update(**made["service"])
        terms = list(service.service_terms.order_by("id").values_list("term_id", flat=True))
        service.service_terms.all().delete()
        ServiceTerm.objects.bulk_create(ServiceTerm(service=service, term_id=terms[n]) for n in made["terms"])
        Schedule.objects.filter(service=service).update(opens=made["opens"])
        ScheduleException.objects.filter(service=service).update(first_day=made["days"][0], last_day=made["days"][1])
        for rows, kept in (
            (service.exceptions, made["keep_exceptions"]),
            (service.schedules, made["keep_schedules"]),
            (service.places, made["keep_places"]),
        ):
            for row, keep in zip(list(rows.order_by("id")), kept, strict=False):
                if not keep:
                    row.delete()
        if made["new_schedule"]:
            Schedule.objects.create(service=service, byday=["WE"], place=service.places.first())


class Undo(Exception):
    pass


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rewritings())
@pytest.mark.slow
def test_whatever_was_done_to_it_the_older_document_gives_it_back_exactly(provider, made):
    with pytest.raises(Undo), transaction.atomic():
        service = full_service(provider)
        editor = make_member("provider-editor", provider)
        before = look(service)
        rewrite(service, made)
        after = look(service)
        changed = write(service, before, editor)
        assert look(service) == before
        assert set(changed) == {difference.part for difference in document.differing(after, before)}
        write(service, after, editor)
        assert look(service) == after
        raise Undo


def test_a_document_that_says_less_leaves_the_rest(provider):
    service = full_service(provider)
    before = look(service)
    editor = make_member("provider-editor", provider)
    assert write(service, {"shape": 1, "name": "Song and story"}, editor) == ("name",)
    assert look(service) == before | {"name": "Song and story"}


def test_a_document_of_a_later_shape_is_refused(provider):
    service = full_service(provider)
    with pytest.raises(document.UnknownShape):
        write(service, {"shape": 2, "name": "Song"}, make_member("provider-editor", provider))


def test_a_place_that_moved_to_another_listing_comes_back(provider):
    service, other = full_service(provider), make_service(organisation=provider)
    editor = make_member("provider-editor", provider)
    before, others = look(service), look(other)
    with as_owner():
        Schedule.objects.filter(service=service).update(service=other)
        ServicePlace.objects.filter(service=service).update(service=other)
    write(service, before, editor)
    assert (look(service), look(other)) == (before, others)


def test_many_listings_take_no_more_statements_than_one(provider):
    services = [full_service(provider) if number == 0 else make_service(organisation=provider) for number in range(8)]
    with (
        as_owner(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        found = document.snapshots([service.id for service in services])
    assert len(asked) == 6
    assert set(found) == {service.id for service in services}


# Secret addresses -----------------------------------------------------------------------------------------------------
def test_a_secret_address_is_in_no_document_whoever_asks(provider):
    service = full_service(provider)
    hide(service.places.order_by("created_at")[0], address_1="7 Qxsecret Row")
    with acting_as(user_id=make_member("provider-editor", provider).id):
        mine = document.snapshot(service.id)
    assert mine == look(service)
    assert "Qxsecret" not in str(mine)
    assert len(mine["secret_places"]) == 1
    assert len(mine["places"]) == 1


@pytest.mark.parametrize("role", ["provider-editor", "directory-editor"])
def test_what_is_secret_now_stays_so_when_an_older_version_is_put_back(provider, council, role):
    """Its address leaves the older versions, too."""
    service = full_service(provider)
    editor = make_member(role, provider if role == "provider-editor" else council)
    with acting_as(user_id=editor.id):
        said = {"shape": 1, "name": "Song and story"}
        actions.change_listing(service_id=service.id, document=said, why=Why.EDITED, by=actor(editor), now=NOW)
    place = service.places.order_by("created_at").first()
    stale = look(service)  # as a draft or an import could still hold it
    hide(place, address_1="7 Qxsecret Row")
    with as_owner():
        kept = {version.number: version.document for version in ListingVersion.objects.filter(service=service)}
    assert set(kept) == {1, 2}
    assert "1 Well Street" not in str(kept)
    assert all(version["secret_places"] == [str(place.id)] for version in kept.values())
    for said in (kept[1], stale):
        write(service, said, editor)
        with as_owner():
            place.refresh_from_db()
        assert (place.is_confidential, place.address_1) == (True, "7 Qxsecret Row")


@pytest.mark.parametrize("role", ["provider-editor", "directory-editor"])
def test_an_older_version_makes_secret_again_what_was_secret_then(provider, council, role):
    service = full_service(provider)
    place = service.places.order_by("created_at").first()
    hide(place)
    secret = look(service)
    with as_owner():
        ServicePlace.objects.filter(pk=place.pk).update(is_confidential=False)
    public = look(service)
    assert public["secret_places"] == []
    write(service, secret, make_member(role, provider if role == "provider-editor" else council))
    assert look(service) == secret


def test_nobody_hides_the_address_of_somebody_elses_listing(provider):
    service = full_service(provider)
    with acting_as(user_id=make_member("provider-editor").id), connection.cursor() as cursor:
        cursor.execute(
            "select directory_keep_secret(%s, %s)", [service.id, list(service.places.values_list("id", flat=True))]
        )
        assert cursor.fetchone() == (0,)
