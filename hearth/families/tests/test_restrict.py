"""A restricted person does not exist for anybody but the named colleagues: not in rows, lists or counts."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter, logged
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families import actions, queries
from hearth.families.models import (
    Involvement,
    LinkDecision,
    PersonLink,
    RegisteredPerson,
    Restriction,
    RestrictionKind,
    SourceRecord,
)
from hearth.families.queries.looking import who_looked
from hearth.families.tests.cast import make_desk, make_hub, registered, working
from hearth.families.tests.factories import make_involvement, make_record
from hearth.families.tests.test_open_in_emergency import ask_for
from hearth.referrals import queries as referrals
from hearth.referrals.models import Referral, ReferralPerson
from hearth.referrals.tests.factories import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_member("hub-manager")


@pytest.fixture
def colleague(manager):
    return make_member("practitioner", manager.active_membership.organisation)


@pytest.fixture
def record(manager):
    made = make_record(manager.active_membership.organisation)
    make_involvement(made, manager.active_membership.organisation)
    return made


def keeps(member, record, *readers, kind=RestrictionKind.RESTRICTED):
    with acting_as(user_id=member.pk):
        return actions.restrict(
            record_id=record.pk, reason="staff", words="", reader_ids=[one.pk for one in readers], review_on=None,
            by=actor(member), now=clock.now(), kind=kind,
        )  # fmt: skip


def sees(member, record):
    """Both locks: by the application and past it."""
    with acting_as(user_id=member.pk):
        by_python = queries.seen_of(actor(member), [record.pk], today=clock.today()).exists()
        raw = [
            model.objects.filter(**{path: record.pk}).exists()
            for model, path in ((SourceRecord, "pk"), (PersonLink, "pk"), (Involvement, "source_record"))
        ]
    assert {by_python, *raw} in ({True}, {False})
    return by_python


def test_only_named_colleagues_see_the_person_not_even_whoever_decided_it(manager, colleague, record):
    assert sees(manager, record)
    keeps(manager, record, colleague)
    assert sees(colleague, record)
    assert not sees(manager, record)


def test_ending_it_or_naming_others_works_at_once(manager, colleague, record):
    made = keeps(manager, record, colleague)
    with acting_as(user_id=manager.pk):
        actions.name_readers(
            restriction_id=made.pk, reader_ids=[manager.pk], review_on=None, by=actor(manager), now=clock.now()
        )
    assert (sees(manager, record), sees(colleague, record)) == (True, False)
    with acting_as(user_id=manager.pk):
        actions.end_restriction(restriction_id=made.pk, by=actor(manager), now=clock.now())
    assert sees(colleague, record)


def test_requests_about_the_person_are_kept_with_them(colleague, manager):
    organisation = manager.active_membership.organisation
    asked = ask_for(make_record(), make_service(organisation=organisation))
    with acting_as(user_id=colleague.pk):
        assert referrals.referrals_visible_to(actor(colleague)).count() == Referral.objects.count() == 1
    record = make_record(organisation)
    kept = ask_for(record, make_service(organisation=organisation))
    keeps(manager, record, manager)
    with acting_as(user_id=colleague.pk):
        assert list(referrals.referrals_visible_to(actor(colleague))) == list(Referral.objects.all()) == [asked]
        assert not ReferralPerson.objects.filter(referral=kept).exists()
    with acting_as(user_id=manager.pk):
        assert referrals.referrals_visible_to(actor(manager)).count() == 2


def test_somebody_from_elsewhere_cannot_be_named_and_nobody_cannot_either(manager, record):
    for readers in ([], [make_member("practitioner")]):
        with pytest.raises(actions.RestrictionRefused):
            keeps(manager, record, *readers)
    assert sees(manager, record)


def test_who_may_not_restrict_does_not(manager, colleague, record):
    for member in (colleague, make_member("hub-manager")):
        with pytest.raises(actions.RestrictionRefused):
            keeps(member, record, member)


def test_the_page_names_nobody_who_is_kept(client, manager, colleague, record):
    enter(client, manager)
    address = reverse("trust:restrict", args=[record.pk])
    said = {"kind": "restricted", "reason": "adoption"}
    assert "Choose at least one colleague" in client.post(address, said).content.decode()
    client.post(address, said | {"readers": [str(colleague.pk)]})
    page = client.get(reverse("trust:restrictions")).content.decode()
    assert "Adoption" in page
    assert colleague.name in page
    assert record.family_name not in page
    assert client.get(address).status_code == 404
    assert [entry.subject_id for entry in logged("families.restricted")] == [record.pk]


def test_who_is_named_is_led_to_the_person_by_the_page(client, manager, record):
    keeps(manager, record, manager)
    enter(client, manager)
    page = client.get(reverse("trust:restrictions")).content.decode()
    assert reverse("people:person", args=[record.pk]) in page
    assert "Amina Begum" in page


def test_the_same_is_not_kept_twice_and_the_page_says_where_it_is(client, manager, record):
    keeps(manager, record, manager)
    enter(client, manager)
    said = {"kind": "restricted", "reason": "staff", "readers": [str(manager.pk)]}
    answer = client.post(reverse("trust:restrict", args=[record.pk]), said).content.decode()
    assert "kept for named colleagues already" in answer
    assert 'id="id_kind-error"' in answer or "kind-error" in answer
    with as_owner():
        assert Restriction.objects.count() == 1
    client.post(reverse("trust:restrict", args=[record.pk]), said | {"kind": "address"})
    with as_owner():
        assert Restriction.objects.count() == 2, "another kind is not the same"


def test_what_is_to_be_looked_at_again_stands_on_today_and_names_nobody(client, manager, colleague, record):
    made = keeps(manager, record, colleague)
    enter(client, manager)
    assert "is it still needed?" not in client.get("/staff/").content.decode()
    with as_owner():
        Restriction.objects.filter(pk=made.pk).update(review_on=clock.today())
    page = client.get("/staff/").content.decode()
    assert "is it still needed?" in page
    assert record.family_name not in page
    day = clock.today() + timedelta(days=90)
    said = {"review_on-day": day.day, "review_on-month": day.month, "review_on-year": day.year}
    client.post(reverse("trust:readers", args=[made.pk]), said | {"readers": [str(colleague.pk)]})
    assert "is it still needed?" not in client.get("/staff/").content.decode()
    enter(client, colleague)
    assert "is it still needed?" not in client.get("/staff/").content.decode()


def test_what_ended_can_be_kept_again(manager, record):
    made = keeps(manager, record, manager)
    with acting_as(user_id=manager.pk):
        actions.end_restriction(restriction_id=made.pk, by=actor(manager), now=clock.now())
    keeps(manager, record, manager)


def test_a_sealed_identity_leaves_the_person_and_only_the_named_see_it(manager, colleague, record):
    """Also where the two stood linked: what they said before and what they say now are two people from then on."""
    organisation = manager.active_membership.organisation
    now = make_record(organisation, given_name="Rosie", family_name="Ellwood")
    clerk = make_member("records-clerk", make_organisation(kind="council", is_host=True))
    with as_owner():
        LinkDecision.objects.create(
            record_a_id=min(record.pk, now.pk), record_b_id=max(record.pk, now.pk), verdict="same", origin="person",
            by_user=clerk.pk,
        )  # fmt: skip
        PersonLink.objects.filter(pk=now.pk).update(person=record.pk)
    keeps(manager, record, manager, kind=RestrictionKind.SEALED_IDENTITY)
    assert (sees(manager, record), sees(colleague, record)) == (True, False)
    with acting_as(user_id=colleague.pk):
        by, today = actor(colleague), clock.today()
        assert queries.person_of(by, record.pk, today=today) is None
        assert queries.person_of(by, now.pk, today=today) == now.pk
        assert [row.pk for row in queries.records_of(by, [record.pk, now.pk], today=today)] == [now.pk]
    with as_owner():
        assert LinkDecision.objects.get().revoked_at


def test_the_desk_protects_the_address_of_a_family_and_cannot_end_that():
    hub = make_hub()
    desk, manager = make_desk(hub), make_member("hub-manager", hub.organisation)
    registration = registered(hub).registration
    with working(desk) as by:
        assert actions.protect_address(registration=registration, by=by, now=clock.now())
        assert not actions.protect_address(registration=registration, by=by, now=clock.now()), "it is already"
        assert not Restriction.objects.exists(), "the desk reads no restrictions"
    with as_owner():
        made = list(Restriction.objects.all())
    assert {one.kind for one in made} == {"address"}
    assert len(made) == len(registered_people(registration))
    with working(desk) as by, pytest.raises(actions.RestrictionRefused):
        actions.end_restriction(restriction_id=made[0].pk, by=by, now=clock.now())
    with working(manager) as by:
        actions.end_restriction(restriction_id=made[0].pk, by=by, now=clock.now())


def registered_people(registration):
    with as_owner():
        return list(RegisteredPerson.objects.filter(registration=registration))


def test_the_desk_keeps_nothing_else_and_nothing_of_others_past_the_application(record):
    hub = make_hub()
    desk = make_desk(hub)
    own = registered_people(registered(hub).registration)[0].source_record_id
    for kind, whose in (("restricted", own), ("identity", own), ("address", record.pk)):
        with working(desk) as by, pytest.raises(ProgrammingError), transaction.atomic():
            Restriction.objects.create(
                source_record_id=whose, organisation_id=by.organisation_id, kind=kind, reason="not-safe",
                by_user=desk.pk,
            )  # fmt: skip


class TestWhoLooked:
    @pytest.fixture
    def lead(self):
        return make_member("information-lead", make_organisation(kind="council", is_host=True))

    def test_the_hosts_lead_sees_every_look_with_its_reason_and_others_only_their_part(
        self, client, lead, manager, record
    ):
        from hearth.audit import actions as audit
        from hearth.audit.models import EntryKind

        elsewhere = make_member("practitioner", name="Sam from elsewhere")
        for member, reason in ((manager, "your organisation works with them"), (elsewhere, "by agreement")):
            with acting_as(user_id=member.pk):
                audit.record(
                    action="families.person_viewed", kind=EntryKind.VIEW, by=actor(member), reason=reason,
                    subject_type="families.SourceRecord", subject_id=record.pk,
                )  # fmt: skip
        own = make_member("information-lead", manager.active_membership.organisation)
        for member, number in ((lead, 2), (own, 1), (make_member("information-lead"), 0), (manager, 0)):
            with acting_as(user_id=member.pk):
                assert len(who_looked(record.pk)) == number
        enter(client, lead)
        page = client.get(reverse("trust:looks", args=[record.pk])).content.decode()
        assert "Sam from elsewhere" in page
        assert "by agreement" in page
        assert len(logged("families.looks_read")) == 1
