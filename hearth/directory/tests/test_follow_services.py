"""Members follow services, hubs and kinds of help; they hear of changes on their page and by email as they choose."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import actor, enter, mails
from hearth.core import clock, events
from hearth.core.actors import SYSTEM
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory.actions import alerts, follows, news
from hearth.directory.actions.versions import change_listing
from hearth.directory.events import ListingClosed, ListingReopened, StandingChanged
from hearth.directory.models import (
    Alert,
    Follow,
    FollowChoice,
    FollowSuggestion,
    ListingNews,
    Service,
    TellHow,
    Term,
    Why,
)
from hearth.directory.queries import follows as queries
from hearth.directory.tests.factories import expectation, make_service, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return make_service(name="Bramble Club")


@pytest.fixture
def blessing():
    return make_member("referrer")


def follow(service, who):
    with acting_as(user_id=who.pk):
        return follows.follow_service(service_id=service.pk, by=actor(who), now=clock.now())


def choose(who, how):
    with acting_as(user_id=who.pk):
        follows.choose_how(how=how, by=actor(who))


def close(service, by=SYSTEM, start="2026-03-02", until="2026-03-15"):
    events.publish(ListingClosed(service.pk, service.organisation_id, start, until, for_good=False), by=by)


def change(service, by=SYSTEM, **parts):
    with as_owner():
        change_listing(service_id=service.pk, document={"shape": 1, **parts}, why=Why.EDITED, by=by, now=clock.now())


def told(who):
    """The kinds of news that a member has been told."""
    with acting_as(user_id=who.pk):
        return [alert.news.kind for alert in queries.alerts_of(actor(who)).order_by("news__created_at")]


def spread():
    with as_owner():
        Service.objects.update(created_at=clock.now() - timedelta(days=60))  # none of them is news by itself
    return alerts.spread(now=clock.now())


# Following ----------------------------------------------------------------------------------------------------------
def test_a_member_follows_a_service_on_its_page_and_stops_there(client, service, blessing):
    enter(client, blessing)
    page = reverse("directory:staff_service", args=[service.pk])
    assert ">\n  Follow\n" in client.get(page).content.decode()
    client.post(reverse("directory:follow_service", args=[service.pk]))
    client.post(reverse("directory:follow_service", args=[service.pk]))
    with as_owner():
        found = Follow.objects.get()
    assert "Stop following" in client.get(page).content.decode()
    assert "Bramble Club" in client.get(reverse("directory:following")).content.decode()
    client.post(reverse("directory:stop_following", args=[found.pk]))
    with as_owner():
        assert not Follow.objects.exists()


def test_what_a_colleague_follows_is_their_own(client, service, blessing):
    followed = follow(service, blessing)
    with as_owner():
        organisation = blessing.active_membership.organisation
    colleague = make_member("practitioner", organisation)
    enter(client, colleague)
    assert client.post(reverse("directory:stop_following", args=[followed.pk])).status_code == 404
    with acting_as(user_id=colleague.pk):
        assert not Follow.objects.exists()


def test_whose_role_follows_nothing_cannot(client, service):
    analyst = make_member("analyst")
    enter(client, analyst)
    assert client.post(reverse("directory:follow_service", args=[service.pk])).status_code == 403
    with acting_as(user_id=analyst.pk), pytest.raises(follows.NotAllowed):
        follows.follow_service(service_id=service.pk, by=actor(analyst), now=clock.now())


# What they hear -----------------------------------------------------------------------------------------------------
def test_a_follower_hears_of_changes_closing_opening_and_lost_trust(service, blessing):
    follow(service, blessing)
    change(service, phone="01632 960002")
    close(service)
    events.publish(ListingReopened(service.pk, service.organisation_id), by=SYSTEM)
    for before, after in (("due", "unconfirmed"), ("unconfirmed", "demoted"), ("demoted", "current")):
        events.publish(StandingChanged(service.pk, service.organisation_id, before, after), by=SYSTEM)
    assert spread() == 5
    assert told(blessing) == ["changed", "closed", "reopened", "doubted", "trusted"]
    assert spread() == 0
    assert len(told(blessing)) == 5


def test_nobody_hears_of_their_own_change(service, blessing):
    follow(service, blessing)
    close(service, by=actor(blessing))
    spread()
    assert told(blessing) == []


def test_what_happened_before_following_is_no_news(service, blessing):
    close(service)
    follow(service, blessing)
    spread()
    assert told(blessing) == []


def test_changes_that_nobody_reads_are_no_news(service, blessing):
    follow(service, blessing)
    change(service, more={"fees": "x"}, closed_words="Back soon")
    assert spread() == 0


def test_who_follows_a_hub_hears_of_what_happens_there_and_not_elsewhere(blessing):
    site = make_site("Fernley hub")
    here, there = make_service(places=[{"site": site}]), make_service(north_metres=10)
    with acting_as(user_id=blessing.pk):
        follows.follow_hub(site=site, by=actor(blessing), now=clock.now())
    close(here)
    close(there)
    spread()
    assert told(blessing) == ["closed"]


def test_a_secret_place_at_a_hub_tells_nobody(blessing):
    site = make_site("Fernley hub")
    refuge = make_service(places=[{"site": site, "is_confidential": True}])
    with acting_as(user_id=blessing.pk):
        follows.follow_hub(site=site, by=actor(blessing), now=clock.now())
    close(refuge)
    spread()
    assert told(blessing) == []


def test_who_follows_a_kind_of_help_near_a_hub_hears_of_new_services_of_it_within_reach(blessing):
    site = make_site("Fernley hub")
    with as_owner():
        term = Term.objects.get(pk=expectation("infant-feeding"))
    with acting_as(user_id=blessing.pk):
        follows.follow_hub(site=site, term=term, by=actor(blessing), now=clock.now())
    near = make_service(name="Near", terms=["infant-feeding"], north_metres=3000)
    make_service(name="Far", terms=["infant-feeding"], north_metres=9000)
    make_service(name="Other", north_metres=100)
    nowhere = make_service(name="By phone", terms=["infant-feeding"])
    alerts.spread(now=clock.now())
    with acting_as(user_id=blessing.pk):
        found = {alert.news.service.name: alert.news.kind for alert in queries.alerts_of(actor(blessing))}
    assert found == {near.name: "new", nowhere.name: "new"}
    change(near, phone="01632 960002")  # of each change only who follows the service itself hears
    alerts.spread(now=clock.now())
    assert len(told(blessing)) == 2


def test_one_thing_that_is_followed_twice_over_is_told_once(service, blessing):
    site = make_site("Fernley hub")
    here = make_service(places=[{"site": site}])
    with acting_as(user_id=blessing.pk):
        follows.follow_hub(site=site, by=actor(blessing), now=clock.now())
    follow(here, blessing)
    close(here)
    spread()
    assert told(blessing) == ["closed"]


def test_what_is_new_is_told_on_today_and_read_on_the_services_page(client, service, blessing):
    follow(service, blessing)
    close(service)
    spread()
    enter(client, blessing)
    assert "Closed from 2 March" in client.get("/staff/").content.decode()
    assert "New to you" in client.get(reverse("directory:changed")).content.decode()
    assert "1 waiting" in client.get(reverse("directory:desk")).content.decode()
    client.get(reverse("directory:staff_service", args=[service.pk]))
    assert "New to you" not in client.get(reverse("directory:changed")).content.decode()


def test_all_can_be_marked_as_seen_at_once(client, service, blessing):
    follow(service, blessing)
    close(service)
    spread()
    enter(client, blessing)
    client.post(reverse("directory:read_all"))
    with as_owner():
        assert Alert.objects.get().read_at is not None


# By email -----------------------------------------------------------------------------------------------------------
def test_at_once_means_one_email_with_all_that_waits(service, blessing):
    follow(service, blessing)
    choose(blessing, TellHow.AT_ONCE)
    close(service)
    events.publish(ListingReopened(service.pk, service.organisation_id), by=SYSTEM)
    spread()
    assert alerts.mail_at_once(now=clock.now()) == 1
    assert alerts.mail_at_once(now=clock.now()) == 0
    [mail] = mails("directory.alerts")
    assert mail.recipient == blessing.email
    assert "Bramble" not in mail.subject
    assert "Bramble Club" in mail.body and "Closed from 2 March" in mail.body and "Open again" in mail.body
    assert alerts.mail_digest(now=clock.now()) == 0


def test_until_somebody_chooses_they_get_one_email_a_day(service, blessing):
    follow(service, blessing)
    close(service)
    spread()
    assert alerts.mail_at_once(now=clock.now()) == 0
    now = clock.now()
    assert alerts.mail_digest(now=now) == 1
    events.publish(ListingReopened(service.pk, service.organisation_id), by=SYSTEM)
    spread()
    alerts.mail_digest(now=now)
    assert len(mails("directory.digest")) == 1


def test_the_daily_email_leaves_out_what_was_seen(service, blessing):
    follow(service, blessing)
    close(service)
    spread()
    with acting_as(user_id=blessing.pk):
        follows.read_alerts(by=actor(blessing), now=clock.now())
    assert alerts.mail_digest(now=clock.now()) == 0


def test_no_email_means_none(client, service, blessing):
    follow(service, blessing)
    enter(client, blessing)
    client.post(reverse("directory:follow_how"), {"how": "never"})
    close(service)
    spread()
    assert alerts.mail_at_once(now=clock.now()) == alerts.mail_digest(now=clock.now()) == 0
    assert told(blessing) == ["closed"]


def test_who_has_left_is_written_to_no_more(service, blessing):
    follow(service, blessing)
    close(service)
    spread()
    with as_owner():
        membership = blessing.active_membership
        membership.is_active = False
        membership.save()
    assert alerts.mail_digest(now=clock.now()) == 0
    assert mails("directory.digest") == []


def links(mail):
    return [re.sub(r"https?://[^/]+", "", link) for link in re.findall(r"https?://\S+/stop-following/\S+", mail.body)]


def test_a_link_in_the_email_stops_following_without_signing_in_and_only_when_pressed(client, service, blessing):
    follow(service, blessing)
    close(service)
    spread()
    alerts.mail_digest(now=clock.now())
    stop, no_emails = links(mails("directory.digest")[0])
    assert blessing.email not in stop and str(blessing.pk) not in stop
    page = client.get(stop)
    assert "Stop following Bramble Club?" in page.content.decode()
    with as_owner():
        assert Follow.objects.exists()
    assert "You no longer follow Bramble Club" in client.post(stop).content.decode()
    with as_owner():
        assert not Follow.objects.exists()
    assert client.get(stop).status_code == 404
    assert client.post(stop).status_code == 404
    assert "You get no more of these emails" in client.post(no_emails).content.decode()
    with as_owner():
        assert FollowChoice.objects.get().how == TellHow.NEVER


def test_a_link_that_is_altered_stops_nothing(client, service, blessing):
    followed = follow(service, blessing)
    token = follows.stop_token(followed.pk)
    for altered in (token[:-2], token + "x", "no-such-token"):
        assert client.post(reverse("directory:stop_link", args=[altered])).status_code == 404
    with as_owner():
        assert Follow.objects.exists()


# Suggestions --------------------------------------------------------------------------------------------------------
def suggest(service, who):
    with acting_as(user_id=who.pk):
        return follows.suggest(service_id=service.pk, by=actor(who), now=clock.now())


def test_a_service_that_somebody_sent_a_family_to_is_suggested_once(client, service, blessing):
    assert suggest(service, blessing)
    assert not suggest(service, blessing)
    enter(client, blessing)
    assert "You sent a family there" in client.get(reverse("directory:following")).content.decode()
    client.post(reverse("directory:not_suggested", args=[service.pk]))
    assert "You sent a family there" not in client.get(reverse("directory:following")).content.decode()
    assert not suggest(service, blessing)


def test_what_is_followed_is_not_suggested(service, blessing):
    suggest(service, blessing)
    follow(service, blessing)
    with as_owner():
        assert not FollowSuggestion.objects.exists()
    assert not suggest(service, blessing)


# What is new and changed ----------------------------------------------------------------------------------------------
def test_the_page_of_news_shows_what_is_new_changed_and_closed_of_everything(client, service, blessing):
    site = make_site("Fernley hub")
    here = make_service(name="Hub cafe", places=[{"site": site}], terms=["infant-feeding"])
    make_service(name="Draft", status="hidden")
    alerts.spread(now=clock.now())
    close(service)
    enter(client, blessing)
    address = reverse("directory:news")
    page = client.get(address).content.decode()
    assert "Bramble Club" in page and "Hub cafe" in page and "New in the directory" in page
    assert "Draft" not in page
    for query in ({"hub": site.pk}, {"help": expectation("infant-feeding")}):
        page = client.get(address, query).content.decode()
        assert here.name in page and "Bramble Club</a>" not in page
    assert here.name not in client.get(address, {"kind": "closed"}).content.decode()


def test_a_listing_is_new_once_and_only_for_a_month(service):
    now = clock.now()
    assert news.note_arrivals(now=now) == 1
    assert news.note_arrivals(now=now) == 0
    old = make_service()
    with as_owner():
        Service.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=31))
    assert news.note_arrivals(now=now) == 0


def test_old_news_and_alerts_are_forgotten(service, blessing):
    follow(service, blessing)
    close(service)
    spread()
    alerts.forget(now=clock.now() + timedelta(days=91))
    with as_owner():
        assert not Alert.objects.exists() and ListingNews.objects.exists()
    alerts.forget(now=clock.now() + timedelta(days=401))
    with as_owner():
        assert not ListingNews.objects.exists()


# Looking a service up -------------------------------------------------------------------------------------------------
def test_staff_find_a_service_by_its_name_or_its_organisations(client, service, blessing):
    other = make_service(name="Thistle Den")
    closed = make_service(name="Old Den", status="closed")
    enter(client, blessing)
    address = reverse("directory:services")
    page = client.get(address, {"q": "bramble"}).content.decode()
    assert "Bramble Club" in page and "Thistle Den" not in page
    with as_owner():
        organisation = other.organisation.name
    assert "Thistle Den" in client.get(address, {"q": organisation}).content.decode()
    assert "Old Den" in client.get(address, {"closed": "yes"}).content.decode()
    assert "It has closed for good" in client.get(reverse("directory:staff_service", args=[closed.pk])).content.decode()
    assert client.get(address, {"q": "'; drop --"}).status_code == 200


def test_a_hidden_listing_is_known_to_its_own_editors_alone(client, service, blessing):
    hidden = make_service(status="hidden")
    page = reverse("directory:staff_service", args=[hidden.pk])
    enter(client, blessing)
    assert client.get(page).status_code == 404
    enter(client, make_member("provider-editor", hidden.organisation))
    assert "hidden from the public" in client.get(page).content.decode()
