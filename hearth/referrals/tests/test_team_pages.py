"""The pages of the moves between the first answer and the end: who gets them, what they do, and what everybody sees."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import enter, logged
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.referrals import actions, references
from hearth.referrals.models import InterimRule, Referral, StatusRow
from hearth.referrals.tests.factories import fresh, make_service, send_request, working
from hearth.referrals.views.staff import waiting


@pytest.fixture
def now(db):
    return clock.now()


@pytest.fixture
def sign_in(client):
    def as_member(user):
        enter(client, user)
        return client

    return as_member


@pytest.fixture
def follow(client):
    """The family opens its request with a code."""

    def opened(referral):
        with as_owner():
            referral = Referral.objects.get(pk=referral.pk)
            code = references.new_code()
            referral.code_hash = references.hash_code(referral.reference, code)
            referral.save(update_fields=["code_hash"])
        client.logout()
        client.post(reverse("referrals:follow"), {"reference": referral.reference, "code": code})
        return client

    return opened


def brought_to(cast, state, **how):
    """As of now, so that the pages find nothing late."""
    return cast.brought_to(state, now=clock.now() - timedelta(hours=6), **how)


def posted(client, name, referral, **data):
    """The form of a move, filled in and sent; the record afterwards."""
    url = reverse(f"referrals:{name}", args=[referral.reference])
    shown = client.get(url)
    assert shown.status_code == 200, shown.content.decode()[:2000]
    response = client.post(url, data)
    assert response.status_code == 302, response.content.decode()[:4000]
    return client.get(response["Location"]).content.decode()


def shown(client, name, *args):
    response = client.get(reverse(f"referrals:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def day(name, on):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def test_a_question_stops_the_clock_until_the_family_answers_it(cast, sign_in, follow):
    referral = brought_to(cast, "opened")
    page = posted(sign_in(cast.worker), "ask_for_information", referral, words="Which days suit you?")
    assert "The clock stands still" in page
    family = follow(referral)
    assert "Which days suit you?" in shown(family, "followed")
    family.post(reverse("referrals:answer_question"), {"words": ""})
    assert fresh(referral).state == "needs-information"
    response = family.post(reverse("referrals:answer_question"), {"words": "Mondays."}, follow=True)
    assert "They have your answer" in response.content.decode()
    assert fresh(referral).state == "sent"
    assert "Mondays." in shown(sign_in(cast.worker), "record", referral.reference)


def test_the_sender_answers_too(cast, sign_in):
    referral = brought_to(cast, "needs-information", sent_by_referrer=True)
    client = sign_in(cast.referrer)
    assert "They ask you something" in client.get(reverse("access:today")).content.decode()
    assert "Your answer by" in client.get(reverse("referrals:sent")).content.decode()
    assert "Answer the question" in shown(client, "sent_record", referral.reference)
    posted(client, "answer", referral, words="She is free on Mondays.")
    assert fresh(referral).state == "sent"


def test_the_service_writes_down_what_it_was_answered_on_the_phone(cast, sign_in, follow):
    referral = brought_to(cast, "needs-information", sent_by_referrer=True)
    client = sign_in(cast.worker)
    page = shown(client, "record", referral.reference)
    assert page.index("Write down their answer") < page.index("Decline")  # the way on is the first button
    here = reverse("referrals:note_answer", args=[referral.reference])
    assert "Write what they answered" in client.post(here, {"words": ""}).content.decode()
    assert "Now you can decide" in posted(client, "note_answer", referral, words="Mondays, she said.")
    now = fresh(referral)
    assert (now.state, now.answer_by, now.paused_on) == ("sent", None, None)
    assert "Mondays, she said." in shown(sign_in(cast.referrer), "sent_record", referral.reference)
    assert "The service wrote down the answer to its question" in shown(follow(referral), "followed")


def test_a_family_on_the_list_sees_its_place_and_what_helps_meanwhile(cast, sign_in, follow):
    drop_in = make_service(name="Tuesday drop-in", accepts_requests=False)
    lead = make_member("hub-manager", cast.service.organisation)
    with working(lead) as by:
        actions.add_interim_rule(by=by, offered=drop_in, words="Come any Tuesday")
    first, second = brought_to(cast, "waiting"), brought_to(cast, "opened")
    page = posted(sign_in(cast.worker), "put_on_waiting_list", second, priority="turn", words="About two months.")
    assert "It is on the waiting list" in page
    page = shown(follow(second), "followed")
    for words in ("number 2 in the list", "Tuesday drop-in", "Come any Tuesday", "About two months."):
        assert words in page
    assert first.reference not in page


def test_the_list_stands_in_order_and_is_reviewed_together(cast, sign_in):
    first, second = brought_to(cast, "waiting"), brought_to(cast, "opened")
    client = sign_in(cast.worker)
    posted(client, "put_on_waiting_list", second, priority="young-baby")
    page = shown(client, "waiting_list", cast.service.pk)
    assert " checked" not in page  # nothing is ticked beforehand
    assert page.index(second.reference) < page.index(first.reference)
    assert cast.service.name in shown(client, "waiting_lists")
    here = reverse("referrals:waiting_list", args=[cast.service.pk])
    assert "Tick at least one" in client.post(here, follow=True).content.decode()
    both = {"chosen": [first.reference, second.reference], "words": "We think of you."}
    assert "2 requests are reviewed" in client.post(here, both, follow=True).content.decode()
    assert fresh(second).priority == "young-baby"  # it keeps its place
    with as_owner():
        assert StatusRow.objects.filter(move="review").count() == 2


def test_a_long_list_has_pages_and_a_review_comes_back_to_its_page(cast, sign_in, monkeypatch):
    monkeypatch.setattr(waiting.Line, "page_size", 1)
    first, second = brought_to(cast, "waiting"), brought_to(cast, "waiting")
    client = sign_in(cast.worker)
    here = f"{reverse('referrals:waiting_list', args=[cast.service.pk])}?page=2"
    page = client.get(here).content.decode()
    assert second.reference in page
    assert first.reference not in page
    assert '<td class="hearth-num">2</td>' in page
    assert "2 to 2 of 2 requests" in page
    assert client.post(here, {"chosen": [second.reference]}).url == here
    assert second.reference in client.get(here, {"export": "csv"}).content.decode()
    assert first.reference in client.get(here, {"export": "csv"}).content.decode()


def test_who_comes_before_others_needs_a_reason(cast, sign_in):
    first, second = brought_to(cast, "waiting", sent_by_referrer=True), brought_to(cast, "waiting")
    client = sign_in(cast.worker)
    url = reverse("referrals:start_from_waiting", args=[second.reference])
    assert "1 family stands before this one" in client.get(url).content.decode()
    assert "Choose why this family comes first" in client.post(url, {"words": ""}).content.decode()
    posted(client, "start_from_waiting", second, reason="risk")
    with as_owner():
        assert StatusRow.objects.filter(referral=first, move="pass-over", reason="risk").count() == 1
    page = shown(sign_in(cast.referrer), "sent_record", first.reference)
    assert "Passed over on the waiting list" in page


def test_hold_go_on_and_end_early(cast, sign_in, follow):
    referral = brought_to(cast, "in-progress")
    client = sign_in(cast.worker)
    until = clock.today() + timedelta(days=30)
    posted(client, "hold", referral, reason="family-asked", **day("until", until))
    assert fresh(referral).review_by == until
    assert "Your request is paused" in shown(follow(referral), "followed")
    client = sign_in(cast.worker)
    posted(client, "resume", referral)
    posted(client, "end_early", referral, reason="moved-away", words="We met three times. Ask at your new hub.")
    page = shown(follow(referral), "followed")
    assert "We met three times" in page
    assert "You moved away." in page


def test_passing_on_finds_a_service_that_takes_requests(cast, sign_in, follow):
    other = make_service(name="Feeding friends")
    referral = brought_to(cast, "opened")
    client = sign_in(cast.worker)
    page = posted(client, "pass_on", referral, service=str(other.pk), words="They know more.")
    new = Referral.objects.none()
    with as_owner():
        new = Referral.objects.get(reopens=referral)
    assert f"Goes on as {new.reference}" in page
    family = follow(referral)
    assert "Feeding friends" in shown(family, "followed")
    page = family.post(reverse("referrals:go_on"), follow=True).content.decode()
    assert new.reference in page
    assert "Your request is with the service" in page


def test_a_manager_gives_several_to_whoever_has_least(cast, sign_in, follow):
    lead = make_member("hub-manager", cast.service.organisation)
    rows = [send_request(cast.service).referral for _n in range(3)]
    brought_to(cast, "accepted")  # the worker has one
    client = sign_in(lead)
    page = shown(client, "triage")
    assert page.index("Has nothing now") < page.index("Has 1 request now")
    url = reverse("referrals:triage")
    page = client.post(url, {"worker": str(cast.colleague.pk)}).content.decode()
    assert "Tick at least one request" in page
    data = {"worker": str(cast.colleague.pk), "chosen": [row.reference for row in rows[:2]]}
    assert "2 requests are given" in client.post(url, data, follow=True).content.decode()
    assert [fresh(row).worker_name for row in rows] == [cast.colleague.name, cast.colleague.name, ""]
    assert cast.colleague.name not in shown(follow(rows[0]), "followed")  # nobody said yes yet


def test_the_family_reads_who_helps_once_the_service_said_yes(cast, sign_in, follow):
    referral = brought_to(cast, "accepted")
    posted(sign_in(cast.worker), "give", referral, worker=str(cast.colleague.pk))
    page = shown(follow(referral), "followed")
    assert f"{cast.colleague.name}, practitioner" in page


def test_the_lead_sees_what_a_colleague_asks_for(cast, sign_in):
    lead = make_member("hub-manager", cast.service.organisation)
    referral = brought_to(cast, "opened")
    posted(sign_in(cast.worker), "escalate", referral, words="I am not sure about this one.")
    assert "A colleague asks you to look" in sign_in(lead).get("/staff/").content.decode()
    assert "not sure" not in shown(sign_in(lead), "waiting_lists")


def test_a_message_is_read_and_answered(cast, sign_in, follow):
    referral = brought_to(cast, "accepted")
    family = follow(referral)
    family.post(reverse("referrals:message"), {"words": "We moved to my mum’s."})
    client = sign_in(cast.worker)
    assert "Families wrote" in client.get("/staff/").content.decode()
    assert "We moved to my mum" in shown(client, "record", referral.reference)
    client.post(reverse("referrals:read_message", args=[referral.reference]))
    assert fresh(referral).message_by is None
    posted(client, "reply", referral, words="Thank you, noted.")
    assert "Thank you, noted." in shown(follow(referral), "followed")


def test_a_complaint_stays_until_a_manager_answers(cast, sign_in, follow):
    lead = make_member("hub-manager", cast.service.organisation)
    referral = brought_to(cast, "completed")
    family = follow(referral)
    page = family.post(reverse("referrals:complain"), {"words": "Nobody rang me."}, follow=True).content.decode()
    assert "A manager answers your complaint by" in page
    url = reverse("referrals:answer_complaint", args=[referral.reference])
    assert sign_in(cast.worker).get(url).status_code == 403
    client = sign_in(lead)
    assert "Complaints to answer" in client.get("/staff/").content.decode()
    posted(client, "answer_complaint", referral, words="I am sorry. I spoke with the team.")
    assert "Complaints to answer" not in client.get("/staff/").content.decode()
    assert "I am sorry. I spoke with the team." in shown(follow(referral), "followed")


def test_after_a_no_it_stays_on_today_until_the_sender_chooses(cast, sign_in):
    referral = brought_to(cast, "declined", sent_by_referrer=True)
    client = sign_in(cast.referrer)
    assert "say how it goes on" in client.get("/staff/").content.decode()
    assert "Say how it goes on" in shown(client, "sent_record", referral.reference)
    posted(client, "settle_sent", referral, how="own-support")
    assert "Declined: say how it goes on" not in client.get("/staff/").content.decode()


def test_staff_edit_what_helps_meanwhile(cast, sign_in):
    lead = make_member("provider-manager", cast.service.organisation)
    offered = make_service(name="Tuesday drop-in")
    client = sign_in(lead)
    url = reverse("referrals:interim")
    data = {"offered": str(offered.pk), "service": str(cast.service.pk), "need": "", "from_weeks": "2", "words": "Come"}
    assert "The rule is saved" in client.post(url, data, follow=True).content.decode()
    with as_owner():
        rule = InterimRule.objects.get()
    assert (rule.organisation_id, rule.from_weeks, rule.offered_id) == (cast.service.organisation_id, 2, offered.pk)
    assert sign_in(cast.worker).get(url).status_code == 403
    assert "The rule is removed" in sign_in(lead).post(url, {"remove": str(rule.pk)}, follow=True).content.decode()
    with as_owner():
        assert not InterimRule.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_waiting_list_and_what_waits_for_a_decision_are_taken_away_as_files_and_logged(cast, sign_in, kind):
    waits, new = brought_to(cast, "waiting"), brought_to(cast, "sent")
    client = sign_in(cast.worker)
    pages = {
        reverse("referrals:waiting_lists"): cast.service.name,
        reverse("referrals:waiting_list", args=[cast.service.pk]): waits.reference,
        reverse("referrals:triage"): new.reference,
    }
    for address, words in pages.items():
        assert f"?export={kind}" in client.get(address).content.decode()
        file = client.get(address, {"export": kind})
        assert f".{kind}" in file.headers["Content-Disposition"]
        if kind == "csv":
            assert words in file.content.decode()
    assert len(logged("referrals.exported")) == 3
