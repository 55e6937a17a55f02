"""What is due is put on a list; a member decides; what is held or not due is never destroyed; what is destroyed is gone
with all that hangs on it, and leaves a record with nothing personal in it."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.access.models import Guest
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, logged
from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families import retention
from hearth.families.actions import Person, registering
from hearth.families.actions import retention as actions
from hearth.families.actions.registering import Child
from hearth.families.models import (
    AccessNeeds,
    Destruction,
    DueItem,
    FamilyAsk,
    FamilySignIn,
    HouseholdPlace,
    LegalHold,
    LinkDecision,
    PaperCode,
    PersonLink,
    Registration,
    Relationship,
    RetentionPeriod,
    SafeContact,
    SourceRecord,
)
from hearth.families.queries import retention as queries
from hearth.families.retention import Dates, Rule, due_on
from hearth.families.tests.cast import make_hub, saying
from hearth.families.tests.copying import begun, make_scene, same, signed
from hearth.families.tests.factories import make_involvement, make_record
from hearth.referrals.models import Enquiry, Handover, HandoverStep, Referral, ReferralPerson, StatusRow
from hearth.referrals.tests.factories import make_service

pytestmark = pytest.mark.django_db
NOW = clock.now()
TODAY = clock.today()
OLD = NOW - timedelta(days=7 * 366)


@pytest.fixture
def host():
    return make_organisation(name="Larkmere Council", kind="council", is_host=True)


@pytest.fixture
def lead(host):
    return make_member("information-lead", host, name="Gareth Llewellyn")


def old_registration(at=OLD, *, grown_up=True) -> Registration:
    """A family that registered long ago, whose children are grown up, and of which nobody has heard since."""
    grown = {"Zofia": date(1995, 9, 4), "Hania": date(1998, 6, 1)}
    children = [
        Child(
            person=Person(given_name=name, family_name="Kowalska", birth_date=born),
            relation="father",
            lives_here=True,
        )
        for name, born in grown.items()
    ]
    said = saying(make_hub(), agreed=[], **({"children": children} if grown_up else {}))
    with clock.standing_at(at):
        return registering.register(said=said, sent_key=uuid4(), by=FAMILY, now=at).registration


def old_request(*, closed=OLD, child_born=None, **values) -> Referral:
    with as_owner():
        service = make_service()
        today = clock.today()
        made = Referral.objects.create(
            **{
                "reference": f"QX{uuid4().hex[:6]}".upper(), "kind": "request", "service": service,
                "provider": service.organisation, "state": "completed", "state_at": closed, "sent_at": closed,
                "sent_key": uuid4(), "acknowledge_by": today, "decide_by": today, "first_contact_by": today,
                "code_hash": "", "what_help": "Qxhelp",
            }
            | values
        )  # fmt: skip
        sender = SourceRecord.objects.create(kind="request", said_at=closed, given_name="Qxsender", created_at=closed)
        child = SourceRecord.objects.create(kind="request", said_at=closed, given_name="Qxchild", birth_date=child_born,
                                            created_at=closed)  # fmt: skip
        for order, (record, role) in enumerate([(sender, "sender"), (child, "child")]):
            ReferralPerson.objects.create(referral=made, source_record=record, role=role, order=order)
        StatusRow.objects.create(referral=made, number=1, to_state="sent", move="send", at=closed, actor_kind="family",
                                 words="Qxwords")  # fmt: skip
        return made


def guest(email) -> Guest:
    with as_owner():
        return Guest.objects.create(email=email, name="A nurse", verified_at=OLD)


def find() -> set:
    actions.find_due(now=clock.now())
    with as_owner():
        return set(DueItem.objects.values_list("subject_id", flat=True))


def item_of(subject) -> DueItem:
    with as_owner():
        return DueItem.objects.get(subject_id=subject.pk)


def destroys(lead, item):
    with acting_as(user_id=lead.pk):
        return actions.destroy(item_id=item.pk, by=actor(lead), now=clock.now())


def holds(lead, code, subject, records, *, with_people=True):
    with acting_as(user_id=lead.pk):
        on = queries.Named(code, subject.pk, None, "x", [one.pk for one in records])
        return actions.put_hold(on=on, reason="court", words="", with_people=with_people,
                                review_on=TODAY + timedelta(days=90), by=actor(lead), now=clock.now())  # fmt: skip


def records_of(registration) -> list[SourceRecord]:
    with as_owner():
        return list(SourceRecord.objects.filter(registered__registration=registration))


def everything() -> str:
    """Every row of every table of families and requests, as text."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select tablename from pg_tables where schemaname = 'public' and (tablename like 'families%%' or "
            "tablename like 'referrals%%' or tablename = 'core_outbox')"
        )
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"select t::text from {table} t")
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


class TestRules:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
    @given(
        st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.none() | st.dates(date(1980, 1, 1), date(2030, 1, 1)),
        st.integers(1, 40), st.none() | st.integers(1, 30),
    )  # fmt: skip
    def test_the_database_and_the_program_reckon_alike(self, base, youngest, years, until_age):
        with connection.cursor() as cursor:
            cursor.execute("select retention_due_on(%s, %s, %s, %s)", [base, youngest, years, until_age])
            assert cursor.fetchone()[0] == due_on(Rule("x", "", years, until_age, ""), Dates(base, youngest))

    def test_every_class_has_a_rule_its_source_and_both_functions(self):
        for rule in retention.shipped():
            assert rule.source
            with connection.cursor() as cursor:
                cursor.execute(
                    "select to_regprocedure(%s), to_regprocedure(%s)",
                    [f"retention_{rule.code}()", f"retention_destroy_{rule.code}(uuid)"],
                )
                assert None not in cursor.fetchone(), rule.code

    def test_the_hosts_lead_changes_a_period_and_what_was_before_stays(self, lead):
        with acting_as(user_id=lead.pk):
            for years in (4, 3):
                actions.change_period(code="registration", years=years, until_age=None, reason="Our schedule",
                                      by=actor(lead), now=clock.now())  # fmt: skip
            assert next(rule for rule in queries.rules() if rule.code == "registration").years == 3
            assert RetentionPeriod.objects.count() == 2
        other = make_member("information-lead")
        with acting_as(user_id=other.pk), pytest.raises(actions.RetentionRefused):
            actions.change_period(code="registration", years=1, until_age=None, reason="x", by=actor(other),
                                  now=clock.now())  # fmt: skip


class TestTheList:
    def test_what_is_over_is_on_it_once_and_nothing_is_destroyed_by_the_job(self):
        old, new = old_registration(), old_registration(at=NOW - timedelta(days=400))
        young = old_registration(grown_up=False)
        assert find() == find() == {old.pk}
        with as_owner():
            assert {old.pk, new.pk, young.pk} <= set(Registration.objects.values_list("pk", flat=True))

    def test_not_while_somebody_works_with_them_or_owes_them_an_answer(self):
        worked_with, waiting = old_registration(), old_registration()
        make_involvement(records_of(worked_with)[0], make_organisation())
        with as_owner():
            FamilyAsk.objects.create(registration=waiting, kind="copy", asked_at=OLD)
        assert find() == set()

    def test_a_request_stays_until_its_youngest_child_is_25_and_an_open_one_always(self):
        young = old_request(child_born=TODAY - timedelta(days=24 * 365))
        grown = old_request(child_born=TODAY - timedelta(days=26 * 366))
        unknown, is_open = old_request(), old_request(state="in-progress", child_born=date(1980, 1, 1))
        found = find()
        assert grown.pk in found
        assert not found & {young.pk, unknown.pk, is_open.pk}

    def test_it_leaves_the_list_when_it_is_due_no_longer(self):
        old = old_registration()
        assert find() == {old.pk}
        make_involvement(records_of(old)[0], make_organisation())
        assert find() == set()

    def test_each_lead_sees_their_own_and_the_hosts_all(self, lead):
        old = old_registration()
        find()
        with as_owner():
            own = make_member("information-lead", old.organisation)
        for who, sees in ((lead, 1), (own, 1), (make_member("information-lead"), 0), (make_member("hub-manager"), 0)):
            with acting_as(user_id=who.pk):
                assert queries.items_to_decide(actor(who), today=TODAY).count() == sees
                assert DueItem.objects.count() == sees

    def test_what_somebody_keeps_longer_waits_until_that_day(self, lead):
        item = item_of(old_registration_found())
        until = TODAY + timedelta(days=30)
        with acting_as(user_id=lead.pk):
            actions.keep(item_id=item.pk, until=until, why="Asked the hub", by=actor(lead), now=clock.now())
            assert not queries.items_to_decide(actor(lead), today=TODAY).exists()
            assert queries.items_to_decide(actor(lead), today=until + timedelta(days=1)).exists()
        with pytest.raises(actions.RetentionRefused):
            destroys(lead, item)


def old_registration_found() -> Registration:
    made = old_registration()
    find()
    return made


class TestDestroying:
    def test_a_registration_goes_with_all_that_hangs_on_it(self, lead):
        old = old_registration_found()
        with as_owner():
            record = records_of(old)[0]
            OutboxMessage.objects.create(
                key="x", channel="email", recipient="x@home.example", subject="x", body="Qxbody",
                purpose="families.code", subject_id=old.pk, status="sent",
            )  # fmt: skip
            AccessNeeds.objects.create(source_record=record, diet="Qxdiet")
            FamilySignIn.objects.create(registration=old, subject_hash="Qxsubject", provider="Somewhere")
            PaperCode.objects.create(registration=old, code_hash="Qxpaper", expires_at=NOW, by_user=lead.pk)
        assert "Kowalski" in everything()
        counts = destroys(lead, item_of(old))
        left = everything()
        for words in (
            "Kowalski",
            "Zofia",
            "Qxdiet",
            "Qxbody",
            "Qxsubject",
            "Qxpaper",
            old.reference,
            str(old.pk),
            str(record.pk),
        ):
            assert words not in left
        assert counts["registrations"] == 1
        assert counts["source records"] == 3
        with as_owner():
            assert not any(
                model.objects.exists() for model in (Relationship, HouseholdPlace, SafeContact, PersonLink, DueItem)
            )

    def test_a_request_goes_with_its_story_and_what_another_one_rests_on_stays(self, lead):
        gone = old_request(child_born=date(1990, 1, 1))
        later = old_request(closed=NOW, child_born=date(1990, 1, 1), reopens=gone)
        with as_owner():
            shared = gone.people.get(role="child").source_record
            ReferralPerson.objects.create(referral=later, source_record=shared, role="other", order=3)
        find()
        counts = destroys(lead, item_of(gone))
        assert counts["requests"] == 1
        with as_owner():
            assert not Referral.objects.filter(pk=gone.pk).exists()
            assert Referral.objects.get(pk=later.pk).reopens is None
            assert SourceRecord.objects.filter(pk=shared.pk).exists()
            assert SourceRecord.objects.filter(given_name="Qxsender").count() == 1

    def test_an_extract_record_goes_and_the_next_one_names_the_person(self, lead):
        nurses = make_organisation(kind="nhs")
        first = make_record(nurses, said_at=OLD, created_at=OLD, source_ref="HV-1", birth_date=date(1960, 1, 1))
        second = make_record(make_organisation(), source_ref="S-1")
        third = make_record(make_organisation(), source_ref="S-2")
        same(first, second)
        same(first, third)
        same(second, third)
        assert find() == {first.pk}
        destroys(lead, item_of(first))
        with as_owner():
            earliest = min((second, third), key=lambda row: (row.created_at, row.pk))
            assert set(PersonLink.objects.values_list("person", flat=True)) == {earliest.pk}
            assert LinkDecision.objects.count() == 1

    def test_an_enquiry_goes_with_its_handover_and_a_guest_once_none_of_their_referrals_is_left(self, lead):
        gone, still = guest("gone@surgery.example"), guest("still@surgery.example")
        sent = old_request(child_born=date(1990, 1, 1), kind="referral", sender_guest=still)
        with as_owner():
            desk = make_organisation()
            asked = Enquiry.objects.create(organisation=desk, day=OLD.date(), number=1, state="finished",
                                           rules_version="1", words="Qxasked")  # fmt: skip
            handover = Handover.objects.create(
                enquiry=asked, organisation=desk, by_user_id=uuid4(), by_name="x", to_user_id=uuid4(),
                to_name="Qxtaker", to_organisation=desk, state="done", urgency="waits", answer_by=OLD,
            )  # fmt: skip
            HandoverStep.objects.create(handover=handover, number=1, move="ask", to_state="asked", at=OLD)
            waits = Enquiry.objects.create(organisation=desk, day=OLD.date(), number=2, rules_version="1")
        found = find()
        assert {asked.pk, gone.pk, sent.pk} <= found
        assert not found & {still.pk, waits.pk}
        for one in (asked, gone, sent):
            destroys(lead, item_of(one))
        assert still.pk in find()
        left = everything()
        for words in ("Qxasked", "Qxtaker", "Qxhelp", "gone@surgery.example"):
            assert words not in left

    def test_a_copy_goes_with_what_was_blacked_out(self, lead):
        scene = make_scene()
        file = begun(scene)
        signed(scene, file)
        with as_owner():
            FamilyAsk.objects.filter(pk=scene.ask.pk).update(answered_at=OLD)
        assert file.pk in find()
        assert destroys(scene.lead, item_of(file))["copies"] == 1
        with as_owner():
            assert Registration.objects.filter(pk=scene.registration.pk).exists()

    def test_the_destruction_record_says_what_and_under_which_rule_and_nothing_of_the_family(self, lead):
        old = old_registration_found()
        destroys(lead, item_of(old))
        with as_owner():
            row = Destruction.objects.get()
        assert (row.code, row.by_name, row.years) == ("registration", "Gareth Llewellyn", 6)
        assert row.source.startswith("No national period")
        assert row.counts["registrations"] == 1
        assert [entry.subject_id for entry in logged("families.destroyed")] == [None]
        with acting_as(user_id=lead.pk):
            for change in (
                lambda: Destruction.objects.update(by_name="x"),
                lambda: Destruction.objects.all().delete(),
                lambda: Destruction(code="x", years=1, source="", due_on=TODAY, counts={}, by_user_id=lead.pk,
                                    by_name="x").save(force_insert=True),
            ):  # fmt: skip
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    change()

    def test_every_table_that_points_at_something_destroyed_is_emptied_with_it(self):
        """A new table that hangs on a record makes this fail, not a lead's decision years later."""
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("select string_agg(prosrc, ' ') from pg_proc where proname like 'retention_destroy_%%'")
            said = cursor.fetchone()[0]
            cursor.execute(
                "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint "
                "where contype = 'f' and confdeltype <> 'c'"
            )
            points = cursor.fetchall()
        gone = set(re.findall(r"delete from (\w+)", said))
        assert {"families_sourcerecord", "referrals_referral", "families_registration"} <= gone
        assert {f"{table} -> {to}" for table, to in points if to in gone and f" {table}" not in said} == set()

    def test_twice_it_is_destroyed_once(self, lead):
        item = item_of(old_registration_found())
        destroys(lead, item)
        with pytest.raises(DueItem.DoesNotExist):
            destroys(lead, item)

    def test_not_by_a_lead_of_another_organisation_nor_past_the_application(self, lead):
        old = old_registration_found()
        item, other = item_of(old), make_member("information-lead")
        with pytest.raises(DueItem.DoesNotExist):
            destroys(other, item)
        values = [item.pk, 6, None, "x", lead.pk, "x"]
        for context in ({"user_id": lead.pk}, {"user_id": other.pk}, {}):
            for query, given_values in (
                ("select retention_destroy(%s, %s, %s, %s, %s, %s)", values),
                ("select retention_destroy_registration(%s)", [old.pk]),
                ("select retention_destroy_records(array[%s]::uuid[])", [records_of(old)[0].pk]),
            ):
                with pytest.raises(DatabaseError), acting_as(**context), connection.cursor() as cursor:
                    cursor.execute(query, given_values)
        with as_owner():
            assert Registration.objects.filter(pk=old.pk).exists()


class TestHolds:
    def test_a_hold_on_a_record_stops_it_and_lifted_it_goes(self, lead):
        old = old_registration_found()
        item = item_of(old)
        hold = holds(lead, "registration", old, [], with_people=False)
        with pytest.raises(actions.RetentionRefused):
            destroys(lead, item)
        assert find() == set()
        with acting_as(user_id=lead.pk):
            actions.lift_hold(hold_id=hold.pk, words="The court is done", by=actor(lead), now=clock.now())
        assert find() == {old.pk}
        destroys(lead, item_of(old))

    def test_a_hold_on_people_holds_whatever_is_recorded_of_them_anywhere(self, lead):
        old, asked = old_registration(), old_request(child_born=date(1990, 1, 1))
        with as_owner():
            same(records_of(old)[0], asked.people.get(role="sender").source_record)
        assert find() == {old.pk, asked.pk}
        holds(lead, "request", asked, [one.source_record for one in people_of(asked)])
        for subject in (old, asked):
            with pytest.raises(actions.RetentionRefused):
                destroys(lead, item_of(subject))

    def test_a_hold_holds_nothing_of_anybody_else(self, lead):
        held, free = old_registration(), old_registration_found()
        holds(lead, "registration", held, records_of(held))
        with pytest.raises(actions.RetentionRefused):
            destroys(lead, item_of(held))
        destroys(lead, item_of(free))

    def test_nobody_puts_or_lifts_one_for_another_organisation(self, lead):
        old = old_registration()
        other = make_member("information-lead")
        with acting_as(user_id=other.pk):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                LegalHold(code="registration", subject_id=old.pk, label="x", reason="court", review_on=TODAY,
                          by_user_id=other.pk, by_name="x", organisation_id=old.organisation_id).save(
                    force_insert=True
                )  # fmt: skip
            assert queries.named(old.reference) is None
        with acting_as(user_id=lead.pk):
            assert queries.named(old.reference).subject_id == old.pk


def people_of(referral):
    with as_owner():
        return list(referral.people.select_related("source_record"))


DAYS = st.sampled_from([400, 1500, 2100, 2185, 2189, 2200, 3000])
CASES = st.lists(
    st.tuples(DAYS, st.sampled_from(["", "record", "people", "lifted"]), st.booleans()), min_size=1, max_size=4
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=8)
@given(CASES)
@pytest.mark.slow
def test_whatever_is_held_or_not_due_is_never_destroyed(cases):
    """Whatever stands on the list, however it came there."""
    with transaction.atomic():
        council = make_organisation(kind="council")
        with as_owner():
            type(council).objects.filter(is_host=True).update(is_host=False)
            type(council).objects.filter(pk=council.pk).update(is_host=True)
        lead = make_member("information-lead", council)
        stays, goes = set(), set()
        for days, hold, is_worked_with in cases:
            at = NOW - timedelta(days=days)
            made = old_registration(at=at)
            if hold:
                put = holds(lead, "registration", made, records_of(made), with_people=hold != "record")
                if hold == "lifted":
                    with acting_as(user_id=lead.pk):
                        actions.lift_hold(hold_id=put.pk, words="x", by=actor(lead), now=clock.now())
            if is_worked_with:
                make_involvement(records_of(made)[0], council)
            is_due = retention.years_after(at.date(), 6) <= TODAY
            (goes if is_due and hold in ("", "lifted") and not is_worked_with else stays).add(made.pk)
            with as_owner():
                DueItem.objects.create(code="registration", subject_id=made.pk, label="x", base_on=TODAY, due_on=TODAY,
                                       organisation_id=made.organisation_id)  # fmt: skip
        for subject in stays | goes:
            with as_owner():
                item = DueItem.objects.filter(subject_id=subject).first()
            try:
                destroys(lead, item)
            except actions.RetentionRefused:
                assert subject in stays
        with as_owner():
            kept = set(Registration.objects.values_list("pk", flat=True))
        assert stays <= kept
        assert not goes & kept
        transaction.set_rollback(True)
