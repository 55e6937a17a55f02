"""Whoever the desk types is found as the nightly run would find them; of what the desk may not see, nothing is told."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearth.access.models import Agreement, AgreementParty
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor
from hearth.core import brand, clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families import actions
from hearth.families.actions import matching as batch
from hearth.families.actions.keys import as_compared, keep_lacking_keys
from hearth.families.matching import blocking, invention, scoring, table
from hearth.families.matching.records import Raw
from hearth.families.models import MatchKey, MatchModel, PersonLink, Restriction, SourceKind, SourceRecord
from hearth.families.queries.known import known_people, look
from hearth.families.tests.cast import browser
from hearth.families.tests.factories import NOW, make_involvement, make_record, make_records, restrict

pytestmark = pytest.mark.django_db
BORN = date(1994, 5, 6)
TYPED = {"given_name": "Amina", "family_name": "Begum", "birth_date": BORN}


@pytest.fixture
def hub():
    return make_organisation(name="Lantern Hub")


@pytest.fixture
def desk(hub):
    return make_member("front-desk", hub)


@pytest.fixture
def nurses():
    return make_organisation(name="Health visiting", kind="nhs")


def agree(giver, taker, category="involvement", until=None):
    with as_owner():
        agreement = Agreement.objects.create(
            title="Sharing", purpose="Helping families", lawful_basis="public-task", rules_version=1,
            starts_on=date(2020, 1, 1), ends_on=until or clock.today() + timedelta(days=1),
        )  # fmt: skip
        AgreementParty.objects.create(agreement=agreement, organisation=giver, gives=[category])
        AgreementParty.objects.create(agreement=agreement, organisation=taker, gets=[category])


def ask(member, **typed):
    with acting_as(user_id=member.pk):
        return known_people(actor=actor(member), **TYPED | typed)


def names(member, **typed):
    return [one.record.name for one in ask(member, **typed).people]


# Who is found ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ({"given_name": "Elizabeth"}, {"given_name": "Liz"}),
        ({"given_name": "Mohamed", "family_name": "Abdi"}, {"given_name": "Muhammad", "family_name": "Abdi"}),
        ({"given_name": "Андрій", "family_name": "Шевченко"}, {"given_name": "Andriy", "family_name": "Shevchenko"}),
        ({}, {"family_name": "Begam"}),
        ({}, {"given_name": "Begum", "family_name": "Amina"}),
        ({"birth_date": date(1994, 6, 5)}, {}),
        ({"birth_date": date(1994, 5, 16)}, {}),
        ({"family_name": "Khan-Begum"}, {}),
        ({"family_name": "Thornshaw", "address": "7 Canal Street", "postcode": "QX1 2AB"},
         {"address": "7 canal st", "postcode": "qx12ab"}),
    ],
)  # fmt: skip
def test_a_slip_of_the_hand_hides_nobody(hub, desk, said, typed):
    record = make_record(hub, **said)
    assert [one.record.pk for one in ask(desk, **typed).people] == [record.pk]


def test_whether_others_know_is_asked_once_however_many_are_alike(hub, desk):
    for day in range(1, 9):
        make_record(hub, birth_date=date(1994, 5, day))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set local track_functions = 'all'")
    assert len(ask(desk).people) > 1
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select calls from pg_stat_xact_user_functions where funcname = 'families_known_elsewhere'")
        assert cursor.fetchall() == [(1,)]


@pytest.mark.parametrize(
    "typed",
    [
        {"given_name": "Zahra", "birth_date": date(1961, 1, 1)},
        {"given_name": "Zahra"},  # a twin is somebody else
        {"given_name": "Amina", "family_name": "Thornshaw", "birth_date": date(1980, 2, 2)},
        {"given_name": "", "family_name": ""},
    ],
)
def test_somebody_else_is_not_found(hub, desk, typed):
    make_record(hub)
    assert names(desk, **typed) == []


def test_of_one_person_one_line_is_shown(hub, desk):
    first, second = make_record(hub), make_record(hub, family_name="Begam")
    with as_owner():
        PersonLink.objects.filter(pk=second.pk).update(person=first.pk)
    assert len(ask(desk).people) == 1


def test_what_was_corrected_is_not_found_any_more(hub, desk):
    first = make_record(hub, given_name="Aminah")
    make_record(hub, corrects=first)
    assert names(desk) == ["Amina Begum"]


def test_the_live_model_decides_and_the_scorer_is_the_nightly_runs(hub, desk):
    for row in islice(invention.records(700, seed=4), 400):
        make_record(hub, **_as_record(row))
    batch.train(by=actor(desk), now=NOW)
    with as_owner():
        live = MatchModel.objects.get(is_live=True)
        other = SourceRecord.objects.exclude(birth_date=None).exclude(given_name="").order_by("pk").first()
    assert live.version == 1
    found = ask(
        desk, given_name=other.given_name, family_name=other.family_name, birth_date=other.birth_date,
        postcode=other.postcode, address=other.address,
    ).people  # fmt: skip
    assert found[0].probability > 0.9
    model = batch.Model.from_json(batch.json.dumps(live.settings))
    for one in found:
        typed = as_compared(other)
        assert abs(scoring.score(model, typed, as_compared(one.record)).probability - one.probability) < 0.2


def _as_record(row):
    try:
        born = date(*map(int, row["dob"].split("-"))) if row["dob"] else None
    except ValueError:
        born = None
    return {
        "given_name": row["first_name"],
        "family_name": row["surname"],
        "birth_date": born,
        "sex": row["sex"].lower(),
        "postcode": row["postcode"],
        "address": row["address"],
    }


@pytest.mark.slow
def test_the_desk_finds_whatever_the_nightly_run_compares(hub, desk):
    """The two blockings stand in two languages; the desk's must not be narrower."""
    made = make_records(hub, [_as_record(row) for row in islice(invention.records(1500, seed=8), 1200)])
    records = {str(record.pk): record for record in made}
    con = table.connect()
    table.lay_rows(con, [_raw(record) for record in records.values()])
    table.make_comparable(con)
    pairs = con.execute(
        f"select one.unique_id, other.unique_id from ({blocking.pairs_sql()})"
        " join records one on one.number = join_key_l join records other on other.number = join_key_r"
    ).fetchall()
    assert len(pairs) > 1000
    partners = {}
    for one, other in pairs:
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    with acting_as(user_id=desk.pk):
        for key in list(partners)[:250]:
            found = {one.keys.unique_id for one in look(as_compared(records[key])).alike}
            assert partners[key] - found == set()


def _raw(record):
    return Raw(
        str(record.pk), "", record.given_name, record.family_name, str(record.birth_date or ""), record.sex,
        record.postcode, record.address,
    )  # fmt: skip


def test_a_recorded_person_is_found_at_once_and_older_records_after_the_night(hub, desk):
    with acting_as(job="feeds"):
        said = actions.record_person(
            person=actions.Person(**TYPED), kind=SourceKind.FEED, source_organisation_id=hub.pk, by=actor(desk), now=NOW
        )
    assert [one.record.pk for one in ask(desk).people] == [said.pk]
    with as_owner():
        MatchKey.objects.update(form=0, first="other", first_key="other", surname_key="other", dob="")
    assert names(desk) == []
    assert (keep_lacking_keys(), keep_lacking_keys()) == (1, 0)
    assert names(desk) == ["Amina Begum"]


def test_the_check_loads_no_duckdb():
    said = "import django; django.setup(); import hearth.families.views.staff.registering, sys;"
    said += "assert not {'duckdb', 'splink', 'pyarrow'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", said], check=True)


# What is not told -----------------------------------------------------------------------------------------------------


def test_another_organisations_record_is_not_shown(desk, nurses):
    make_record(nurses)
    found = ask(desk)
    assert (found.people, found.is_known_elsewhere) == ([], False)


def test_by_an_agreement_on_involvement_the_desk_hears_that_the_network_knows_them_and_no_more(hub, desk, nurses):
    agree(nurses, hub)
    record = make_record(nurses, phone="0161 496 0417")
    assert not ask(desk).is_known_elsewhere
    make_involvement(record, nurses)
    found = ask(desk)
    assert (found.people, found.is_known_elsewhere) == ([], True)
    panel = browser(desk).post(
        "/families/register/known/", {"given_name": "Amina", "family_name": "Begum", "birth_date": "6 5 1994"}
    )
    page = panel.content.decode()
    assert "Another organisation in the network works with somebody" in page
    assert "Health visiting" not in page


def test_only_for_the_exact_name_and_day(hub, desk, nurses):
    agree(nurses, hub)
    make_involvement(make_record(nurses), nurses)
    assert ask(desk, given_name="Aminah").is_known_elsewhere  # a form of the same name
    assert not ask(desk, given_name="Amber").is_known_elsewhere
    assert not ask(desk, birth_date=None).is_known_elsewhere
    assert not ask(desk, birth_date=date(1994, 6, 5)).is_known_elsewhere


def hidden_by_an_expired_agreement(record, hub, nurses):
    agree(nurses, hub, until=clock.today() - timedelta(days=1))
    make_involvement(record, nurses)


def hidden_by_no_agreement_on_involvement(record, hub, nurses):
    agree(nurses, hub, "matching")
    make_involvement(record, nurses)


def hidden_by_an_agreement_the_other_way(record, hub, nurses):
    agree(hub, nurses)
    make_involvement(record, nurses)


def hidden_because_it_ended(record, hub, nurses):
    agree(nurses, hub)
    make_involvement(record, nurses, until=clock.today() - timedelta(days=1))


def hidden_because_it_is_sealed(record, hub, nurses):
    agree(nurses, hub)
    make_involvement(record, nurses, is_sealed=True)


def hidden_because_only_another_record_of_theirs_is_open(record, hub, nurses):
    agree(nurses, hub)
    make_involvement(record, nurses, is_sealed=True)
    other = make_record(nurses, given_name="Farida", family_name="Rahman")
    make_involvement(other, nurses)
    with as_owner():
        PersonLink.objects.filter(pk=other.pk).update(person=record.pk)


def hidden_because_they_are_restricted(record, hub, nurses):
    agree(nurses, hub)
    make_involvement(record, nurses)
    restrict(record, nurses)


def kept(record, organisation, kind):
    with as_owner():
        Restriction.objects.create(
            source_record=record, organisation=organisation, kind=kind, reason="adoption", by_user=record.pk
        )


def hidden_because_it_is_a_sealed_identity(record, hub, nurses):
    agree(nurses, hub)
    make_involvement(record, nurses)
    kept(record, nurses, "identity")


def hidden_because_their_address_is_protected(record, hub, nurses):
    agree(nurses, hub)
    make_involvement(record, nurses)
    kept(record, nurses, "address")


HIDDEN = [
    hidden_by_an_expired_agreement,
    hidden_by_no_agreement_on_involvement,
    hidden_by_an_agreement_the_other_way,
    hidden_because_it_ended,
    hidden_because_it_is_sealed,
    hidden_because_only_another_record_of_theirs_is_open,
    hidden_because_they_are_restricted,
    hidden_because_it_is_a_sealed_identity,
    hidden_because_their_address_is_protected,
]


@pytest.mark.parametrize("hide", HIDDEN)
def test_somebody_hidden_and_nobody_at_all_look_alike(hub, desk, nurses, hide):
    """The same page by the same questions to the database: neither words nor work tell that somebody is there."""
    window = browser(desk)
    said = {"given_name": "Amina", "family_name": "Begum", "birth_date": "6 5 1994", "postcode": "QX1 2AB"}

    def look():
        brand.forget()
        with CaptureQueriesContext(connection) as asked:
            page = window.post("/families/register/known/", said).content
        return page, [query["sql"].split(" ")[0] for query in asked if "SAVEPOINT" not in query["sql"]]

    look()
    before = look()
    hide(make_record(nurses, postcode="QX1 2AB"), hub, nurses)
    assert look() == before
    assert b"Nobody like this is known here" in before[0]


def test_a_restricted_person_of_ones_own_organisation_is_shown_to_named_members_alone(hub, desk):
    record = make_record(hub)
    named = make_member("front-desk", hub)
    restrict(record, hub, named)
    assert names(desk) == []
    assert names(named) == ["Amina Begum"]


def test_a_sealed_identity_is_found_by_neither_name_and_the_new_one_stays(hub, desk):
    old, new = make_record(hub, given_name="Tamsin", family_name="Oldcott"), make_record(hub)
    with as_owner():
        PersonLink.objects.filter(pk=old.pk).update(person=new.pk)
    kept(old, hub, "identity")
    assert names(desk, given_name="Tamsin", family_name="Oldcott") == []
    assert names(desk) == ["Amina Begum"]


def test_a_protected_address_finds_nobody_and_adds_nothing(hub, desk):
    home = {"address": "7 Canal Street", "postcode": "QX1 2AB"}
    record = make_record(hub, **home)
    surer = ask(desk, **home).people[0].probability
    by_home = {"family_name": "Thornshaw", "birth_date": None, **home}
    with acting_as(user_id=desk.pk):
        typed = as_compared(SourceRecord(given_name="Amina", family_name="Thornshaw", **home))
        assert len(look(typed).alike) == 1
    kept(record, hub, "address")
    with acting_as(user_id=desk.pk):
        assert look(typed).alike == []
    assert names(desk, **by_home) == []
    assert ask(desk, **home).people[0].probability < surer
    assert ask(desk, **home).people[0].probability == ask(desk).people[0].probability


def test_the_keys_are_read_by_nobody(hub, desk):
    make_record(hub)
    for who in ({"user_id": desk.pk}, {"job": "feeds"}, {}):
        with acting_as(**who):
            assert MatchKey.objects.count() == 0


def test_the_key_goes_with_its_record(hub):
    record = make_record(hub)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("delete from families_personlink where id = %s", [record.pk])
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table families_sourcerecord disable trigger user")
        cursor.execute("delete from families_sourcerecord where id = %s", [record.pk])
        cursor.execute("alter table families_sourcerecord enable trigger user")
        assert not MatchKey.objects.exists()
