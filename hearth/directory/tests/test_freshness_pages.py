"""The dashboard, the list, the rules: the numbers and who may see them; and what families read."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hearth.access.models import Organisation
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter, logged
from hearth.core.models import MessageStatus, OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import policy as policies
from hearth.directory.actions import rules
from hearth.directory.actions.confirming import confirm
from hearth.directory.models import (
    Area,
    AreaKind,
    OrganisationListing,
    ReviewDates,
    ReviewPolicy,
    ServiceTerm,
    Term,
)
from hearth.directory.queries import stale
from hearth.directory.tests.freshness import BY, NOW, emails, made, morning, mornings, standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    with as_owner():
        return Organisation.objects.create(name="Fernley Council", kind="council", is_host=True)


@pytest.fixture
def editor(council):
    return browser(make_member("directory-editor", council))


def browser(user):
    client = Client()
    enter(client, user)
    return client


def page(client, name, *arguments, **query):
    answer = client.get(reverse(f"directory:{name}", args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(organisation, email):
    with as_owner():
        OrganisationListing.objects.create(organisation=organisation, email=email)
    return organisation


# What families read ---------------------------------------------------------------------------------------------------
def test_a_listing_that_is_confirmed_in_time_says_by_whom(freeze):
    service = made(22)
    morning()
    assert "Confirmed 3 weeks ago by the service" in page(Client(), "service", service.pk)


def test_the_label_comes_with_the_services_own_interval(freeze):
    """Six months and 30 days for most; three months and 30 days for a holiday club."""
    slow, quick = made(140), made(140)
    with as_owner():
        ServiceTerm.objects.create(service=quick, term=Term.objects.get(code="holiday-clubs"))
    morning()
    assert "Not confirmed since October 2025: ring before you go" in page(Client(), "service", quick.pk)
    assert "by the service" in page(Client(), "service", slow.pk)


def test_the_page_of_a_hidden_one_says_so_and_whom_to_ring(freeze):
    service = made(400, name="Gone quiet club")
    with as_owner():
        service.__class__.objects.filter(pk=service.pk).update(standing="hidden")
    said = page(Client(), "service", service.pk)
    assert "Nobody has confirmed this page since January 2025, so it is no longer found by searching" in said
    assert "Ring before you go" in said
    assert "Gone quiet club" not in page(Client(), "find", q="quiet club")


def test_the_label_goes_when_it_is_confirmed(freeze):
    service = made(300)
    morning()
    assert "Not confirmed since" in page(Client(), "service", service.pk)
    confirm(service_ids=[service.pk], by=BY, now=NOW)
    assert "Confirmed today by the service" in page(Client(), "service", service.pk)


# The numbers ----------------------------------------------------------------------------------------------------------
def test_shares_by_organisation_category_and_ward(freeze, editor):
    one, other = make_organisation(name="Bramble Friends"), make_organisation(name="Willow Trust")
    with as_owner():
        Area.objects.create(code="E05000001", kind=AreaKind.WARD, name="Fernley East")
    here = [{"ward_code": "E05000001"}]
    stale_one = made(300, organisation=one, places=here)
    made(10, organisation=one, places=here)
    made(10, organisation=other)
    with as_owner():
        ServiceTerm.objects.create(service=stale_one, term=Term.objects.get(code="debt-welfare"))
    morning()
    counted = stale.standings(None)
    assert (counted.all, counted.stale, counted.current) == (3, 1, 2)
    shares = {share.name: (share.listings, share.stale, share.percent) for share in stale.by_organisation(None)}
    assert shares == {"Bramble Friends": (2, 1, 50), "Willow Trust": (1, 0, 0)}
    assert [(s.name, s.listings, s.stale) for s in stale.by_category(None)] == [("Family support", 1, 1), ("", 2, 0)]
    assert [(s.name, s.listings, s.stale) for s in stale.by_area(None)] == [("Fernley East", 2, 1), ("", 1, 0)]
    said = page(editor, "freshness")
    for words in ("1 of 3 listings are not confirmed: 33%", "Bramble Friends", "Family support", "Fernley East"):
        assert words in said


def test_months_are_told_by_the_steps(freeze, editor):
    service = made(0, now=NOW - timedelta(days=300))
    mornings(NOW - timedelta(days=300), 300, every=10)
    with acting_as(job="freshness"):
        months = {month.day: (month.listings, month.stale) for month in stale.by_month(None, NOW)}
    assert len(months) == 12
    assert months[date(2025, 4, 1)] == (0, 0)  # not here yet
    assert months[date(2025, 6, 1)] == (1, 0)
    assert months[date(2025, 12, 1)] == (1, 1)  # due on 6 November, labelled in December
    confirm(service_ids=[service.pk], by=BY, now=NOW)
    with acting_as(job="freshness"):
        now = {month.day: month.stale for month in stale.by_month(None, NOW + timedelta(hours=1))}
    assert (now[date(2026, 2, 1)], now[date(2026, 3, 1)]) == (1, 0)


@pytest.mark.slow
def test_who_never_answers(freeze, editor):
    silent = asked(make_organisation(name="Silent Trust"), "hello@silent.example")
    answers = asked(make_organisation(name="Willow Trust"), "hello@willow.example")
    start = NOW - timedelta(days=60)
    made(170, organisation=silent, now=start)
    service = made(170, organisation=answers, now=start)
    mornings(start, 59)
    confirm(service_ids=[service.pk], by=BY, now=NOW - timedelta(hours=1))
    with acting_as(job="freshness"):
        assert [one.name for one in stale.silent(None, NOW)] == ["Silent Trust"]
    assert "Silent Trust" in page(editor, "freshness")


def test_others_see_their_own_part_only(freeze, council):
    mine = make_organisation(name="Bramble Friends")
    made(300, organisation=mine, name="Messy play")
    made(300, name="Somebody else’s group")
    morning()
    client = browser(make_member("provider-editor", mine))
    for name in ("freshness", "stale"):
        said = page(client, name)
        assert "Somebody else" not in said
    assert "1 of 1 listing is not confirmed" in page(client, "freshness")
    assert "Messy play" in page(client, "stale")
    analyst = browser(make_member("analyst", council))
    assert "1 of 2 listings" not in page(analyst, "freshness")
    assert "2 of 2 listings" in page(analyst, "freshness")


def test_the_list_filters_and_its_download_is_in_the_log(freeze, editor):
    made(300, name="Messy play", phone="01632 960010")
    made(10, name="New group")
    morning()
    assert "New group" not in page(editor, "stale", standing="stale")
    assert "New group" in page(editor, "stale", standing="current")
    file = editor.get(reverse("directory:stale"), {"export": "csv", "standing": "stale"}).content.decode()
    assert "Messy play" in file
    assert "01632 960010" in file
    assert "New group" not in file
    assert [entry.detail for entry in logged("directory.freshness_exported")] == [{"count": 1}]


def test_whom_no_letter_reaches_is_to_be_rung(freeze, editor):
    nobody, bounced, reached = make_organisation(), make_organisation(), make_organisation()
    asked(bounced, "gone@bounced.example")
    asked(reached, "here@reached.example")
    for organisation, name in ((nobody, "No address"), (bounced, "Bounced"), (reached, "Reached")):
        made(300, organisation=organisation, name=name)
    morning()
    email = next(one for one in emails() if one.recipient == "gone@bounced.example")
    with acting_as(job="outbox"):
        OutboxMessage.objects.filter(pk=email.pk).update(status=MessageStatus.FAILED, last_error="bad-address")
    said = page(editor, "stale", letter="unreached")
    assert "No address" in said
    assert "Bounced" in said
    assert "Reached" not in said
    assert "did not arrive: ring them" in said
    today = editor.get("/staff/").content.decode()
    assert "Not confirmed, and nobody reached" in today
    assert "2 waiting" in page(editor, "desk")


# The rules ------------------------------------------------------------------------------------------------------------
def test_what_would_change_is_shown_and_nothing_is_saved(freeze, editor):
    service = made(200)
    with as_owner():
        ServiceTerm.objects.create(service=service, term=Term.objects.get(code="teeth"))
    morning()
    assert standing_of(service) == "current"  # 12 months
    where = reverse("directory:review_rule", args=["teeth"])
    answer = editor.post(where, {"review_months": "2", "look": "yes"}).content.decode()
    assert "1 listing is of this kind." in answer
    assert "1 would move from “Confirmed in time” to “Labelled as not confirmed”." in answer
    with as_owner():
        assert Term.objects.get(code="teeth").review_months is None
        assert ReviewDates.objects.get(service=service).months == 12
    assert standing_of(service) == "current"
    editor.post(where, {"review_months": "2", "save": "yes"})
    with as_owner():
        assert Term.objects.get(code="teeth").review_months == 2
        assert ReviewPolicy.objects.get().changed["teeth"]["after"]["review_months"] == 2
    assert policies.number() == 2
    [entry] = logged("directory.rules_changed")
    assert entry.detail == {"rules": 2, "term": "teeth"}
    rules.stand_anew()
    assert standing_of(service) == "unconfirmed"


def test_what_is_usual_changes_too(freeze, editor):
    where = reverse("directory:review_rule", args=["usual"])
    assert "Enter a whole number" in editor.post(where, {"review_months": "9", "look": "yes"}).content.decode()
    values = {"review_months": "9", "label": "20", "demote": "40", "hide": "50"}
    editor.post(where, values | {"save": "yes"})
    assert policies.usual().as_dict() == {"review_months": 9, "label": 20, "demote": 40, "hide": 50}
    assert "Rules 2" in page(editor, "reviews")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"demote": "10"}, "Enter more than 30 days"),
        ({"label": "70", "demote": "80", "hide": "75"}, "Enter more than 80 days"),
        ({"review_months": "0"}, "The number of months must be 1 or more"),
        ({"review_months": "soon"}, "must be a whole number"),
    ],
)
def test_steps_come_one_after_the_other(freeze, editor, values, said):
    answer = editor.post(reverse("directory:review_rule", args=["teeth"]), values | {"save": "yes"})
    assert said in answer.content.decode()
    assert policies.number() == 1


def test_an_unknown_category_is_not_there(editor):
    assert editor.get(reverse("directory:review_rule", args=["no-such-term"])).status_code == 404
