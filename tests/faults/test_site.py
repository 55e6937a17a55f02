"""A whole site under harm: nothing that was accepted is lost, nothing is doubled, and people are told in words."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from ops import backup
from ops.database import Database
from ops.setup import Site
from tests.faults.conftest import Place
from tests.faults.processes import answers, wait_until
from tests.faults.visitors import Family, Visitor

pytestmark = pytest.mark.slow


def receipts(place: Place) -> int:
    return len(list((place.data / "outbox").glob("*.eml")))


def all_sent(place: Place) -> bool:
    return place.sql("select count(*) from core_outbox where status <> 'sent'") == ["0"]


def let_time_pass(place: Place) -> None:
    """As if the minutes had passed after which a claim or a job counts as lost; then the sweep of each minute."""
    place.sql("update core_outbox set claimed_at = claimed_at - interval '6 minutes' where status = 'sending'")
    place.sql("update core_outbox set not_before = not_before - interval '3 minutes' where status = 'queued'")
    sweep = "from hearth.core.outbox.upkeep import sweep; from hearth.core.clock import now; sweep(now=now())"
    place.run("django", "shell", "-v", "0", "-c", sweep)


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_the_database_goes_away_under_load(place: Place, how: str) -> None:
    """`fast` is an operator's restart; `immediate` is a crash."""
    families: list[Family] = []
    stop = threading.Event()

    def keep_asking(lane: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            family = Family(place.url, place.known["service"], f"sleepless {lane} {number}")
            families.append(family)
            family.ask_for_support()

    with place.served():
        with ThreadPoolExecutor(4) as lanes:
            running = [lanes.submit(keep_asking, lane) for lane in range(4)]
            wait_until(lambda: sum(1 for family in families if family.reference) >= 4, "requests flowing", 60)
            place.cluster.stop(how)
            # A short absence is waited out by the connection pool; this one lasts until somebody is told.
            wait_until(lambda: any(503 in family.statuses for family in families), "somebody told in words", 60)
            place.cluster.start()
            back = len(families)
            wait_until(
                lambda: len(families) >= back + 8 or any(lane.done() for lane in running), "requests flowing again", 60
            )
            stop.set()
        for lane in running:
            lane.result()
        wait_until(lambda: answers(f"{place.url}/health"), "health")

        asked = sorted(family.words for family in families)
        assert sorted(place.sql("select what_help from referrals_referral")) == asked, "each request once"
        assert sorted(family.reference for family in families) == sorted(
            place.sql("select reference from referrals_referral")
        ), "and its family knows its reference"
        assert place.sql("select count(*) from referrals_statusrow") == [str(len(asked))]

        statuses = {status for family in families for status in family.statuses}
        assert statuses <= {200, 302, 503}, statuses
        assert 503 in statuses, "nobody noticed: this proved nothing"

        # The worker came back by itself; what it held when the database went is found again.
        let_time_pass(place)
        wait_until(lambda: all_sent(place), f"messages: {place.log('worker').read_text()[-2000:]}", 90)
        assert receipts(place) == int(place.sql("select count(*) from core_outbox")[0])
        to_families = place.sql("select recipient from core_outbox where key like 'referrals.send:%:family'")
        assert sorted(to_families) == sorted(f"{family.words.replace(' ', '.')}@home.example" for family in families)
    for log in ("web", "worker"):
        assert "sleepless" not in place.log(log).read_text()


def test_two_staff_decide_at_once(place: Place) -> None:
    """One is first; the other reads who was, and nothing happens twice."""
    with place.served(worker=False):
        for round_ in range(3):
            family = Family(place.url, place.known["service"], f"two at once {round_}")
            family.ask_for_support()
            record = f"/referrals/{family.reference}/"
            staff = [Visitor(place.url, session) for session in place.known["sessions"]]
            _path, page = staff[0].open(record)
            assert staff[0].send(f"{record}open/", page, {}).status_code == 302
            forms = [visitor.open(f"{record}accept/")[1] for visitor in staff]
            together = threading.Barrier(2)

            def accept(
                who: Visitor, form: str, at: str = record, gate: threading.Barrier = together
            ) -> tuple[int, str]:
                gate.wait()
                answer = who.send(f"{at}accept/", form, {"words": ""})
                return answer.status_code, answer.text

            with ThreadPoolExecutor(2) as both:
                outcomes = list(both.map(accept, staff, forms))
            assert sorted(status for status, _text in outcomes) == [302, 409], outcomes
            first = next(
                name for (status, _t), name in zip(outcomes, ["Ayesha Khan", "Bea Novak"], strict=True) if status == 302
            )
            second_page = next(text for status, text in outcomes if status == 409)
            assert first in second_page, "the second one reads who was first"
            assert place.sql(
                "select count(*) from referrals_statusrow s join referrals_referral r on r.id = s.referral_id "
                f"where r.reference = '{family.reference}' and s.move = 'accept'"
            ) == ["1"]
            assert place.sql(
                "select count(*) from core_outbox where key like 'referrals.accept:%:family' "
                f"and recipient like 'two.at.once.{round_}@%'"
            ) == ["1"]


def test_a_form_is_sent_twice(place: Place) -> None:
    """Pressed twice, and again later from a page that was left open: one request, and the same reference each time."""
    with place.served(worker=False):
        for round_ in range(3):
            family = Family(place.url, place.known["service"], f"pressed twice {round_}")
            path, page = family.fill_in()
            copies = [Family(place.url, place.known["service"], family.words) for _ in range(2)]
            for copy in copies:
                copy.http.cookies.update(family.http.cookies)
            together = threading.Barrier(2)

            def press(copy: Family, at: str = path, form: str = page, gate: threading.Barrier = together) -> Family:
                gate.wait()
                copy.sent(copy.send(at, form, {}))
                return copy

            with ThreadPoolExecutor(2) as both:
                list(both.map(press, copies))
            family.sent(family.send(path, page, {}))
            assert {copy.reference for copy in copies} == {family.reference}
            assert {copy.code for copy in copies} == {family.code}
            assert place.sql(f"select count(*) from referrals_referral where what_help = '{family.words}'") == ["1"]
            assert place.sql(
                f"select count(*) from core_outbox where recipient = '{family.words.replace(' ', '.')}@home.example'"
            ) == ["1"]


def test_a_backup_is_put_back_elsewhere_and_serves(place: Place) -> None:
    """The drill: a site with requests, its backup in an empty database, a family that opens its request there."""
    with place.served():
        families = [Family(place.url, place.known["service"], f"kept safe {number}") for number in range(3)]
        for family in families:
            family.ask_for_support()
        wait_until(lambda: all_sent(place), "messages", 60)
    file = place.data / "hearth.tar"
    key = "for-tests-only-and-never-served-to-anybody"
    serving = place.cluster.url("hearth_app", "elsewhere")
    here = Site(
        place.data, True, place.database, place.cluster.url("hearth_app", "faults"), None, {"HEARTH_SECRET_KEY": key}
    )
    backup.write(here, file)

    server = Database(place.cluster.url(name="postgres"))
    server.sql("create database elsewhere")
    try:
        data = place.data / "elsewhere"
        data.mkdir()
        there = Place(place.cluster, Database(place.cluster.url(name="elsewhere")), data, place.known)
        target = Site(data, True, there.database, serving, None, {"HEARTH_SECRET_KEY": key})
        manifest = backup.archive.check(file)
        backup.read(target, file, manifest, replace=False)
        assert counts(there) == counts(place)
        assert rights(there) == rights(place)
        with there.served(worker=False):
            for family in families:
                visitor = Visitor(there.url)
                path, page = visitor.open("/follow/")
                answer = visitor.send(path, page, {"reference": family.reference, "code": family.code})
                assert answer.status_code == 302
                _path, page = visitor.open("/follow/request/")
                assert family.reference in page
            # … and its practitioner, whose session came along.
            _path, page = Visitor(there.url, place.known["sessions"][0]).open(f"/referrals/{families[0].reference}/")
            assert families[0].reference in page
    finally:
        server.sql("drop database elsewhere with (force)")


def counts(place: Place) -> list[str]:
    """How many rows each table has."""
    tables = place.sql("select tablename from pg_tables where schemaname = 'public' order by 1")
    return sorted(place.sql(" union all ".join(f"select '{table}', count(*) from {table}" for table in tables)))


def rights(place: Place) -> list[str]:
    """Row security, its policies, and what the serving role may do with each table."""
    return place.sql(
        "select relname || ' ' || relrowsecurity || ' ' || coalesce(relacl::text, '') from pg_class "
        "where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
    ) + place.sql(
        "select tablename || ' ' || policyname || ' ' || cmd || ' ' || coalesce(qual, '') || ' ' || "
        "coalesce(with_check, '') from pg_policies order by 1"
    )
