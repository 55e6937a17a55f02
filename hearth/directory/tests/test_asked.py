"""Behind the signed link: what it opens, what it can do, and what it cannot."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hearth.access.models import Organisation
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import logged, mails
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.models import FreshnessStep, OrganisationListing, ProblemReport, SearchRow, Service, ServiceStatus
from hearth.directory.tests.freshness import NOW, emails, letters_to, link_of, made, morning, standing_of, steps_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(freeze):
    """An organisation with two listings, its letter, and the link in it."""
    organisation = make_organisation(name="Bramble Friends")
    with as_owner():
        OrganisationListing.objects.create(organisation=organisation, email="hello@bramble.example")
    services = [
        made(250, organisation=organisation, name="Messy play", summary="Paint and clay."),
        made(180, organisation=organisation, name="Baby café"),
    ]
    morning()
    return services, link_of(letters_to(organisation)[0])


@pytest.fixture
def council():
    with as_owner():
        found = Organisation.objects.create(name="Fernley Council", kind="council", is_host=True)
    make_member("directory-editor", found, email="moira@fernley.example")
    return found


def test_the_link_in_the_email_opens_the_page(asked):
    _services, link = asked
    assert f"http://testserver{link}\n" in emails()[0].body
    answer = Client().get(link)
    page = answer.content.decode()
    for words in ("Bramble Friends", "Messy play", "Paint and clay.", "Baby café", "Still correct"):
        assert words in page
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"


def test_opening_it_confirms_nothing(asked):
    services, link = asked
    for method in ("get", "head"):
        getattr(Client(), method)(link)
        getattr(Client(), method)(f"{link}?service={services[0].pk}&all=yes")
    Client().get(f"{link}{services[0].pk}/closed/")
    assert [standing_of(one) for one in services] == ["unconfirmed", "due"]


def test_one_button_confirms_one_listing(asked):
    services, link = asked
    page = Client().post(link, {"service": str(services[0].pk)}, follow=True).content.decode()
    assert "1 listing is confirmed" in page
    assert [standing_of(one) for one in services] == ["current", "due"]
    [entry] = logged("directory.listing_confirmed")
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("link", None, "")
    assert entry.actor_organisation_id == services[0].organisation_id
    with as_owner():
        assert letters_to(services[0].organisation)[0].answered_at == NOW


def test_all_at_once(asked):
    services, link = asked
    page = Client().post(link, {"all": "yes"}, follow=True).content.decode()
    assert "2 listings are confirmed" in page
    assert "Nothing is left to confirm" in page
    assert {standing_of(one) for one in services} == {"current"}


def test_an_old_link_cannot_confirm_again_when_the_listing_is_due_the_next_time(asked):
    services, link = asked
    Client().post(link, {"all": "yes"})
    later = NOW + timedelta(days=400)
    morning(later)
    with as_owner():  # as if the letter had not run out by then
        letters_to(services[0].organisation)[0].__class__.objects.update(expires_at=later + timedelta(days=1))
    before = {standing_of(one) for one in services}
    assert before == {"unconfirmed"}
    with clock.standing_at(later):
        page = Client().post(link, {"all": "yes"}, follow=True).content.decode()
    assert "Nothing was left to confirm" in page
    assert {standing_of(one) for one in services} == before


def test_a_link_runs_out_and_a_new_one_goes_to_the_same_address(asked):
    services, link = asked
    later = NOW + timedelta(days=61)
    with clock.standing_at(later):
        Client().post(link, {"all": "yes"})
        page = Client().get(link).content.decode()
        assert "too old" in page
        assert "hello@bramble.example" not in page
        assert [standing_of(one) for one in services] == ["unconfirmed", "due"]
        before = len(emails())
        assert "sent a new link" in Client().post(f"{link}again/", follow=True).content.decode()
        Client().post(f"{link}again/")
        assert len(emails()) == before + 1
    [newest] = letters_to(services[0].organisation)[1:]
    with clock.standing_at(later):
        Client().post(link_of(newest), {"all": "yes"})
    assert {standing_of(one) for one in services} == {"current"}


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "x", lambda t: "no-such-token", lambda t: t.upper()]
)
def test_a_link_that_we_did_not_sign_opens_nothing(asked, change):
    _services, link = asked
    token = link.rstrip("/").rsplit("/", 1)[1]
    answer = Client().get(reverse("directory:asked", args=[change(token)]))
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()


def test_it_confirms_nothing_but_its_own_listings(asked):
    _services, link = asked
    other = made(180)
    morning()
    Client().post(link, {"service": [str(other.pk), "nonsense"]})
    assert standing_of(other) == "due"
    for what in ("changed", "closed"):
        assert Client().get(f"{link}{other.pk}/{what}/").status_code == 404


def test_a_listing_that_went_to_another_organisation_is_no_longer_theirs(asked):
    services, link = asked
    with as_owner():
        Service.objects.filter(pk=services[0].pk).update(organisation=make_organisation())
    Client().post(link, {"all": "yes"})
    assert standing_of(services[0]) == "unconfirmed"


def test_something_changed_is_a_problem_report_in_their_words(asked, council):
    services, link = asked
    where = f"{link}{services[0].pk}/changed/"
    assert "Tell us what has changed" in Client().post(where, {"words": " "}).content.decode()
    page = Client().post(where, {"words": "We meet on Wednesdays now."}, follow=True).content.decode()
    assert "passed on" in page
    with as_owner():
        [report] = ProblemReport.objects.all()
    assert (report.service_id, report.words, report.by_name) == (services[0].pk, "We meet on Wednesdays now.", "")
    assert report.escalated_at  # nobody edits its listings here, so the directory editors have it at once
    assert steps_of(services[0])[-1] == "changed"
    assert standing_of(services[0]) == "unconfirmed"  # nobody said that it is right


def test_no_longer_run_closes_it_after_one_more_question(asked, council):
    services, link = asked
    where = f"{link}{services[1].pk}/closed/"
    assert "Yes, close it" in Client().get(where).content.decode()
    Client().post(where, {"words": ""})
    with as_owner():
        assert Service.objects.get(pk=services[1].pk).status == ServiceStatus.CLOSED
    assert not SearchRow.objects.filter(service=services[1]).exists()
    [email] = mails("directory.listing_closed")
    assert "/staff/directory/freshness/listings/" in email.body
    page = Client().get(link).content.decode()
    assert "Closed" in page
    # A second press finds nothing to close.
    assert "needs no answer" in Client().post(where, {"words": ""}, follow=True).content.decode()
    assert len(mails("directory.listing_closed")) == 1


def test_the_link_names_no_person_and_nothing_is_kept_of_who_used_it(asked):
    services, link = asked
    Client().post(link, {"all": "yes"})
    with as_owner():
        steps = FreshnessStep.objects.filter(service__in=services, step="confirmed")
        assert {(one.by_kind, one.by_name) for one in steps} == {("link", "")}


def test_answers_by_one_link_are_limited(asked):
    _services, link = asked
    client = Client()
    codes = [client.post(link, {"service": "nonsense"}).status_code for _ in range(61)]
    assert codes[:60] == [302] * 60
    assert codes[60] == 429


def test_a_forged_form_is_refused(asked):
    services, link = asked
    assert Client(enforce_csrf_checks=True).post(link, {"all": "yes"}).status_code == 403
    assert standing_of(services[0]) == "unconfirmed"
