"""What a no leaves to its service: that it was, why, and what was offered instead. Everybody else reads on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member
from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.families.models import SafeContact, SourceRecord
from hearth.referrals import actions, queries
from hearth.referrals.actions import counting
from hearth.referrals.models import Attachment, FamilyContact, LoopFact, ReferralPerson, StatusRow
from hearth.referrals.queries.steps import may_go_on_from
from hearth.referrals.tests.factories import following, fresh, make_cast, make_service, working
from hearth.referrals.tests.test_desk import browser

pytestmark = pytest.mark.django_db
THEIRS = ("Feeding hurts", "Amina", "Yusuf", "amina@home.example", "ZZ1 1AA", "Qxquestion", "Qxanswer", "letter.pdf")


@pytest.fixture
def cast():
    return make_cast()


def at(**after):
    return clock.now() - timedelta(days=3) + timedelta(**after)


@pytest.fixture
def declined(cast):
    """Asked, answered and declined, with a document."""
    referral = cast.brought_to("opened", sent_by_referrer=True, now=at())
    with as_owner():
        Attachment.objects.create(
            referral=referral, name="letter.pdf", kind="pdf", size=9, digest="0", content=b"%PDF-"
        )
    with working(cast.worker) as by:
        actions.ask_for_information(referral=referral, by=by, now=at(hours=2), words="Qxquestion")
    with following(referral):
        actions.answer(referral=referral, by=FAMILY, now=at(hours=50), words="Qxanswer")
    with working(cast.worker) as by:
        actions.decline(
            referral=referral, by=by, now=at(hours=52), reason="full", words="Qxsorry", alternative_words="Qxlibrary"
        )
    return fresh(referral)


def complain(referral):
    with following(referral):
        actions.complain(referral=referral, by=FAMILY, now=at(hours=60), words="Qxcomplaint")


def test_its_service_reads_who_sent_it_and_what_it_answered_and_no_more(cast, declined):
    client = browser(cast.worker)
    page = client.get(reverse("referrals:record", args=[declined.reference])).content.decode()
    for words in ("We are full", "Qxsorry", "Qxlibrary", "Declined", "What we keep after a no"):
        assert words in page, words
    with as_owner():
        assert declined.sender_organisation.name in page
    assert [words for words in THEIRS if words in page] == []
    listed = client.get(reverse("referrals:queue"), {"state": "declined"}).content.decode()
    assert declined.reference in listed
    assert "children" not in listed


def test_the_database_says_the_same(cast, declined):
    with working(cast.worker) as by:
        assert queries.received_by(by).filter(pk=declined.pk).exists()
        for model in (ReferralPerson, FamilyContact, Attachment, SourceRecord, SafeContact):
            assert not model.objects.exists(), model
        said = "".join(StatusRow.objects.values_list("words", flat=True))
    assert said == "Qxsorry"


def test_its_documents_files_and_going_on_from_it_are_closed_to_its_service(cast, declined):
    client = browser(cast.worker)
    with as_owner():
        document = Attachment.objects.get()
    for name, *more in (("fhir",), ("document", document.pk)):
        assert client.get(reverse(f"referrals:{name}", args=[declined.reference, *more])).status_code == 404
    with working(cast.worker) as by:
        assert not may_go_on_from(by).exists()


def test_the_sender_and_the_family_read_on(cast, declined):
    page = browser(cast.referrer).get(reverse("referrals:sent_record", args=[declined.reference])).content.decode()
    assert [words for words in (*THEIRS, "Qxlibrary") if words not in page] == []
    with following(declined):
        assert queries.person_told(declined).given_name == "Amina"
        assert [row.words for row in queries.story(declined) if row.words] == ["Qxsorry", "Qxanswer", "Qxquestion"]


def test_family_and_sender_hear_of_the_no_although_its_service_reads_no_more(cast, declined):
    with as_owner():
        told = set(OutboxMessage.objects.filter(purpose="referrals.declined").values_list("recipient", flat=True))
    assert told == {"amina@home.example", cast.referrer.email}


def test_it_is_counted_from_the_whole_story(cast, declined):
    with working(cast.worker) as by:
        new = actions.reopen(referral=declined, by=by, now=at(hours=60), reason="by-mistake").referral
    with as_owner():
        fact = LoopFact.objects.get(referral=declined)
        assert fact.rows == 6
        counting.note(referral=declined)
        counted = LoopFact.objects.get(referral=declined)
    assert fact.days_to_answer == counted.days_to_answer
    assert new.reopens_id == declined.pk


def test_a_no_by_mistake_is_undone_with_all_that_was_said(cast, declined):
    with working(cast.colleague) as by:
        new = actions.reopen(
            referral=declined, by=by, now=at(hours=60), reason="by-mistake", words="Wrong row"
        ).referral
        actions.open(referral=new, by=by, now=at(hours=61))
    page = browser(cast.worker).get(reverse("referrals:record", args=[new.reference])).content.decode()
    assert [
        words for words in ("Feeding hurts", "Yusuf", "amina@home.example", "letter.pdf") if words not in page
    ] == []
    again = browser(cast.worker).get(reverse("referrals:record", args=[declined.reference])).content.decode()
    assert new.reference in again
    assert "Feeding hurts" not in again


def test_a_complaint_is_read_by_whoever_answers_it(cast, declined):
    lead = make_member("hub-manager", cast.service.organisation)
    complain(declined)
    for who, reads in ((cast.worker, False), (lead, True)):
        page = browser(who).get(reverse("referrals:record", args=[declined.reference])).content.decode()
        assert ("Qxcomplaint" in page) is reads
        assert "Qxanswer" not in page
    with working(lead) as by:
        actions.answer_complaint(referral=declined, by=by, now=at(hours=62), words="Qxapology")
    with working(cast.worker) as by:  # the next step has its number, though not every step is seen
        actions.reopen(referral=declined, by=by, now=at(hours=63), reason="by-mistake")
    with as_owner():
        numbers = list(StatusRow.objects.filter(referral=declined).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 9))


def test_what_was_passed_on_is_still_read_at_both_ends(cast):
    old = cast.brought_to("opened", sent_by_referrer=True, now=at())
    with working(cast.worker) as by:
        actions.redirect(referral=old, by=by, now=at(hours=3), service=make_service(name="Feeding friends"))
    page = browser(cast.worker).get(reverse("referrals:record", args=[old.reference])).content.decode()
    assert "Feeding hurts" in page
