"""Confirming moves the assured date and undoes the ladder; nothing else moves the date."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hearth.access.models import Organisation
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter, logged
from hearth.core.models import StoredEvent
from hearth.core.tests.support import as_owner
from hearth.directory.actions.confirming import confirm
from hearth.directory.actions.more_time import end_more_time, give_more_time
from hearth.directory.models import FreshnessStep, ReviewDates, SearchRow, Service, ServiceStatus
from hearth.directory.tests.freshness import BY, NOW, made, mornings, standing_of, steps_of

pytestmark = pytest.mark.django_db


def hidden_one(**values):
    """A listing that has walked the whole ladder; and the day after."""
    service = made(0, **values)
    return service, mornings(NOW, 280, every=10) + timedelta(days=1)


def browser(user):
    client = Client()
    enter(client, user)
    return client


def test_confirming_brings_it_back_into_the_search_with_a_new_date():
    service, now = hidden_one()
    assert standing_of(service) == "hidden"
    assert confirm(service_ids=[service.pk], by=BY, now=now) == [service.pk]
    assert standing_of(service) == "current"
    assert SearchRow.objects.filter(service=service, last=False).exists()
    with as_owner():
        service.refresh_from_db()
        dates = ReviewDates.objects.get(service=service)
    assert service.assured_at == now
    assert (dates.due_on, dates.asked_from, dates.mails) == (date(2027, 6, 8), None, 0)


def test_every_step_down_is_marked_as_taken_back():
    service, now = hidden_one()
    confirm(service_ids=[service.pk], by=BY, now=now)
    with as_owner():
        steps = {one.step: one for one in FreshnessStep.objects.filter(service=service)}
    assert {steps[name].undone_at for name in ("unconfirmed", "demoted", "hidden")} == {now}
    assert steps["due"].undone_at is None
    assert steps["confirmed"].before == "hidden"


def test_it_is_in_the_log_and_two_events():
    service, now = hidden_one()
    confirm(service_ids=[service.pk], by=BY, now=now)
    [entry] = logged("directory.listing_confirmed")
    assert (entry.subject_id, entry.detail) == (service.pk, {"before": "hidden"})
    with as_owner():
        told = StoredEvent.objects.filter(payload__service_id=str(service.pk))
        assert told.filter(name="directory.ListingConfirmed").count() == 1
        assert told.filter(name="directory.StandingChanged", payload__before="hidden").count() == 1


def test_many_at_once_and_what_is_not_shown_is_left_out():
    services = [made(200) for _ in range(3)]
    with as_owner():
        Service.objects.filter(pk=services[0].pk).update(status=ServiceStatus.CLOSED)
    done = confirm(service_ids=[one.pk for one in services], by=BY, now=NOW)
    assert set(done) == {services[1].pk, services[2].pk}
    assert confirm(service_ids=[], by=BY, now=NOW) == []


def test_more_time_brings_a_hidden_one_back_and_it_stays_labelled():
    service, now = hidden_one()
    until = give_more_time(service_id=service.pk, days=30, words="They are moving hall", by=BY, now=now)
    assert until == (now + timedelta(days=30)).date()
    assert standing_of(service) == "unconfirmed"
    assert SearchRow.objects.filter(service=service, last=False).exists()
    mornings(now, 30, every=10)
    assert standing_of(service) == "unconfirmed"
    mornings(now + timedelta(days=31), 0)
    assert standing_of(service) == "hidden"
    with as_owner():
        [given] = FreshnessStep.objects.filter(service=service, step="more-time")
        first = FreshnessStep.objects.filter(service=service, step="hidden").order_by("at").first()
    assert (given.words, given.until) == ("They are moving hall", until)
    assert first.undone_at == now


def test_more_time_can_be_taken_back():
    service, now = hidden_one()
    give_more_time(service_id=service.pk, days=30, words="A mistake", by=BY, now=now)
    assert end_more_time(service_id=service.pk, by=BY, now=now)
    assert standing_of(service) == "hidden"
    assert not end_more_time(service_id=service.pk, by=BY, now=now)


def test_nothing_that_is_not_due_is_given_more_time():
    service = made(10)
    mornings(NOW, 0)
    assert give_more_time(service_id=service.pk, days=30, words="Why not", by=BY, now=NOW) is None


# Pages ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def provider():
    organisation = make_organisation(name="Bramble Friends")
    return make_member("provider-editor", organisation)


@pytest.fixture
def host_editor():
    with as_owner():
        council = Organisation.objects.create(name="Fernley Council", kind="council", is_host=True)
    return make_member("directory-editor", council)


def listing_of(user, days, name):
    with as_owner():
        organisation = user.active_membership.organisation
    return made(days, organisation=organisation, name=name)


def test_a_provider_confirms_one_with_one_click_and_the_rest_by_ticking(provider, freeze):
    one, two, three = (listing_of(provider, 180, name) for name in ("Messy play", "Baby café", "Song time"))
    fresh = listing_of(provider, 3, "New group")
    mornings(NOW, 0)
    page = browser(provider).get(reverse("directory:to_confirm")).content.decode()
    for name in ("Messy play", "Baby café", "Song time"):
        assert name in page
    assert "New group" not in page
    browser(provider).post(reverse("directory:to_confirm"), {"one": str(one.pk), "ticked": [str(two.pk)]})
    assert standing_of(one) == "current"
    assert standing_of(two) == "due"
    browser(provider).post(reverse("directory:to_confirm"), {"tick": "yes", "ticked": [str(two.pk), str(three.pk)]})
    assert {standing_of(two), standing_of(three)} == {"current"}
    assert standing_of(fresh) == "current"


def test_nobody_confirms_a_listing_of_another_organisation(provider, freeze):
    other = made(180)
    mornings(NOW, 0)
    browser(provider).post(reverse("directory:to_confirm"), {"one": str(other.pk)})
    assert standing_of(other) == "due"
    for name in ("standing", "close_listing"):
        assert browser(provider).get(reverse(f"directory:{name}", args=[other.pk])).status_code == 404
    assert browser(provider).post(reverse("directory:confirm", args=[other.pk])).status_code == 404


def test_nonsense_in_the_form_changes_nothing(provider, freeze):
    listing_of(provider, 180, "Messy play")
    mornings(NOW, 0)
    answer = browser(provider).post(reverse("directory:to_confirm"), {"one": "not-an-id"}, follow=True)
    assert "Tick the listings" in answer.content.decode()


def test_the_hosts_editor_confirms_for_somebody_on_the_phone(host_editor, freeze):
    service = made(180, name="Far away club")
    mornings(NOW, 0)
    client = browser(host_editor)
    assert "Far away club" in client.get(reverse("directory:standing", args=[service.pk])).content.decode()
    client.post(reverse("directory:confirm", args=[service.pk]), {"words": "Rang them today"})
    assert standing_of(service) == "current"
    page = client.get(reverse("directory:standing", args=[service.pk])).content.decode()
    assert "Confirmed: still right: Rang them today" in page


def test_the_hosts_editor_gives_more_time_closes_and_opens_again(host_editor, freeze):
    service = made(180, name="Far away club")
    mornings(NOW, 0)
    client = browser(host_editor)
    answer = client.post(reverse("directory:more_time", args=[service.pk]), {"days": "30"})
    assert "Say why" in answer.content.decode()
    client.post(reverse("directory:more_time", args=[service.pk]), {"days": "30", "words": "New hall"})
    assert "more-time" in steps_of(service)
    client.post(reverse("directory:end_time", args=[service.pk]))
    client.post(reverse("directory:close_listing", args=[service.pk]), {"words": "They told me"})
    with as_owner():
        assert Service.objects.get(pk=service.pk).status == ServiceStatus.CLOSED
    client.post(reverse("directory:open_listing", args=[service.pk]))
    with as_owner():
        assert Service.objects.get(pk=service.pk).status == ServiceStatus.ACTIVE


def test_a_directory_editor_elsewhere_reaches_only_their_own(freeze):
    stranger = make_member("directory-editor", make_organisation())
    service = made(180)
    mornings(NOW, 0)
    for name, status in (("standing", 404), ("close_listing", 404), ("more_time", 403)):
        assert browser(stranger).get(reverse(f"directory:{name}", args=[service.pk])).status_code == status
    assert service.name not in browser(stranger).get(reverse("directory:stale")).content.decode()


def test_today_and_the_tile_say_how_many_wait(provider, freeze):
    listing_of(provider, 200, "Messy play")
    mornings(NOW, 0)
    today = browser(provider).get("/staff/").content.decode()
    assert "Listings to confirm" in today
    assert "Messy play" in today
    assert "Late" in today
    assert "1 waiting" in browser(provider).get(reverse("directory:desk")).content.decode()
