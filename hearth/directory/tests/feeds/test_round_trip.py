"""What the open API gives out and another Hearth reads in comes out of that one the same: nothing is lost."""

import json
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection

from hearth.core.tests.support import as_owner
from hearth.directory import vocabularies
from hearth.directory.feeds.standard import LINKS
from hearth.directory.open_referral import codes
from hearth.directory.open_referral.schemas import SCHEMAS
from hearth.directory.queries.taxonomy import forget
from hearth.directory.tests.factories import make_postcode
from hearth.directory.tests.feeds.support import give, make_feed, read
from hearth.directory.tests.open_data import every, whole_service
from hearth.directory.tests.open_data import read as ask

pytestmark = pytest.mark.django_db
# What says nothing of a service: when its record was changed, in what a part stands, and what a part is called.
NOT_SAID = {"last_modified", "id", *LINKS}


def exported(client):
    """Every listed service in full, by id."""
    listed = [row["id"] for row in every(client, "/services") if row["status"] not in {"defunct", "inactive"}]
    return {one: ask(client, f"/services/{one}") for one in listed}


def emptied():
    """Another Hearth: without anybody's services, organisations or places."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        # The owner's, of the demo's feed; they would go with the transaction, which lasts as long as the test.
        cursor.execute("select tablename from pg_tables where schemaname like 'pg_temp%' and tablename like 'load_%'")
        for (stage,) in cursor.fetchall():
            cursor.execute(f"drop table pg_temp.{stage}")
        cursor.execute("truncate directory_service, directory_site, access_organisation, directory_published cascade")
        cursor.execute("set constraints all deferred")
        vocabularies.bring_up_to_date()
    forget()


def leaves(value, at=""):
    """Every single thing that is said: (where, what). The order of lists does not count."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in NOT_SAID:
                yield from leaves(part, f"{at}.{key}" if at else key)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, f"{at}[]")
    else:
        yield at, value


def lost(before, after):
    """What was said before and is not said after: (where, what)."""
    left = Counter(leaves(before))
    left.subtract(Counter(leaves(after)))
    options = {option.get("option") for option in after.get("cost_options", [])}
    # "£1" beside an amount of 1 is said once, as the option's name.
    twice = {("cost_options[].amount_description", text) for text in options}
    return [one for one, times in left.items() if times > 0 and one not in twice]


def fields_said(value, name="ServiceInFull", found=None):
    """(object, field) of everything that an answer says."""
    found = set() if found is None else found
    for key, part in value.items():
        schema = SCHEMAS[name]["properties"].get(key)
        found.add((name, key))
        if schema is None:
            continue
        inner = schema.get("items", schema).get("$ref", "").rpartition("/")[2]
        for one in part if isinstance(part, list) else [part]:
            if inner and isinstance(one, dict):
                fields_said(one, inner, found)
    return found


@pytest.fixture
def two_exports(client, tmp_path):
    with as_owner():
        call_command("load_demo", verbosity=0)
    before = exported(client)
    assert len(before) > 250
    emptied()
    load = read(make_feed(), place=give(tmp_path, *before.values()))
    assert load.counts["refused"] == 0 and load.counts["added"] == len(before)
    return before, exported(client)


@pytest.mark.slow
def test_nothing_that_the_standard_can_say_is_lost_between_two_directories(two_exports):
    before, after = two_exports
    assert set(after) == set(before)
    found = {}
    for one, said in before.items():
        for where, what in lost(said, after[one]):
            found.setdefault(where, []).append(f"{said['name']}: {what}")
    assert not found, json.dumps({where: rows[:4] for where, rows in found.items()}, indent=1)
    said = set().union(*(fields_said(one) for one in before.values()))
    assert len(said) > 60, sorted(said)


def test_a_service_that_says_everything_comes_back_whole(client, tmp_path):
    service = whole_service()
    before = exported(client)
    emptied()
    make_postcode("ZZ1 1AA")
    load = read(make_feed(), place=give(tmp_path, *before.values()))
    assert load.counts["refused"] == 0
    after = exported(client)
    assert lost(before[str(service.pk)], after[str(service.pk)]) == []


@pytest.mark.parametrize("low", [None, 0, 5, 24, 47])
@pytest.mark.parametrize("high", [None, 0, 3, 11, 18, 59, 60, 71, 240])
def test_ages_come_back_to_the_month(low, high):
    text = codes.exact_ages(low, high)
    back = codes.read_ages(text) if text else (
        None if low is None else codes.from_years(codes.years(low)),
        None if high is None else codes.to_years(codes.years(high)),
    )  # fmt: skip
    if low is not None and high is not None and low > high:
        return
    assert back == (low, high)
