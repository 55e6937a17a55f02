"""Deciding what becomes of what is due, on pages: for information leads, without a script."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter, logged
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.families.models import DueItem, LegalHold, Registration
from hearth.families.tests.test_retain import find, item_of, old_registration, old_registration_found

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    host = make_organisation(name="Larkmere Council", kind="council", is_host=True)
    made = make_member("information-lead", host, name="Gareth Llewellyn")
    enter(client, made)
    return made


def page(client, name, *arguments) -> str:
    return client.get(reverse(f"retention:{name}", args=arguments)).content.decode()


def test_what_is_due_is_looked_at_and_destroyed_and_then_stands_nowhere_but_in_a_record(client, lead):
    old = old_registration_found()
    assert old.reference in page(client, "due")
    item = item_of(old)
    assert "Nobody holds it" in page(client, "item", item.pk)
    assert "cannot" not in page(client, "destroy", item.pk)
    with as_owner():
        assert Registration.objects.filter(pk=old.pk).exists(), "only asked so far"
    client.post(reverse("retention:destroy", args=[item.pk]))
    assert old.reference not in page(client, "due")
    shown = page(client, "destroyed")
    assert "registrations: 1" in shown
    assert "Gareth Llewellyn" in shown
    assert old.reference not in shown
    assert client.get(reverse("retention:item", args=[item.pk])).status_code == 404
    table = client.get(reverse("retention:destroyed"), {"export": "csv"}).content.decode()
    assert "registrations: 1" in table
    assert old.reference not in table
    assert len(logged("families.destructions_exported")) == 1


def test_it_is_kept_longer_for_a_reason(client, lead):
    item = item_of(old_registration_found())
    address = reverse("retention:item", args=[item.pk])
    assert "Enter why it stays" in client.post(address, {}).content.decode()
    until = clock.today() + timedelta(days=40)
    said = {"until-day": until.day, "until-month": until.month, "until-year": until.year, "why": "The hub asked"}
    client.post(address, said)
    assert item.label not in page(client, "due")
    assert "The hub asked" in page(client, "item", item.pk)


def test_a_hold_by_reference_stops_it_and_is_lifted(client, lead):
    old = old_registration_found()
    item = item_of(old)
    assert "Enter the reference" in client.post(reverse("retention:put_hold"), {}).content.decode()
    day = clock.today() + timedelta(days=90)
    said = {
        "with_people": "yes", "reason": "court", "review_on-day": day.day, "review_on-month": day.month,
        "review_on-year": day.year,
    }  # fmt: skip
    wrong = client.post(reverse("retention:put_hold"), said | {"reference": "ZZZZ-ZZZZ"}).content.decode()
    assert "There is no registration or request with this reference" in wrong
    client.post(reverse("retention:put_hold"), said | {"reference": old.reference.lower()})
    assert "A legal hold stops it" in page(client, "item", item.pk)
    assert client.post(reverse("retention:destroy", args=[item.pk])).status_code == 409
    assert old.reference in page(client, "holds")
    with as_owner():
        hold = LegalHold.objects.get()
    client.post(reverse("retention:lift_hold", args=[hold.pk]), {"words": "The court is done"})
    assert "The court is done" in page(client, "holds")
    assert "Nobody holds it" in page(client, "item", item.pk)


def test_a_period_is_changed_with_where_it_comes_from_and_counts_at_once(client, lead):
    old_registration(at=clock.now() - timedelta(days=5 * 366))
    assert find() == set()
    address = reverse("retention:rule", args=["registration"])
    assert "Enter where this rule comes from" in client.post(address, {"years": "3"}).content.decode()
    client.post(address, {"years": "3", "reason": "Our retention schedule, line 12"})
    assert "Our retention schedule, line 12" in page(client, "rules")
    assert "Our retention schedule, line 12" in page(client, "rule", "registration")
    assert len(find()) == 1


def test_a_lead_elsewhere_reads_the_rules_and_changes_none(client):
    old_registration_found()
    with as_owner():
        item = DueItem.objects.get()
    enter(client, make_member("information-lead"))
    assert "council’s information lead changes these" in page(client, "rule", "registration")
    assert client.get(reverse("retention:item", args=[item.pk])).status_code == 404
    for role in ("hub-manager", "practitioner", "administrator"):
        enter(client, make_member(role))
        assert client.get(reverse("retention:due")).status_code == 403


def test_what_waits_for_a_decision_stands_on_today_of_whoever_decides(client, lead):
    old = old_registration_found()
    assert old.reference in client.get("/staff/").content.decode()
    enter(client, make_member("hub-manager"))
    assert old.reference not in client.get("/staff/").content.decode()


def test_a_hold_whose_day_has_come_stands_on_today_until_somebody_looked_at_it(client, lead):
    old, today = old_registration_found(), clock.today()
    with as_owner():
        hold = LegalHold.objects.create(
            code="registration", subject_id=old.pk, label="Registration held", organisation=old.organisation,
            reason="court", review_on=today, by_user_id=lead.pk, by_name="Gareth Llewellyn",
        )  # fmt: skip
    assert "is it still needed?" in client.get("/staff/").content.decode()
    look = reverse("retention:review_hold", args=[hold.pk])
    assert "Enter the day to look at it again" in client.post(look, {}).content.decode()
    day = today + timedelta(days=30)
    client.post(look, {"review_on-day": day.day, "review_on-month": day.month, "review_on-year": day.year})
    assert "is it still needed?" not in client.get("/staff/").content.decode()
    with as_owner():
        hold.refresh_from_db()
    assert hold.review_on == day
    assert len(logged("families.hold_looked_at")) == 1
    client.post(reverse("retention:lift_hold", args=[hold.pk]), {"words": "Over"})
    again = {"review_on-day": day.day, "review_on-month": day.month, "review_on-year": day.year}
    assert "lifted this hold already" in client.post(look, again).content.decode()
