"""Breaking the glass: a reason and signing in again open the summary or the notes for three hours, to one member; the
information lead is told at once and closes a review. What is sealed, and who is kept, stays closed."""

import time
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter, logged, mails
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families import actions
from hearth.families.models import Opening, OpeningReview
from hearth.families.queries.openings import openings_to_review, openings_visible_to
from hearth.families.tests.factories import make_involvement, make_record, restrict
from hearth.referrals.models import Referral, ReferralPerson
from hearth.referrals.tests.factories import make_service

pytestmark = pytest.mark.django_db
PURPOSE = "families.opened_in_emergency"
TYPED = {"tier": "summary", "reason": "child-at-risk", "words": "Found alone on the road"}


@pytest.fixture
def host():
    return make_organisation(name="Larkmere Council", kind="council", is_host=True)


@pytest.fixture
def lead(host):
    return make_member("information-lead", host, name="Gareth Llewellyn")


@pytest.fixture
def nurse():
    return make_member("practitioner", name="Joseph Adeyemi")


@pytest.fixture
def record(nurse):
    """Somebody whom the nurse's organisation works with, and of whom another one holds a request."""
    made = make_record()
    make_involvement(made, nurse.active_membership.organisation)
    return made


@pytest.fixture
def request_of(record):
    return ask_for(record, make_service())


def ask_for(record, service):
    with as_owner():
        now, today = clock.now(), clock.today()
        made = Referral.objects.create(
            reference=f"QX{str(record.pk)[:4]}{str(service.pk)[:3]}".upper(), kind="request", service=service,
            provider=service.organisation, state="sent", state_at=now, sent_at=now, sent_key=record.pk,
            acknowledge_by=today, decide_by=today, first_contact_by=today, code_hash="", what_help="Qxhelp",
        )  # fmt: skip
        ReferralPerson.objects.create(referral=made, source_record=record, role="sender", order=0)
        return made


def opens(member, record, at=None, **values):
    at = at or clock.now()
    with clock.standing_at(at), acting_as(user_id=member.pk):
        return actions.open_in_emergency(record_id=record.pk, **TYPED | values, by=actor(member), now=at)


def requests_open(member, record, at=None):
    with clock.standing_at(at or clock.now()), acting_as(user_id=member.pk), connection.cursor() as cursor:
        cursor.execute("select what_help from hearth_opened_requests(%s)", [record.pk])
        return [row[0] for row in cursor.fetchall()]


class TestWhatItOpens:
    def test_nothing_before_then_the_summary_and_the_notes_only_where_they_were_asked_for(
        self, nurse, record, request_of
    ):
        assert requests_open(nurse, record) == []
        opens(nurse, record)
        assert requests_open(nurse, record) == [""]
        opens(nurse, record, tier="notes")
        assert requests_open(nurse, record) == ["Qxhelp"]

    def test_for_three_hours_and_for_one_member_alone(self, nurse, record, request_of):
        colleague = make_member("practitioner", nurse.active_membership.organisation)
        at = clock.now()
        opens(nurse, record, at)
        hours = {h: len(requests_open(nurse, record, at + timedelta(hours=h))) for h in (0, 2.99, 3)}
        assert hours == {0: 1, 2.99: 1, 3: 0}
        assert requests_open(colleague, record, at) == []

    def test_not_what_is_sealed(self, nurse, record):
        service = make_service()
        with as_owner():
            type(service).objects.filter(pk=service.pk).update(is_sensitive=True)
        ask_for(record, service)
        opens(nurse, record, tier="notes")
        assert requests_open(nurse, record) == []
        with pytest.raises(actions.OpeningRefused):
            opens(nurse, record, tier="sealed")

    def test_not_somebody_who_is_kept_for_named_people(self, nurse, record, request_of):
        opens(nurse, record)
        restrict(record, request_of.provider)
        assert requests_open(nurse, record) == [], "also while it is open"
        with pytest.raises(actions.OpeningRefused):
            opens(nurse, record)

    def test_nobody_of_whom_one_sees_nothing_and_nobody_without_the_right(self, record):
        for role in ("practitioner", "analyst", "information-lead"):
            with pytest.raises(actions.OpeningRefused):
                opens(make_member(role), record)

    def test_a_member_who_works_elsewhere_now_sees_nothing_more(self, nurse, record, request_of):
        opens(nurse, record)
        with as_owner():
            other = make_member("practitioner").active_membership
            other.user = nurse
            other.save()
            type(nurse).objects.filter(pk=nurse.pk).update(active_membership=other)
        assert requests_open(nurse, record) == []

    def test_past_the_application_nobody_opens_for_another_for_longer_or_rewrites(self, nurse, record):
        made = opens(nurse, record)
        values = {
            "source_record": record, "user_name": "x", "organisation": nurse.active_membership.organisation,
            "tier": "notes", "reason": "child-at-risk", "words": "x", "rules_version": 1,
        }  # fmt: skip
        colleague = make_member("practitioner")
        for user_id, hours in ((colleague.pk, 1), (nurse.pk, 9)):
            with pytest.raises(ProgrammingError, match="row-level security"), acting_as(user_id=nurse.pk):
                Opening.objects.create(user_id=user_id, until=clock.now() + timedelta(hours=hours), **values)
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting_as(user_id=nurse.pk),
            transaction.atomic(),
        ):
            Opening.objects.filter(pk=made.pk).update(until=clock.now() + timedelta(days=1))


class TestReview:
    def test_the_leads_are_told_at_once_and_the_message_names_nobody(self, nurse, lead, record):
        own = make_member("information-lead", nurse.active_membership.organisation)
        make_member("information-lead")
        opens(nurse, record)
        found = mails(PURPOSE)
        assert {one.recipient for one in found} == {lead.email, own.email}
        for word in (record.given_name, record.family_name, "child", "danger", "road"):
            assert word not in found[0].subject + found[0].body

    def test_it_waits_until_a_lead_closes_it_once(self, nurse, lead, record):
        made = opens(nurse, record)
        with acting_as(user_id=lead.pk):
            assert list(openings_to_review(actor(lead))) == [made]
            values = {
                "opening_id": made.pk,
                "outcome": "right",
                "words": "Spoken",
                "by": actor(lead),
            }
            actions.review_opening(**values, now=clock.now())
            assert not openings_to_review(actor(lead)).exists()
            with pytest.raises(actions.OpeningRefused, match="already"):
                actions.review_opening(**values, now=clock.now())
        assert [entry.subject_id for entry in logged("families.opening_reviewed")] == [record.pk]

    def test_nobody_reviews_what_they_opened_themselves(self, nurse, record):
        made = opens(nurse, record)
        with as_owner():
            type(nurse.active_membership).objects.filter(user=nurse).update(role_id="information-lead")
        with acting_as(user_id=nurse.pk):
            with pytest.raises(actions.OpeningRefused):
                actions.review_opening(opening_id=made.pk, outcome="right", words="x", by=actor(nurse), now=clock.now())
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                OpeningReview.objects.create(opening=made, outcome="right", words="x", by_user_id=nurse.pk, by_name="x")

    def test_leads_of_other_organisations_see_nothing_of_it(self, nurse, record):
        opens(nurse, record)
        stranger = make_member("information-lead")
        with acting_as(user_id=stranger.pk):
            assert not openings_visible_to(actor(stranger)).exists()
            assert not Opening.objects.exists()


class TestPages:
    def test_asks_to_sign_in_again_then_opens_and_says_why_it_can_be_seen(
        self, client, nurse, lead, record, request_of
    ):
        enter(client, nurse)
        address = reverse("trust:open_record", args=[record.pk])
        assert "/account/" in client.get(address).url, "signed in a moment ago, and asked all the same"
        assert client.post(address, TYPED).url == address
        again(client, nurse)
        form = client.get(address).content.decode()
        assert "Found alone on the road" in form, "what was typed is there after signing in again"
        answer = client.post(address, TYPED)
        page = client.get(answer.url).content.decode()
        assert "You can see this because you opened it in an emergency: A child may be in danger now" in page
        assert request_of.service.name in page
        assert "Qxhelp" not in page
        assert len(logged("families.emergency_viewed")) == 1
        assert "/account/" in client.get(address).url, "the next time anew"

    def test_the_lead_finds_it_on_today_and_reviews_it_without_seeing_the_record(self, client, nurse, lead, record):
        made = opens(nurse, record)
        enter(client, lead)
        assert "Joseph Adeyemi opened a record in an emergency" in client.get(reverse("access:today")).content.decode()
        page = client.get(reverse("trust:opening", args=[made.pk])).content.decode()
        assert "Found alone on the road" in page
        assert record.family_name not in page
        review = reverse("trust:review_opening", args=[made.pk])
        assert "Choose what you found" in client.post(review, {}).content.decode()
        client.post(review, {"outcome": "mistaken", "words": "Explained the rule"})
        assert "Explained the rule" in client.get(reverse("trust:opening", args=[made.pk])).content.decode()
        assert "opened a record in an emergency" not in client.get(reverse("access:today")).content.decode()

    def test_the_member_finds_the_way_back_as_long_as_it_is_open(self, client, nurse, record):
        made = opens(nurse, record, clock.now() - timedelta(hours=1))
        address, person = reverse("trust:opening", args=[made.pk]), reverse("people:person", args=[record.pk])
        enter(client, nurse)
        assert "Open until" in client.get(reverse("access:today")).content.decode()
        assert address in client.get(person).content.decode()
        assert person in client.get(address).content.decode()

    def test_the_member_reads_what_came_of_the_review_for_a_week(self, client, nurse, lead, record):
        made = opens(nurse, record, clock.now() - timedelta(days=9))
        enter(client, nurse)
        assert str(made.pk) not in client.get(reverse("people:person", args=[record.pk])).content.decode(), "it is over"
        assert "Closed; waits for a review" in client.get(reverse("access:today")).content.decode()
        for days, shown in ((6, True), (8, False)):
            with as_owner():
                OpeningReview.objects.all().delete()
            with acting_as(user_id=lead.pk):
                values = {"opening_id": made.pk, "outcome": "right", "words": "Spoken"}
                actions.review_opening(**values, by=actor(lead), now=clock.now() - timedelta(days=days))
            assert ("It was right to open it" in client.get(reverse("access:today")).content.decode()) is shown

    def test_the_lead_sees_that_it_is_open_still_reviews_once_and_reads_why_in_words(self, client, nurse, lead, record):
        made = opens(nurse, record)
        address, review = (reverse(page, args=[made.pk]) for page in ("trust:opening", "trust:review_opening"))
        enter(client, nurse)
        client.get(reverse("people:person", args=[record.pk]))
        enter(client, lead)
        assert "Open to them until" in client.get(address).content.decode()
        client.post(review, {"outcome": "right", "words": "Spoken"})
        assert client.get(review).url == address, "there is nothing to fill in twice"
        looks = client.get(reverse("trust:looks", args=[record.pk])).content.decode()
        assert "Their organisation works with the family" in looks
        assert "involved" not in looks
        assert "hearth-tablebox" in looks, "it scrolls in its own box on a phone"

    def test_a_colleague_finds_no_way_to_it(self, client, nurse, record):
        made = opens(nurse, record)
        enter(client, make_member("practitioner", nurse.active_membership.organisation))
        for page in (reverse("people:person", args=[record.pk]), reverse("access:today")):
            assert str(made.pk) not in client.get(page).content.decode()

    def test_a_stranger_to_the_person_finds_no_such_page(self, client, record):
        enter(client, make_member("practitioner"))
        assert client.get(reverse("trust:open_record", args=[record.pk])).status_code == 404


def again(client, member):
    """The member has given the password once more."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + 1, "reauthenticated": True}]
    session["account_authentication_methods"].insert(0, {"method": "mfa", "at": time.time()})
    session.save()
