"""Agreements are carried out: in the database and in the application, the same day, both the same."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.access import actions, queries, sharing
from hearth.access.models import Agreement, AgreementParty, AgreementVersion
from hearth.access.queries.agreements import State, flows_between, lost_without, state_of
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, logged
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = NOON.date()
LAST = date(2026, 3, 20)
_names = count(1)


@pytest.fixture(autouse=True)
def _today():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def council():
    return make_organisation(name="Larkmere Council", kind="council", is_host=True)


@pytest.fixture
def lead(council):
    return make_member("information-lead", organisation=council, name="Gareth Llewellyn")


@pytest.fixture
def school():
    return make_member("practitioner", make_organisation(name="Millpond Primary School"))


@pytest.fixture
def nurse():
    return make_member("practitioner", make_organisation(name="Sorrel Vale NHS"))


def org(member):
    return member.active_membership.organisation


def terms(**values):
    return actions.Terms(
        **{
            "title": f"Knowing who is involved {next(_names)}",
            "purpose": "So that families tell their story once.",
            "lawful_basis": "public-task",
            "special_basis": "",
            "starts_on": date(2026, 1, 1),
            "ends_on": LAST,
            "review_on": None,
            "document": "",
        }
        | values
    )


def agreement(lead, *parties, **values):
    """With each party as (member, gives, gets)."""
    with acting_as(user_id=lead.pk):
        made = actions.agree(terms=terms(**values), by=actor(lead), now=NOON)
        for member, gives, gets in parties:
            actions.set_party(
                agreement_id=made.pk, organisation_id=org(member).pk, gives=gives, gets=gets, by=actor(lead), now=NOON
            )
    return made


def both(lead, school, nurse, **values):
    """The school gives the nurse its involvement, and gets the nurse's."""
    two = ["involvement"]
    return agreement(lead, (school, two, two), (nurse, two, two), **values)


def sql_agreed(giver, taker, category="involvement"):
    with connection.cursor() as cursor:
        cursor.execute("select hearth_agreed(%s, %s, %s)", [org(giver).pk, org(taker).pk, category])
        return cursor.fetchone()[0]


def asked(reader, giver, taker, category="involvement", day=TODAY):
    """Both locks, as the reader; they never differ."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    with clock.standing_at(at), acting_as(user_id=reader.pk):
        in_sql = sql_agreed(giver, taker, category)
        by_python = queries.agreed(giver_id=org(giver).pk, taker_id=org(taker).pk, category=category, today=day)
    assert in_sql == by_python
    return in_sql


class TestInForce:
    def test_what_is_given_and_got_goes_and_nothing_else(self, lead, school, nurse):
        agreement(lead, (school, ["involvement", "attendance"], []), (nurse, [], ["involvement"]))
        assert asked(nurse, school, nurse)
        assert not asked(nurse, nurse, school), "the other way was not agreed"
        assert not asked(nurse, school, nurse, "attendance"), "given, and not asked for"
        assert not asked(nurse, school, nurse, "summary")
        assert not asked(nurse, school, nurse, "sealed")
        assert not asked(nurse, school, school), "nobody needs an agreement with themselves"

    def test_it_holds_on_its_first_and_its_last_day_and_on_no_other(self, lead, school, nurse):
        both(lead, school, nurse, starts_on=date(2026, 3, 10), ends_on=LAST)
        days = {n: asked(nurse, school, nurse, day=TODAY + timedelta(days=n)) for n in (-1, 0, 10, 11)}
        assert days == {-1: False, 0: True, 10: True, 11: False}

    def test_the_day_ends_at_londons_midnight_also_in_summer(self, lead, school, nurse):
        both(lead, school, nurse, ends_on=date(2026, 6, 30))
        for at, held in (
            (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), True),
            (datetime(2026, 6, 30, 23, 1, tzinfo=UTC), False),  # a minute past midnight in London
        ):
            with clock.standing_at(at), acting_as(user_id=nurse.pk):
                assert sql_agreed(school, nurse) is held
                assert queries.agreed(
                    giver_id=org(school).pk, taker_id=org(nurse).pk, category="involvement", today=clock.today()
                ) is held  # fmt: skip

    def test_without_our_clock_the_database_asks_its_own(self):
        with connection.cursor() as cursor:
            cursor.execute("select hearth_today(), (now() at time zone 'Europe/London')::date")
            ours, theirs = cursor.fetchone()
        assert ours == theirs

    def test_ending_it_early_stops_it_at_once_and_says_why(self, lead, school, nurse):
        made = both(lead, school, nurse)
        assert asked(nurse, school, nurse)
        with acting_as(user_id=lead.pk):
            actions.end_agreement(agreement_id=made.pk, why="The school left the network", by=actor(lead), now=NOON)
        assert not asked(nurse, school, nurse)
        with as_owner():
            made.refresh_from_db()
            assert made.ended_why == "The school left the network"
            assert state_of(made, TODAY) is State.ENDED
        assert [entry.subject_id for entry in logged("access.agreement_ended")] == [made.pk]

    def test_a_closed_organisation_gives_and_gets_nothing(self, lead, school, nurse):
        both(lead, school, nurse)
        with as_owner():
            type(org(school)).objects.filter(pk=org(school).pk).update(is_active=False)
        assert not asked(nurse, school, nurse)
        assert not asked(nurse, nurse, school)

    def test_whoever_is_taken_out_gets_nothing_more(self, lead, school, nurse):
        made = both(lead, school, nurse)
        with acting_as(user_id=lead.pk):
            party = AgreementParty.objects.get(agreement=made, organisation=org(nurse))
            actions.remove_party(agreement_id=made.pk, party_id=party.pk, by=actor(lead), now=NOON)
        assert not asked(nurse, school, nurse)

    def test_the_givers_of_a_reader_are_those_who_agreed(self, lead, school, nurse):
        both(lead, school, nurse)
        third = make_member("practitioner")
        agreement(lead, (third, ["summary"], []), (nurse, [], ["summary"]))
        for category, givers in (("involvement", {org(school).pk}), ("summary", {org(third).pk}), ("notes", set())):
            with acting_as(user_id=nurse.pk), connection.cursor() as cursor:
                cursor.execute("select * from hearth_givers(%s)", [category])
                assert {row[0] for row in cursor.fetchall()} == givers
                assert set(queries.givers_to(org(nurse).pk, category, today=TODAY)) == givers

    def test_a_practitioner_can_say_under_what_they_see_it(self, lead, school, nurse):
        short = both(lead, school, nurse)
        long = both(lead, school, nurse, ends_on=date(2027, 1, 1))
        with acting_as(user_id=nurse.pk):
            found = queries.agreements_for(
                giver_id=org(school).pk, taker_id=org(nurse).pk, category="involvement", today=TODAY
            )
        assert found == [long, short]


CODES = list(sharing.categories())
some = st.lists(st.sampled_from(CODES), unique=True, max_size=3)
one = st.tuples(st.integers(-3, 3), st.integers(0, 4), st.booleans(), some, some, some, some)


class TestBothLocks:
    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )  # each example is a set of agreements
    @given(st.lists(one, max_size=4), st.integers(-4, 8))
    @pytest.mark.slow
    def test_the_database_and_the_application_say_the_same_of_any_agreements(self, lead, school, nurse, made, day):
        with transaction.atomic():
            with as_owner():
                for start, length, ended, *lists in made:
                    starts = TODAY + timedelta(days=start)
                    kept = Agreement.objects.create(
                        title="Any", purpose="Any", lawful_basis="public-task", rules_version=1, starts_on=starts,
                        ends_on=starts + timedelta(days=length), ended_at=NOON if ended else None,
                    )  # fmt: skip
                    for member, gives, gets in ((school, lists[0], lists[1]), (nurse, lists[2], lists[3])):
                        AgreementParty.objects.create(agreement=kept, organisation=org(member), gives=gives, gets=gets)
            on = TODAY + timedelta(days=day)
            for reader in (school, nurse, lead):
                for giver, taker in ((school, nurse), (nurse, school)):
                    for code in CODES:
                        by_hand = any(
                            TODAY + timedelta(days=start) <= on <= TODAY + timedelta(days=start + length)
                            and not ended
                            and code in (lists[0] if giver is school else lists[2])
                            and code in (lists[3] if taker is nurse else lists[1])
                            for start, length, ended, *lists in made
                        )
                        assert asked(reader, giver, taker, code, day=on) == by_hand
            transaction.set_rollback(True)


class TestRegister:
    def test_what_is_sealed_is_never_agreed(self, lead, school):
        made = agreement(lead)
        with pytest.raises(actions.AccessRefused), acting_as(user_id=lead.pk):
            actions.set_party(
                agreement_id=made.pk,
                organisation_id=org(school).pk,
                gives=["sealed"],
                gets=[],
                by=actor(lead),
                now=NOON,
            )
        with pytest.raises(IntegrityError), as_owner(), transaction.atomic():
            AgreementParty.objects.create(agreement=made, organisation=org(school), gives=["sealed"])

    def test_only_the_hosts_information_lead_keeps_it(self, lead, school, nurse):
        made = both(lead, school, nurse)
        elsewhere = make_member("information-lead", org(school))
        for member in (elsewhere, nurse, make_member("administrator", org(lead))):
            for act in (
                lambda by: actions.agree(terms=terms(), by=by, now=NOON),
                lambda by: actions.end_agreement(agreement_id=made.pk, why="x", by=by, now=NOON),
            ):
                with pytest.raises(actions.AccessRefused), acting_as(user_id=member.pk):
                    act(actor(member))
            with acting_as(user_id=member.pk):
                assert Agreement.objects.filter(pk=made.pk).update(ends_on=date(2030, 1, 1)) == 0

    def test_parties_read_their_own_and_nobody_elses(self, lead, school, nurse):
        ours, theirs = both(lead, school, nurse), agreement(lead, (make_member("practitioner"), ["notes"], []))
        with acting_as(user_id=school.pk):
            assert set(queries.agreements_visible_to(actor(school))) == set(Agreement.objects.all()) == {ours}
        with acting_as(user_id=lead.pk):
            assert set(queries.agreements_visible_to(actor(lead))) == {ours, theirs}

    def test_every_change_is_a_version_that_nobody_rewrites(self, lead, school, nurse):
        made = both(lead, school, nurse)
        with acting_as(user_id=lead.pk):
            actions.change_agreement(
                agreement_id=made.pk, terms=terms(ends_on=date(2026, 9, 1)), reason="Renewed", by=actor(lead), now=NOON
            )
            numbers = list(AgreementVersion.objects.filter(agreement=made).values_list("number", "reason", "by_name"))
            assert [number for number, *_ in numbers] == [4, 3, 2, 1]
            assert numbers[0][1:] == ("Renewed", "Gareth Llewellyn")
            before = AgreementVersion.objects.get(agreement=made, number=3).words
            assert before["ends_on"] == LAST.isoformat()
            assert len(before["parties"]) == 2
            with pytest.raises(ProgrammingError), transaction.atomic():
                AgreementVersion.objects.update(reason="")

    def test_one_that_was_ended_is_not_taken_up_again(self, lead):
        made = agreement(lead)
        with acting_as(user_id=lead.pk):
            actions.end_agreement(agreement_id=made.pk, why="Over", by=actor(lead), now=NOON)
            with pytest.raises(actions.AccessRefused, match="Add a new one"):
                actions.change_agreement(agreement_id=made.pk, terms=terms(), reason="", by=actor(lead), now=NOON)

    def test_an_unknown_ground_is_refused(self, lead):
        for values in ({"lawful_basis": "because"}, {"special_basis": "because"}, {"ends_on": date(2020, 1, 1)}):
            with pytest.raises(actions.AccessRefused), acting_as(user_id=lead.pk):
                actions.agree(terms=terms(**values), by=actor(lead), now=NOON)


class TestWhatFlows:
    def test_between_two_organisations_each_way_and_under_what(self, lead, school, nurse):
        made = agreement(lead, (school, ["involvement"], []), (nurse, ["notes"], ["involvement", "notes"]))
        with acting_as(user_id=lead.pk):
            there, back = flows_between(actor(lead), org(school), org(nurse), today=TODAY)
        assert [(flow.category, flow.agreements) for flow in there] == [("involvement", (made,))]
        assert back == []

    def test_what_nobody_elses_agreement_covers_is_lost_with_it(self, lead, school, nurse):
        wide = agreement(lead, (school, ["involvement", "attendance"], []), (nurse, [], ["involvement", "attendance"]))
        agreement(lead, (school, ["involvement"], []), (nurse, [], ["involvement"]))
        agreement(lead, (school, ["attendance"], []), (nurse, [], ["attendance"]), ends_on=date(2026, 3, 9))
        with acting_as(user_id=lead.pk):
            (loss,) = lost_without(actor(lead), wide, today=TODAY)
            assert lost_without(actor(lead), wide, today=date(2026, 5, 1)) == [], "it has run out by then"
        assert (loss.giver, loss.taker, loss.categories) == (org(school), org(nurse), ("attendance",))

    def test_states_by_the_day(self, lead):
        made = agreement(lead, starts_on=date(2026, 3, 1), ends_on=date(2026, 8, 1))
        for day, state in (
            (date(2026, 2, 28), State.FUTURE),
            (date(2026, 3, 1), State.FORCE),
            (date(2026, 6, 1), State.FORCE),
            (date(2026, 6, 2), State.SOON),
            (date(2026, 8, 1), State.SOON),
            (date(2026, 8, 2), State.EXPIRED),
        ):
            assert state_of(made, day) is state
