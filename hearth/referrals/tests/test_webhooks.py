"""An organisation's own system hears when a request moves: signed, nothing of a family, until it arrives."""

import base64
import hashlib
import hmac
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hearth.access.tests.factories import make_member
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals import webhooks
from hearth.referrals.actions import connecting, delivering
from hearth.referrals.models import DeliveryStatus, Webhook, WebhookDelivery
from hearth.referrals.tests.factories import NOW, later, make_cast, send_referral, working
from hearth.referrals.tests.test_desk import browser

pytestmark = pytest.mark.django_db


@dataclass
class System:
    """What an organisation's own system got, and what it answers, in turn; then 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    sends_on_to: str = ""


@contextmanager
def record_system():
    world = System()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args):
            pass

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            world.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(world.answers.pop(0) if world.answers else 200)
            if world.sends_on_to:
                self.send_header("Location", world.sends_on_to)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    world.url = f"http://127.0.0.1:{server.server_address[1]}/hooks"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def manager(cast):
    with as_owner():
        organisation = cast.service.organisation
    return make_member("provider-manager", organisation)


@pytest.fixture
def system(settings):
    settings.FEEDS_FROM_INSIDE = True
    with record_system() as world:
        yield world


def connect(manager, system):
    with working(manager) as by:
        return connecting.add_webhook(address=system.url, by=by)


def deliveries():
    with as_owner():
        return list(WebhookDelivery.objects.select_related("webhook").order_by("created_at"))


def deliver_all(now):
    for one in deliveries():
        delivering.deliver(delivery_id=one.pk, now=now)


def verified(webhook, headers, body):
    """As the other end does it, by the standard alone."""
    key = base64.b64decode(webhooks.secret_of(webhook).removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == f"v1,{wanted}"


def test_each_move_is_told_once_signed_and_without_a_word_of_the_family(cast, manager, system):
    webhook = connect(manager, system)
    referral = cast.brought_to("accepted", sent_by_referrer=True)
    deliver_all(later(hours=3))
    deliver_all(later(hours=4))
    told = [json.loads(body) for _headers, body in system.got]
    assert [one["type"] for one in told] == ["referral.sent", "referral.opened", "referral.accepted"]
    assert [one["data"]["number"] for one in told] == [1, 2, 3]
    assert {tuple(sorted(one["data"])) for one in told} == {("number", "reference", "state")}
    assert {one["data"]["reference"] for one in told} == {referral.reference}
    assert all(verified(webhook, headers, body) for headers, body in system.got)
    said = b"".join(body for _headers, body in system.got).decode()
    assert not [word for word in ("Amina", "Begum", "Feeding", "01632") if word in said]


def test_a_changed_body_or_a_moved_time_does_not_verify(cast, manager, system):
    webhook = connect(manager, system)
    send_referral(cast.service, cast.referrer)
    deliver_all(later(hours=1))
    [(headers, body)] = system.got
    assert verified(webhook, headers, body)
    assert not verified(webhook, headers, body + b" ")
    assert not verified(webhook, headers | {"webhook-timestamp": "1"}, body)


def test_it_is_tried_again_with_the_same_number_until_it_arrives(cast, manager, system):
    connect(manager, system)
    system.answers = [500, 429]
    send_referral(cast.service, cast.referrer)
    deliver_all(NOW)
    deliver_all(NOW + timedelta(seconds=2))  # too early
    assert len(system.got) == 1
    deliver_all(NOW + timedelta(seconds=6))
    deliver_all(NOW + timedelta(minutes=10))
    assert len({headers["webhook-id"] for headers, _body in system.got}) == 1
    assert len({headers["webhook-timestamp"] for headers, _body in system.got}) == 3
    [one] = deliveries()
    assert (one.status, one.attempts, one.last_status) == (DeliveryStatus.SENT, 3, 200)


def test_after_three_days_in_vain_it_is_stopped_and_its_people_are_told(cast, manager, system):
    webhook = connect(manager, system)
    system.answers = [503] * 50
    send_referral(cast.service, cast.referrer)
    for hour in range(0, 120, 6):
        deliver_all(later(hours=hour))
    for turn in range(12):
        deliver_all(later(days=10 + turn * 3))
    [one] = deliveries()
    assert (one.status, one.attempts) == (DeliveryStatus.FAILED, len(webhooks.PAUSES) + 1)
    with as_owner():
        webhook.refresh_from_db()
        assert (webhook.is_active, webhook.stopped_why) == (False, "failed")
        assert OutboxMessage.objects.filter(purpose="referrals.webhook-stopped").count() == 1


def test_whoever_answers_gone_is_asked_no_more(cast, manager, system):
    webhook = connect(manager, system)
    system.answers = [410]
    cast.brought_to("opened")
    deliver_all(later(hours=2))
    with as_owner():
        webhook.refresh_from_db()
    assert webhook.stopped_why == "gone"
    assert len(system.got) == 1


def test_it_does_not_follow_to_another_address(cast, manager, system):
    connect(manager, system)
    with record_system() as elsewhere:
        system.answers, system.sends_on_to = [307], elsewhere.url
        send_referral(cast.service, cast.referrer)
        deliver_all(NOW)
        assert elsewhere.got == []
    assert deliveries()[0].last_fault == "refused"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x", "https://localhost/x", "https://10.1.2.3/x", "https://169.254.169.254/x",
                "https://[::1]/x", "http://hooks.example.org/x", "ftp://hooks.example.org/", "https://a:b@example.org/"]
)  # fmt: skip
def test_addresses_inside_or_unsafe_are_refused(manager, settings, address):
    settings.FEEDS_FROM_INSIDE = False
    with working(manager) as by, pytest.raises(connecting.CannotTell):
        connecting.add_webhook(address=address, by=by)


def test_an_address_that_leads_inside_later_gets_nothing(cast, manager, system, settings):
    connect(manager, system)
    settings.FEEDS_FROM_INSIDE = False
    send_referral(cast.service, cast.referrer)
    deliver_all(NOW)
    assert system.got == []
    assert deliveries()[0].last_fault == "inside"


def test_only_the_two_sides_systems_are_told(cast, manager, system):
    stranger = make_member("provider-manager")
    connect(stranger, system)
    send_referral(cast.service, cast.referrer)
    assert deliveries() == []


def test_a_new_secret_ends_the_old_one(cast, manager, system):
    webhook = connect(manager, system)
    old = webhooks.secret_of(webhook)
    with working(manager) as by:
        renewed = connecting.renew_secret(webhook_id=webhook.pk, by=by)
    assert webhooks.secret_of(renewed) != old


def test_a_lost_job_is_found(cast, manager, system):
    connect(manager, system)
    send_referral(cast.service, cast.referrer)
    assert delivering.sweep(now=NOW) == 0
    assert delivering.sweep(now=NOW + timedelta(minutes=3)) == 1


# The pages ------------------------------------------------------------------------------------------------------------


def test_the_secret_is_shown_once(manager, system):
    client = browser(manager)
    page = client.post("/connections/systems/add/", {"address": system.url}).content.decode()
    with as_owner():
        webhook = Webhook.objects.get()
    assert webhooks.secret_of(webhook) in page
    for address in ("/connections/", f"/connections/systems/{webhook.pk}/"):
        assert "whsec_" not in client.get(address).content.decode()
    again = client.post("/connections/systems/add/", {"address": system.url}).content.decode()
    assert "This address is told already" in again


def test_the_page_says_what_was_told_and_sends_it_again(cast, manager, system):
    webhook = connect(manager, system)
    referral = send_referral(cast.service, cast.referrer).referral
    system.answers = [410]
    deliver_all(NOW)
    client = browser(manager)
    page = client.get(f"/connections/systems/{webhook.pk}/").content.decode()
    assert referral.reference in page
    assert "It answered with the status 410" in page
    client.post(f"/connections/systems/{webhook.pk}/start/")
    [one] = deliveries()
    assert client.get(f"/connections/deliveries/{one.pk}/again/").status_code == 200
    client.post(f"/connections/deliveries/{one.pk}/again/")
    assert deliveries()[0].status == DeliveryStatus.WAITING


def test_a_test_event_says_nothing(manager, system):
    webhook = connect(manager, system)
    browser(manager).post(f"/connections/systems/{webhook.pk}/try/")
    deliver_all(deliveries()[0].next_at)
    [(headers, body)] = system.got
    assert json.loads(body)["data"] == {}
    assert verified(webhook, headers, body)


def test_another_organisations_system_is_not_there(cast, manager, system):
    webhook = connect(manager, system)
    other = browser(make_member("provider-manager"))
    assert other.get(f"/connections/systems/{webhook.pk}/").status_code == 404
    assert other.post(f"/connections/systems/{webhook.pk}/stop/").status_code == 404
    assert browser(cast.worker).get("/connections/").status_code == 403
