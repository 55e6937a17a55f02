"""Up to the front door and down again in one loop; and reminders to whoever waits for a late answer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.models import Guest
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals import actions
from hearth.referrals.actions import reminding
from hearth.referrals.models import Pathway, Referral
from hearth.referrals.tests.factories import NOW, fresh, later, make_service, send_referral, working
from hearth.referrals.tests.test_refer import CHILD, CONTACT, FAMILY, KNOWS, NEED, TIMES, answers


@pytest.fixture
def door(cast):
    organisation = make_organisation()
    service = make_service(organisation, name="Children's front door", access_routes=["professional-only"])
    with as_owner():
        Pathway.objects.create(service=service, is_front_door=True, edited_at=NOW)
    return service


def goes_on(client, service, earlier):
    """Sends the same family to another service from the page of the earlier referral, and says what was not said
    or has come to pass meanwhile: who the adult is to the children, and that the second one is born."""
    client.get(reverse("referrals:send"), {"service": service.pk, "like": earlier.reference})
    answers(client, [("family", FAMILY), ("children/2/child", CHILD)])
    family = client.get("/referrals/send/need/")
    assert family.status_code == 200, family.headers
    answers(client, [("need", NEED), ("contact", CONTACT), ("times", TIMES), ("knows", KNOWS)])
    client.post("/referrals/send/check/")
    with as_owner():
        return Referral.objects.get(service=service)


def test_the_service_steps_up_to_the_front_door_which_steps_down_again(cast, door, client):
    first = send_referral(cast.service, cast.referrer).referral
    with working(cast.worker) as by:
        actions.open(referral=first, by=by, now=later(hours=1))
    enter(client, cast.worker)
    page = client.get(reverse("referrals:record", args=[first.reference])).content.decode()
    assert "Step up to the front door" in page
    up = goes_on(client, door, first)
    assert (up.came_from_id, up.step) == (first.pk, "up")
    assert up.reference in client.get(reverse("referrals:record", args=[first.reference])).content.decode()

    door_worker = make_member("practitioner", door.organisation)
    enter(client, door_worker)
    client.post(reverse("referrals:open", args=[up.reference]))
    record = client.get(reverse("referrals:record", args=[up.reference])).content.decode()
    assert f"Step up from {cast.service.organisation.name}" in record
    other = make_service(name="Family help")
    down = goes_on(client, other, up)
    assert (down.came_from_id, down.step) == (up.pk, "down")


def test_nobody_goes_on_from_what_they_have_not_opened(cast, door, client):
    first = send_referral(cast.service, cast.referrer).referral
    enter(client, cast.worker)
    answer = client.get(reverse("referrals:send"), {"service": door.pk, "like": first.reference})
    assert answer.status_code == 404


def test_who_has_one_open_there_already_is_told_on_the_last_page(cast, door, client):
    enter(client, cast.referrer)
    for turn in range(2):
        client.get(reverse("referrals:send"), {"service": door.pk})
        said = [("family", FAMILY | {"relation": "self"}), ("need", NEED), ("contact", CONTACT), ("times", TIMES)]
        answers(client, [*said, ("knows", KNOWS)])
        page = client.get("/referrals/send/check/")
        assert page.status_code == 200
        assert ("You already have a request open there" in page.content.decode()) is bool(turn)
        client.post("/referrals/send/check/")


@pytest.mark.parametrize("to_the_door", [True, False])
def test_the_front_door_is_told_what_worries_and_another_service_what_would_help(cast, door, client, to_the_door):
    service = door if to_the_door else cast.service
    enter(client, cast.referrer)
    client.get(reverse("referrals:send"), {"service": service.pk})
    answers(client, [("family", FAMILY | {"relation": "self"})])
    page = client.get("/referrals/send/need/").content.decode()
    assert ("What worries you about the child?" in page) is to_the_door
    assert ("What would help, in the family" in page) is not to_the_door
    assert "Say what" in client.post("/referrals/send/need/", NEED | {"what_help": ""}).content.decode()
    sent = send_referral(service, cast.referrer).referral
    record = client.get(reverse("referrals:sent_record", args=[sent.reference])).content.decode()
    assert ("What worries them about the child" in record) is to_the_door


def test_worried_says_the_number_first_and_then_the_front_door(cast, door, client):
    page = client.get(reverse("referrals:worried")).content.decode()
    assert page.index("999") < page.index("Refer to the front door")
    assert reverse("referrals:refer", args=[door.pk]) in page


def test_worried_without_a_front_door_still_says_whom_to_ring(db, client):
    page = client.get(reverse("referrals:worried")).content.decode()
    assert "999" in page
    assert "Refer to the front door" not in page


def reminders():
    with as_owner():
        return list(OutboxMessage.objects.filter(purpose="referrals.late").values_list("recipient", flat=True))


def test_a_sender_is_reminded_once_when_the_service_is_late(cast):
    referral = send_referral(cast.service, cast.referrer).referral
    reminding.remind_senders(now=NOW)
    assert reminders() == []
    late = NOW + timedelta(days=4)  # it should have been opened by Thursday
    for _twice in range(2):
        reminding.remind_senders(now=late)
    assert reminders() == [cast.referrer.email]
    with as_owner():
        body = OutboxMessage.objects.get(purpose="referrals.late").body
    assert referral.reference in body
    assert "Amina" not in body
    assert cast.service.name not in body
    assert fresh(referral).state == "sent"


def test_a_guest_is_reminded_too(cast):
    from uuid import uuid4

    from hearth.access.actions.guests import actor_of
    from hearth.core.rowcontext import acting_as
    from hearth.referrals.tests.factories import asked

    with as_owner():
        guest = Guest.objects.create(email="nurse@surgery.example", name="Priya", verified_at=NOW)
    with acting_as(guest=guest.pk):
        actions.send(service=cast.service, asked=asked(), sent_key=uuid4(), by=actor_of(guest), now=NOW)
    reminding.remind_senders(now=NOW + timedelta(days=4))
    assert reminders() == ["nurse@surgery.example"]


def test_a_family_is_not_reminded_of_its_own_request(cast):
    cast.brought_to("sent")
    reminding.remind_senders(now=NOW + timedelta(days=40))
    assert reminders() == []
