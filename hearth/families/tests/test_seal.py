"""What is sealed opens to the people it names: not by role, agreement, emergency or link, in the page or past it."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from hearth.access import sharing
from hearth.access.models import Agreement, AgreementParty
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter, logged
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families import actions
from hearth.families.models import PersonLink, SealedPart, SealedReader
from hearth.families.queries.sealed import sealed_of
from hearth.families.tests.factories import make_involvement, make_record

pytestmark = pytest.mark.django_db
WORDS = "She lives at Qxsafehouse"


@pytest.fixture
def worker():
    return make_member("practitioner")


@pytest.fixture
def colleague(worker):
    return make_member("practitioner", worker.active_membership.organisation)


@pytest.fixture
def record(worker):
    return make_record(worker.active_membership.organisation)


def seals(member, record, *readers):
    with acting_as(user_id=member.pk):
        return actions.seal(
            record_id=record.pk, kind="address", words=WORDS, reader_ids=[one.pk for one in readers],
            by=actor(member), now=clock.now(),
        )  # fmt: skip


def reads(member, record):
    """By the application and past it: always the same."""
    with acting_as(user_id=member.pk):
        by_python = sealed_of(actor(member), PersonLink.objects.filter(pk=record.pk).values_list("person").first()[0])
        raw = SealedPart.objects.count()
        assert by_python.count() == raw
        assert bool(SealedReader.objects.count()) == bool(raw)
    return raw == 1


def test_the_writer_and_the_named_read_it_and_no_colleague_or_manager(worker, colleague, record):
    manager = make_member("hub-manager", worker.active_membership.organisation)
    seals(worker, record, colleague)
    third = make_member("practitioner", worker.active_membership.organisation)
    assert {one: reads(one, record) for one in (worker, colleague, third, manager)} == {
        worker: True, colleague: True, third: False, manager: False,
    }  # fmt: skip


def test_no_agreement_and_no_emergency_opens_it(worker, record):
    seals(worker, record)
    nurse = make_member("practitioner")
    ours, theirs = (one.active_membership.organisation for one in (worker, nurse))
    make_involvement(record, theirs)
    today = clock.today()
    with as_owner():
        agreement = Agreement.objects.create(
            title="All", purpose="All", lawful_basis="public-task", rules_version=1, starts_on=today, ends_on=today
        )
        for organisation in (ours, theirs):
            every = list(sharing.categories())
            AgreementParty.objects.create(agreement=agreement, organisation=organisation, gives=every, gets=every)
    assert not reads(nurse, record)
    with acting_as(user_id=nurse.pk):
        actions.open_in_emergency(
            record_id=record.pk, tier="notes", reason="child-at-risk", words="x", by=actor(nurse), now=clock.now()
        )
    assert not reads(nurse, record)


def test_whoever_left_or_works_elsewhere_now_reads_it_no_more(worker, colleague, record):
    seals(worker, record, colleague)
    with as_owner():
        colleague.active_membership.is_active = False
        colleague.active_membership.save()
    with acting_as(user_id=colleague.pk):
        assert SealedPart.objects.count() == 0


def test_it_follows_the_person_through_a_link(worker, record):
    seals(worker, record)
    other = make_record(worker.active_membership.organisation, given_name="Amy")
    with as_owner():
        PersonLink.objects.filter(pk=other.pk).update(person=record.pk)
    assert reads(worker, other)


def test_only_colleagues_can_be_named_in_the_application_and_past_it(worker, record):
    stranger = make_member("practitioner")
    with pytest.raises(actions.SealingRefused):
        seals(worker, record, stranger)
    part = seals(worker, record)
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(user_id=worker.pk):
        SealedReader(part=part, user=stranger).save(force_insert=True)
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(user_id=stranger.pk):
        SealedReader(part=part, user=stranger).save(force_insert=True)


def test_nobody_rewrites_or_removes_it(worker, record):
    seals(worker, record)
    for statement in ("update families_sealedpart set words = ''", "delete from families_sealedreader"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting_as(user_id=worker.pk),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_page_shows_it_to_the_named_says_why_and_tells_others_nothing(client, worker, colleague, record):
    enter(client, worker)
    address = reverse("trust:sealed", args=[record.pk])
    assert "Choose what it is" in client.post(address, {"words": "x"}).content.decode()
    client.post(address, {"kind": "address", "words": WORDS})
    page = client.get(address).content.decode()
    assert WORDS in page
    assert "You can see this because it names you" in page
    assert [one.subject_id for one in logged("families.sealed_viewed")] == [record.pk]
    client.logout()
    enter(client, colleague)
    page = client.get(address).content.decode()
    assert "Qxsafehouse" not in page
    assert worker.name not in page.split("Seal something")[0]
    assert len(logged("families.sealed_viewed")) == 1
    client.logout()
    enter(client, make_member("practitioner", make_organisation()))
    assert client.get(address).status_code == 404
