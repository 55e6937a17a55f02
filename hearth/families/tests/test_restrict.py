"""A restricted person does not exist for anybody but the named colleagues: not in rows, lists or counts."""

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter, logged
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.families import actions, queries
from hearth.families.models import Involvement, PersonLink, SourceRecord
from hearth.families.queries.looking import who_looked
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


def keeps(member, record, *readers):
    with acting_as(user_id=member.pk):
        return actions.restrict(
            record_id=record.pk, reason="staff", words="", reader_ids=[one.pk for one in readers], review_on=None,
            by=actor(member), now=clock.now(),
        )  # fmt: skip


def sees(member, record):
    """Both locks: by the application and past it."""
    with acting_as(user_id=member.pk):
        by_python = queries.records_visible_to(actor(member), today=clock.today()).filter(pk=record.pk).exists()
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
        actions.name_readers(restriction_id=made.pk, reader_ids=[manager.pk], by=actor(manager), now=clock.now())
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
    assert "Choose at least one colleague" in client.post(address, {"reason": "adoption"}).content.decode()
    client.post(address, {"reason": "adoption", "readers": [str(colleague.pk)]})
    page = client.get(reverse("trust:restrictions")).content.decode()
    assert "Adoption" in page
    assert colleague.name in page
    assert record.family_name not in page
    assert client.get(address).status_code == 404
    assert [entry.subject_id for entry in logged("families.restricted")] == [record.pk]


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
