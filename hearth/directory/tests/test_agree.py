"""The register of partner organisations, and what there is for each age."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.queries import works_for_host
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.actors import Actor, ActorKind
from hearth.core.models import StoredEvent
from hearth.core.tests.support import as_owner
from hearth.directory.actions import partners as actions
from hearth.directory.models import PartnerAgreement
from hearth.directory.queries import coverage, partners
from hearth.directory.queries.places import find_place
from hearth.directory.tests.factories import make_postcode, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make_organisation(name="Fernshire Council", is_host=True)


@pytest.fixture
def editor(host):
    return make_member("directory-editor", host, name="Moira Bell")


@pytest.fixture
def charity():
    return make_organisation(name="Fernley Friends")


def typed(**changes):
    today = clock.today()
    day = {"title": "Signposting", "covers": ["signpost", "refer"], "document": "", "notes": ""}
    for name, value in {"starts_on": today, "ends_on": None, "review_on": None, **changes}.items():
        if name in {"starts_on", "ends_on", "review_on"}:
            for part in ("day", "month", "year"):
                day[f"{name}-{part}"] = str(getattr(value, part)) if value else ""
        else:
            day[name] = value
    return day


def made(charity, **values):
    today = clock.today()
    with as_owner():
        return PartnerAgreement.objects.create(
            **{"organisation": charity, "title": "Signposting", "covers": ["signpost"], "starts_on": today} | values
        )


def test_an_agreement_is_kept_shown_logged_and_told(client, editor, charity):
    make_service(organisation=charity)
    enter(client, editor)
    answer = client.post(reverse("directory:agree", args=[charity.id]), typed(), follow=True)
    assert "The agreement is in the register." in answer.content.decode()
    row = next(one for one in partners.partners(today=clock.today()) if one.id == charity.id)
    assert row.covers == {"signpost", "refer"}
    with as_owner():
        assert Entry.objects.filter(action="directory.partner_agreed").count() == 1
        assert StoredEvent.objects.filter(name="directory.PartnerAgreed").count() == 1


def test_an_agreement_that_ends_before_it_starts_is_refused_beside_the_field(client, editor, charity):
    enter(client, editor)
    wrong = typed(ends_on=clock.today() - timedelta(days=1), title="")
    shown = client.post(reverse("directory:agree", args=[charity.id]), wrong).content.decode()
    assert "The last day must be the same as or after the first day" in shown
    assert "Enter what the agreement is called" in shown
    with as_owner():
        assert not PartnerAgreement.objects.exists()


def test_an_ended_agreement_stays_in_the_register_and_is_not_changed_any_more(client, editor, charity):
    one = made(charity)
    enter(client, editor)
    client.post(reverse("directory:end_agreement", args=[one.id]))
    shown = client.get(reverse("directory:partner", args=[charity.id])).content.decode()
    assert "Ended" in shown
    late = client.post(reverse("directory:change_agreement", args=[one.id]), typed(title="Other"))
    assert late.status_code == 409
    with as_owner():
        one.refresh_from_db()
        assert one.title == "Signposting"


def test_what_is_to_be_reviewed_within_sixty_days_is_on_today_and_late_ones_first(client, editor, charity):
    today = clock.today()
    made(charity, title="Far off", review_on=today + timedelta(days=61))
    made(charity, title="Soon", review_on=today + timedelta(days=60))
    made(charity, title="Late", starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=5),
         review_on=today - timedelta(days=3))  # fmt: skip
    made(charity, title="Over", starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    assert [one.title for one in partners.to_review(today=today)] == ["Late", "Soon"]
    enter(client, editor)
    shown = client.get("/staff/").content.decode()
    assert "Late, Fernley Friends" in shown


def test_another_organisation_does_not_open_the_register(client, charity, host):
    one = made(charity)
    elsewhere = make_member("directory-editor", make_organisation())
    enter(client, elsewhere)
    for name, argument in (("partners", []), ("partner", [charity.id]), ("change_agreement", [one.id])):
        assert client.get(reverse(f"directory:{name}", args=argument)).status_code == 403, name
    actor = Actor(ActorKind.STAFF, elsewhere.id, elsewhere.active_membership.organisation_id, elsewhere.name)
    assert not works_for_host(actor)
    with pytest.raises(actions.PartnerRefused):
        actions.end_agreement(agreement_id=one.id, by=actor, now=clock.now())


def test_the_register_goes_into_a_file_that_the_log_knows_of(client, editor, charity):
    make_service(organisation=charity)
    enter(client, editor)
    file = client.get(reverse("directory:partners"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "Fernley Friends" in file
    with as_owner():
        assert Entry.objects.filter(action="directory.partners_exported").exists()


# What there is for each age ----------------------------------------------------------------------------------------


def row_of(code, *arguments):
    found = next(row for row in coverage.coverage(*arguments) if row.code == code)
    return dict(zip([band.code for band in coverage.bands()], found.counts, strict=True)) | {
        "unknown": found.ages_not_stated, "all": found.services
    }  # fmt: skip


def test_a_service_counts_in_every_age_that_it_is_for_and_unknown_ages_in_none():
    make_service(terms=["infant-feeding"], min_age_months=0, max_age_months=59)
    make_service(terms=["infant-feeding"], min_age_months=60)
    make_service(terms=["infant-feeding"])
    assert row_of("infant-feeding") == {
        "baby": 1, "toddler": 1, "primary": 1, "secondary": 1, "young-person": 1, "send": 1, "unknown": 1, "all": 3,
    }  # fmt: skip


def test_near_a_place_what_has_no_place_counts_and_what_is_far_does_not():
    make_postcode("ZZ1 1AA")
    make_service(terms=["housing"], north_metres=500, min_age_months=0, max_age_months=12)
    make_service(terms=["housing"], north_metres=20_000, min_age_months=0, max_age_months=12)
    make_service(terms=["housing"], min_age_months=0, max_age_months=12)
    assert row_of("housing", find_place("ZZ1 1AA").spot, 5)["baby"] == 2
    assert row_of("housing")["baby"] == 3


def test_a_hidden_listing_covers_nobody():
    make_service(terms=["housing"], min_age_months=0, max_age_months=12, standing="hidden")
    assert row_of("housing")["all"] == 0


def test_the_page_names_the_holes_and_gives_the_table_as_a_file(client):
    make_service(terms=["housing"], min_age_months=0, max_age_months=12)
    enter(client, make_member("analyst"))
    shown = client.get(reverse("directory:coverage"), {"postcode": "nowhere at all"}).content.decode()
    assert "Nothing for any age" in shown
    assert "We do not know this place." in shown
    file = client.get(reverse("directory:coverage"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "Housing" in file
