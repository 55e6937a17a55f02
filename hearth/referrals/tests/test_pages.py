"""The pages: who gets them, what they show, what they log; a form posted twice; who comes second."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.tests.support import enter
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.referrals import attempts
from hearth.referrals.models import Referral, StatusRow
from hearth.referrals.tests.factories import fresh, make_service, send_request


@pytest.fixture
def sign_in(client):
    """Signs a member in with their second factor done, as the session says after a real sign-in."""

    def as_member(user):
        enter(client, user)
        return client

    return as_member


def page(client, name, *args, **data):
    response = client.get(reverse(name, args=args), data)
    return response, response.content.decode()


def typed(name, day, month, year):
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


ANSWERS = [
    ("who", {"about": "children"}),
    ("name", {"given_name": "Nadia", "family_name": ""}),
    ("relation", {"relation": "mother"}),
    ("children/1/child", {"stage": "born", "given_name": "Yusuf", **typed("birth_date", 2, 11, 2025)}),
    ("children", {"another": "yes"}),
    ("children/2/child", {"stage": "expected", **typed("due_date", 1, 6, 2027)}),
    ("children", {"another": "no"}),
    ("help", {"what_help": "Feeding hurts and I am worn out."}),
    ("tried", {"what_tried": ""}),
    ("place", {"postcode": ""}),
    ("language", {"language": "en", "needs_interpreter": "no"}),
    ("contact", {"how": "email", "email": "nadia@home.example"}),
    ("times", {"when": "any"}),
]  # fmt: skip


def asks(client, service):
    """Answers every question as a mother of two, up to "check your answers"."""
    client.get(reverse("referrals:ask"), {"service": service.pk})
    for path, data in ANSWERS:
        response = client.post(f"/ask/{path}/", data)
        assert response.status_code == 302, (path, response.content.decode()[:3000])
    return client.get("/ask/check/")


def test_a_mother_asks_for_two_children_and_follows_without_an_account(cast, client):
    check = asks(client, cast.service)
    assert "Yusuf" in check.content.decode()
    client.post("/ask/check/")
    _response, shown = page(client, "referrals:asked")
    reference, code = re.findall(r'<strong dir="ltr">([0-9A-Z]+-[0-9A-Z]+)</strong>', shown)
    with as_owner():
        referral = Referral.objects.get()
        assert referral.reference == reference
        assert sorted(p.role for p in referral.people.all()) == ["child", "child", "sender"]
    client.post(reverse("referrals:follow"), {"reference": reference.lower(), "code": code.replace("-", " ")})
    response, shown = page(client, "referrals:followed")
    assert response.status_code == 200
    assert "Your request is with the service" in shown
    assert response["Cache-Control"].count("no-store") == 1
    assert code not in shown


def test_the_form_posted_twice_makes_one_request(cast, client):
    asks(client, cast.service)
    first, second = client.post("/ask/check/"), client.post("/ask/check/")
    assert first["Location"] == second["Location"] == reverse("referrals:asked")
    with as_owner():
        assert Referral.objects.count() == 1
        assert OutboxMessage.objects.filter(recipient="nadia@home.example").count() == 1


def test_this_browser_is_warned_before_a_second_request(cast, client):
    asks(client, cast.service)
    client.post("/ask/check/")
    response, shown = page(client, "referrals:ask", service=cast.service.pk)
    assert "You have asked here already" in shown
    assert response.status_code == 200


def test_another_browser_does_not_learn_that_somebody_asked(cast, client):
    send_request(cast.service)
    response, shown = page(client, "referrals:ask", service=cast.service.pk)
    assert response.status_code == 302
    assert "already" not in shown


def test_a_service_that_takes_no_requests_says_so_kindly(db, client):
    service = make_service(accepts_requests=False, phone="01632 960111")
    response, shown = page(client, "referrals:ask", service=service.pk)
    assert response.status_code == 200
    assert "01632 960111" in shown
    assert "you can still get help" in shown


def test_a_sensitive_service_carries_the_way_out_on_every_page(cast, client):
    service = make_service(cast.service.organisation, is_sensitive=True)
    assert "Exit this page" in asks(client, service).content.decode()


def test_the_follow_page_needs_the_code(cast, client):
    sending = send_request(cast.service)
    assert page(client, "referrals:followed")[0].status_code == 302
    answer = client.post(reverse("referrals:follow"), {"reference": sending.referral.reference, "code": "BBB-BBB"})
    assert "do not go together" in answer.content.decode()
    assert page(client, "referrals:followed")[0].status_code == 302


def test_too_many_tries_are_refused_in_words(cast, client):
    sending = send_request(cast.service)
    for _ in range(5):
        client.post(reverse("referrals:follow"), {"reference": sending.referral.reference, "code": "BBB-BBB"})
    answer = client.post(reverse("referrals:follow"), {"reference": sending.referral.reference, "code": sending.code})
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()


@pytest.mark.parametrize("proxies", [0, 1])
def test_tries_count_by_the_visitors_address_and_not_by_what_they_claim(cast, client, settings, monkeypatch, proxies):
    """Behind a proxy every visitor comes from the proxy's address; without one, a header is only a claim."""
    monkeypatch.setattr(attempts, "WINDOW", 10**9)  # no quarter of an hour ends while this runs
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    def tries(n, seen_from):
        claimed = f"203.0.113.{n}"  # another one each time
        forwarded = f"{claimed}, {seen_from}" if proxies else claimed
        data = {"reference": "oops", "code": "BBB-BBB"}
        return client.post(
            reverse("referrals:follow"), data, headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="127.0.0.1"
        ).status_code

    for n in range(attempts.PER_ADDRESS):
        assert tries(n, "198.51.100.7") == 200
    assert tries(99, "198.51.100.7") == 429
    assert tries(99, "198.51.100.8") == (200 if proxies else 429)


def test_a_null_sign_breaks_no_page(cast, client, sign_in):
    asks_for = reverse("referrals:ask")
    client.get(asks_for, {"service": cast.service.pk})
    assert client.post("/ask/who/", {"about": "children\0"}).status_code == 200
    assert client.post("/ask/who/", {"about": "children\0"}, headers={"x-hearth-autosave": "1"}).status_code == 204
    sending = send_request(cast.service)
    member = sign_in(cast.worker)
    member.post(reverse("referrals:open", args=[sending.referral.reference]))
    assert page(member, "referrals:queue", q="K\0")[0].status_code == 200
    assert page(member, "referrals:sent", q="K\0")[0].status_code == 200
    assert page(member, "referrals:send", q="milk\0")[0].status_code == 200
    decline = reverse("referrals:decline", args=[sending.referral.reference])
    assert member.post(decline, {"look": "1", "find": "milk\0", "words": "no\0"}).status_code == 200
    kept = member.post(decline, {"a\0b": "c\0"}, headers={"x-hearth-autosave": "1"})
    assert kept.status_code == 204


def follows(client, sending):
    client.post(reverse("referrals:follow"), {"reference": sending.referral.reference, "code": sending.code})


def test_a_family_takes_its_request_back(cast, client):
    sending = send_request(cast.service)
    follows(client, sending)
    assert client.post(reverse("referrals:withdraw")).status_code == 302
    assert fresh(sending.referral).state == "withdrawn"
    assert client.post(reverse("referrals:withdraw")).status_code == 409


def test_leaving_closes_the_request_on_this_device(cast, client):
    follows(client, send_request(cast.service))
    assert page(client, "referrals:followed")[0].status_code == 200
    client.post(reverse("referrals:leave"))
    assert page(client, "referrals:followed")[0].status_code == 302


def test_after_half_an_hour_the_code_is_asked_for_again(cast, client):
    follows(client, send_request(cast.service))
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        assert page(client, "referrals:followed")[0].status_code == 302


def test_the_queue_shows_the_least_and_the_record_everything_once_opened(cast, sign_in):
    referral = cast.brought_to("sent")
    client = sign_in(cast.worker)
    _response, queue = page(client, "referrals:queue")
    assert referral.reference in queue
    _response, before = page(client, "referrals:record", referral.reference)
    for secret in ("Amina", "Yusuf", "Feeding hurts", "amina@home.example"):
        assert secret not in queue
        assert secret not in before
    client.post(reverse("referrals:open", args=[referral.reference]))
    _response, after = page(client, "referrals:record", referral.reference)
    for said in ("Amina", "Yusuf", "Feeding hurts", "amina@home.example"):
        assert said in after


def test_every_look_is_logged_and_so_is_an_export(cast, sign_in):
    referral = cast.brought_to("opened")
    client = sign_in(cast.worker)
    page(client, "referrals:record", referral.reference)
    page(client, "referrals:queue")
    export, rows = page(client, "referrals:queue", export="csv")
    assert export["Content-Type"].startswith("text/csv")
    assert referral.reference in rows
    assert "Amina" not in rows
    with as_owner():
        logged = Entry.objects.filter(actor_id=cast.worker.pk).values_list("action", "kind")
        assert {("referrals.viewed", "view"), ("referrals.listed", "view"), ("referrals.exported", "export")} <= set(
            logged
        )


def test_a_record_of_another_organisation_does_not_exist(cast, sign_in):
    referral = cast.brought_to("opened")
    client = sign_in(cast.stranger)
    for name in ("record", "accept", "decline", "start", "complete", "sent_record", "withdraw_sent", "mark_in_error"):
        assert page(client, f"referrals:{name}", referral.reference)[0].status_code == 404, name
    assert client.post(reverse("referrals:open", args=[referral.reference])).status_code == 404


def test_a_request_cannot_be_decided_before_it_is_opened(cast, sign_in):
    referral = cast.brought_to("sent")
    client = sign_in(cast.worker)
    answer = client.post(reverse("referrals:accept", args=[referral.reference]), {"words": ""}, follow=True)
    assert "Open the request before you answer it." in answer.content.decode()
    assert fresh(referral).state == "sent"


def test_a_page_that_is_too_late_leads_back_to_how_it_stands(cast, sign_in):
    referral = cast.brought_to("completed")
    answer = sign_in(cast.worker).get(reverse("referrals:accept", args=[referral.reference]), follow=True)
    assert "This cannot be done any more" in answer.content.decode()


def test_declining_by_page_needs_the_other_way_and_then_shows_it_to_the_family(cast, sign_in, client):
    other = make_service(name="Milk and company", summary="Feeding friends", accepts_requests=True)
    sending = send_request(cast.service)
    worker = sign_in(cast.worker)
    reference = sending.referral.reference
    worker.post(reverse("referrals:open", args=[reference]))
    address = reverse("referrals:decline", args=[reference])
    refused = worker.post(address, {"reason": "full"})
    assert "Suggest a service, or say in your words" in refused.content.decode()
    found = worker.post(address, {"reason": "full", "find": "company", "look": "yes"})
    assert "Milk and company" in found.content.decode()
    assert fresh(sending.referral).state == "sent"
    worker.post(address, {"reason": "full", "find": "company", "alternative": str(other.pk)})
    assert fresh(sending.referral).state == "declined"
    worker.logout()
    follows(client, sending)
    _response, shown = page(client, "referrals:followed")
    assert "Milk and company" in shown
    assert "They are full at the moment." in shown
    assert f"/ask/?service={other.pk}" in shown


def test_who_comes_second_gets_409_with_the_name_of_the_first(cast, sign_in):
    referral = cast.brought_to("accepted")
    client = sign_in(cast.colleague)
    answer = client.post(
        reverse("referrals:decline", args=[referral.reference]), {"reason": "full", "alternative_words": "The library"}
    )
    assert answer.status_code == 409
    assert cast.worker.name in answer.content.decode()
    with as_owner():
        assert not StatusRow.objects.filter(move="decline").exists()


def test_a_request_goes_from_page_to_page_to_its_outcome(cast, sign_in):
    referral = cast.brought_to("opened")
    client = sign_in(cast.worker)
    for move, data in (
        ("accept", {"words": "See you soon"}),
        ("start", {"words": ""}),
        ("complete", {"need_feeding": "needs-met", "outcome_words": "Four visits", "words": ""}),
    ):
        assert page(client, f"referrals:{move}", referral.reference)[0].status_code == 200
        assert client.post(reverse(f"referrals:{move}", args=[referral.reference]), data).status_code == 302
    assert fresh(referral).state == "completed"


def test_a_professional_asks_for_a_family_and_sees_every_step(cast, sign_in):
    client = sign_in(cast.referrer)
    client.get(reverse("referrals:send"), {"service": cast.service.pk})
    for path, data in [
        ("family", {"given_name": "Dani", "family_name": "Hughes", "relation": "mother", "postcode": "",
                    "language": "en", "needs_interpreter": "no"}),
        ("children/1/child", {"stage": "born", "given_name": "Mason", **typed("birth_date", 2, 3, 2024)}),
        ("children", {"another": "no"}),
        ("need", {"what_help": "Sleep, and somebody to ring.", "urgency": "usual", "what_tried": "",
                  "what_better": ""}),
        ("contact", {"how": "text", "mobile": "01632 960124"}),
        ("times", {"when": "between", "safe_from": "09:00", "safe_until": "14:00"}),
        ("knows", {"family_knows": "yes", "lawful_basis": "consent"}),
    ]:  # fmt: skip
        response = client.post(f"/referrals/send/{path}/", data)
        assert response.status_code == 302, (path, response.content.decode()[:3000])
    sent = client.post("/referrals/send/check/", follow=True)
    assert "Mason" in sent.content.decode()
    with as_owner():
        referral = Referral.objects.get()
    assert (referral.kind, referral.lawful_basis, referral.family_knows) == ("referral", "consent", True)
    assert referral.reference in page(client, "referrals:sent")[1]
    assert page(client, "referrals:queue")[0].status_code == 403


def test_how_a_request_moves_says_in_the_table_what_it_draws(cast, sign_in):
    _response, shown = page(sign_in(cast.worker), "referrals:how")
    assert "<svg" in shown
    assert "Not yet</td>" not in shown


def test_today_says_what_is_late_and_new(cast, sign_in):
    referral = cast.brought_to("sent")
    response = sign_in(cast.worker).get("/staff/")
    assert referral.reference in response.content.decode()
    assert "Late requests" in response.content.decode()
