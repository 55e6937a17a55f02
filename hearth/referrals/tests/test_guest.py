"""A professional without an account: proves a work address, refers, sees what they sent and nothing else."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hearth.access import work_mail
from hearth.access.actions import guests
from hearth.access.models import Guest
from hearth.core import clock
from hearth.core.models import OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.referrals import actions
from hearth.referrals.actions import NotAccepting, Said
from hearth.referrals.models import Referral
from hearth.referrals.tests.factories import NOW, asked, send_referral, working
from hearth.referrals.tests.test_refer import answers, pdf

ADDRESS = "reception@millbrook-surgery.example"
SAID = {
    "email": ADDRESS,
    "name": "Priya Shah",
    "job": "Practice nurse",
    "organisation": "Millbrook Surgery",
    "phone": "",
}


def mailed_code():
    with as_owner():
        newest = OutboxMessage.objects.filter(purpose="access.guest_code").order_by("-created_at").first()
    return re.search(r"code is (\d{6})", newest.body).group(1)


def comes_in(client, **more):
    client.post(reverse("guest:start"), SAID | more)
    return client.post(reverse("guest:code"), {"code": mailed_code()})


def refers(client, service):
    client.get(reverse("referrals:guest_send"), {"service": service.pk})
    answers(client, start="/guest/send/")
    return client.post("/guest/send/check/", follow=True)


def test_a_gp_practice_refers_without_an_account_and_follows_every_step(cast, client):
    # the service page leads to proving the address, and back
    away = client.get(reverse("referrals:guest_send"), {"service": cast.service.pk})
    assert away["Location"].startswith(reverse("guest:start"))
    entered = comes_in(client, next=f"{reverse('referrals:guest_send')}?service={cast.service.pk}")
    assert entered["Location"] == f"{reverse('referrals:guest_send')}?service={cast.service.pk}"
    sent = refers(client, cast.service)
    assert "It is sent." in sent.content.decode()
    with as_owner():
        referral = Referral.objects.get()
        guest = Guest.objects.get()
        receipt = OutboxMessage.objects.get(recipient=ADDRESS, purpose="referrals.sent")
    assert (referral.kind, referral.sender_guest_id, referral.sender_organisation_id) == ("referral", guest.pk, None)
    assert "Dani" not in receipt.body + receipt.subject
    with working(cast.worker) as by:
        for move in ("open", "accept"):
            actions_by = getattr(actions, move)
            actions_by(referral=referral, by=by, now=clock.now())
    page = client.get(reverse("referrals:guest_record", args=[referral.reference])).content.decode()
    assert cast.worker.name in page
    assert referral.reference in client.get(reverse("referrals:guest_sent")).content.decode()
    with as_owner():
        assert OutboxMessage.objects.filter(recipient=ADDRESS, purpose="referrals.accepted").count() == 1


def test_the_service_sees_who_refers_and_how_to_reach_them(cast, client):
    from hearth.access.tests.support import enter

    comes_in(client)
    refers(client, cast.service)
    with as_owner():
        referral = Referral.objects.get()
    enter(client, cast.worker)
    client.post(reverse("referrals:open", args=[referral.reference]))
    page = client.get(reverse("referrals:record", args=[referral.reference])).content.decode()
    assert "Priya Shah, Practice nurse, Millbrook Surgery" in page
    assert ADDRESS in page


def test_another_guest_sees_nothing_of_it(cast, client):
    comes_in(client)
    refers(client, cast.service)
    with as_owner():
        reference = Referral.objects.get().reference
    client.post(reverse("guest:leave"))
    comes_in(client, email="desk@other-surgery.example")
    for name in ("guest_record", "guest_withdraw", "guest_documents", "guest_settle"):
        assert client.get(reverse(f"referrals:{name}", args=[reference])).status_code == 404, name
    assert reference not in client.get(reverse("referrals:guest_sent")).content.decode()


def test_a_guest_takes_back_and_adds_documents_to_their_own(cast, client):
    comes_in(client)
    refers(client, cast.service)
    with as_owner():
        reference = Referral.objects.get().reference
    added = client.post(
        reverse("referrals:guest_documents", args=[reference]),
        {"document": SimpleUploadedFile("Letter.pdf", pdf(), "application/pdf")},
        follow=True,
    )
    assert "Letter.pdf" in added.content.decode()
    assert client.get(reverse("referrals:guest_withdraw", args=[reference])).status_code == 200
    client.post(reverse("referrals:guest_withdraw", args=[reference]), {"words": ""})
    with as_owner():
        assert Referral.objects.get().state == "withdrawn"


def test_a_guest_sees_the_place_in_the_waiting_list(cast, client):
    comes_in(client)
    refers(client, cast.service)
    with as_owner():
        referral = Referral.objects.get()
    with working(cast.worker) as by:
        actions.open(referral=referral, by=by, now=clock.now())
        actions.put_on_waiting_list(referral=referral, by=by, now=clock.now())
    page = client.get(reverse("referrals:guest_record", args=[referral.reference])).content.decode()
    assert "Number 1 of 1 on the waiting list." in page


def test_a_guest_says_how_it_goes_on_after_a_no(cast, client):
    comes_in(client)
    refers(client, cast.service)
    with as_owner():
        referral = Referral.objects.get()
    with working(cast.worker) as by:
        actions.open(referral=referral, by=by, now=clock.now())
        actions.decline(referral=referral, by=by, now=clock.now(), reason="age", alternative_words="Ask the school.")
    page = reverse("referrals:guest_settle", args=[referral.reference])
    assert page in client.get(reverse("referrals:guest_record", args=[referral.reference])).content.decode()
    assert "Choose how it goes on" in client.post(page, {}).content.decode()
    assert "It is noted." in client.post(page, {"how": "own-support"}, follow=True).content.decode()
    with as_owner():
        referral.refresh_from_db()
        assert referral.choose_by is None
    # nothing is left to choose
    assert client.get(page)["Location"] == reverse("referrals:guest_record", args=[referral.reference])


def test_a_guest_asks_another_service_for_the_same_family_without_typing_it_again(cast, client):
    from hearth.referrals.tests.factories import make_service

    comes_in(client)
    refers(client, cast.service)
    with as_owner():
        reference = Referral.objects.get().reference
    other = make_service(name="Sleep clinic", summary="Help with sleep")
    found = client.get(reverse("referrals:guest_send"), {"like": reference, "q": "sleep"})
    assert found.status_code == 200
    begun = client.get(reverse("referrals:guest_send"), {"like": reference, "service": other.pk}, follow=True)
    assert begun.redirect_chain[-1][0] == "/guest/send/need/"


@pytest.mark.parametrize("email", ["a@gmail.com", "a@GMAIL.com", "a@mail.yahoo.co.uk", "a@mailinator.com"])
def test_an_address_that_anybody_can_have_is_refused_in_clear_words(db, client, email):
    page = client.post(reverse("guest:start"), SAID | {"email": email}).content.decode()
    assert "Anybody can have an address like this one" in page
    with as_owner():
        assert not OutboxMessage.objects.exists()


def test_a_work_address_is_no_public_one():
    assert not work_mail.is_public("nurse@nhs.net")
    assert not work_mail.is_public("head@notgmail.com")


def test_nobody_is_kept_before_the_code_was_right(db, client):
    client.post(reverse("guest:start"), SAID)
    client.post(reverse("guest:code"), {"code": "000000" if mailed_code() != "000000" else "111111"})
    with as_owner():
        assert not Guest.objects.exists()
    assert client.get(reverse("referrals:guest_sent")).status_code == 302


def test_the_code_is_too_old_after_a_quarter_of_an_hour(db, client):
    client.post(reverse("guest:start"), SAID)
    code = mailed_code()
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        page = client.post(reverse("guest:code"), {"code": code})
    assert "too old" in page.content.decode()


def test_tries_and_codes_are_limited(db, client):
    client.post(reverse("guest:start"), SAID)
    right = mailed_code()
    wrong = "000000" if right != "000000" else "111111"
    at = clock.now()
    with clock.standing_at(at):
        for _n in range(guests.TRIES_PER_CODE):
            assert client.post(reverse("guest:code"), {"code": wrong}).status_code == 200
        assert client.post(reverse("guest:code"), {"code": right}).status_code == 429
        statuses = [client.post(reverse("guest:start"), SAID).status_code for _n in range(guests.CODES_PER_EMAIL + 1)]
    assert statuses[-1] == 429


def test_who_was_still_for_too_long_is_asked_for_a_new_code(db, client):
    comes_in(client)
    assert client.get(reverse("referrals:guest_sent")).status_code == 200
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        assert client.get(reverse("referrals:guest_sent"))["Location"].startswith(reverse("guest:start"))


def test_the_way_back_leads_nowhere_else(db, client):
    assert comes_in(client, next="https://elsewhere.example/")["Location"] == reverse("referrals:guest_sent")


def test_a_service_may_take_no_guests(cast, client):
    from hearth.access.tests.factories import make_member

    manager = make_member("hub-manager", cast.service.organisation)
    with working(manager) as by:
        actions.set_pathway(service=cast.service, said=Said(takes_guests=False), version=0, by=by, now=NOW)
    comes_in(client)
    with as_owner():
        guest = Guest.objects.get()
    with acting_as(guest=guest.pk), pytest.raises(NotAccepting):
        actions.send(service=cast.service, asked=asked(), sent_key=guest.pk, by=guests.actor_of(guest), now=NOW)
    page = client.get(reverse("referrals:pathway", args=[cast.service.pk])).content.decode()
    assert "Refer without an account" not in page


def test_a_member_in_the_same_browser_counts_for_nothing_on_a_guests_pages(cast, client):
    from hearth.access.tests.support import enter

    mine = send_referral(cast.service, cast.referrer).referral
    enter(client, cast.referrer)
    assert client.get(reverse("referrals:guest_record", args=[mine.reference])).status_code == 302
