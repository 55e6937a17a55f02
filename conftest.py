"""What every test stands on: a real PostgreSQL, in which the test's own connections serve as `hearth_app`.

The suite migrates as the owner. From then on every connection takes on the serving role, so row security is in force
in every test; records are made as the owner (`as_owner`), for whom it is not.
"""

from __future__ import annotations

from typing import Any

import pytest
import xdist.scheduler
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from hearth.core.tests import keeping, quick, support

# How long an example takes says more of the machine that day than of the rule: no example fails by the clock.
settings.register_profile("hearth", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hearth")

_slow = quick.slow()
_took: list[tuple[str, float]] = []  # cases and seconds
_committed = False  # whether an earlier test wrote what is still there
_blocker: Any = None  # pytest-django's, once there is a database
TOGETHER = {"tests/ops/test_run.py"}  # the files whose tests share a start that costs much
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "client", "django_db_reset_sequences"}


class Scheduler(xdist.scheduler.LoadScopeScheduling):
    """Every test for itself to the process that is free; the tests of some files together to one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduler:
    return Scheduler(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--note-slow", action="store_true", help="write down which tests the quick loop leaves out")


def pytest_itemcollected(item: pytest.Item) -> None:
    if quick.name(item.nodeid) in _slow:
        item.add_marker("slow")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    by_hand = {"slow", "journey"} & set(report.keywords) and quick.name(report.nodeid) not in _slow
    if report.when == "call" and report.passed and not by_hand:
        _took.append((report.nodeid, report.duration))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.option.note_slow and not hasattr(session.config, "workerinput"):
        quick.note(_took)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that no process is left alone with them at the end."""
    items.sort(key=lambda item: not item.get_closest_marker("slow"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keep the rows that every test begins with; at the end, end whatever still looks at the test database (a server's
    thread, a vacuum) before it is dropped."""
    global _blocker
    _blocker = django_db_blocker
    with django_db_blocker.unblock():
        keeping.keep("beginning")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True, scope="session")
def quickly_emptied():
    """What a test committed stays until the next one, before which the first rows are put back: see `serving_role`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: None)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture, a module's too: find what every test begins with. A test marked `demo_area` begins with that,
    and puts it there itself."""
    global _committed
    if _committed and _uses_database(item) and not item.get_closest_marker("demo_area"):
        with _blocker.unblock():
            keeping.put_back("beginning")
        _committed = False


def _uses_database(item: Any) -> bool:
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames))


@pytest.fixture(autouse=True)
def serving_role(request):
    """Serve as `hearth_app` for the length of a test that uses the database."""
    if not _uses_database(request.node):
        yield
        return
    request.getfixturevalue("django_db_setup")
    global _committed
    marked = request.node.get_closest_marker("django_db")
    commits = bool(marked and marked.kwargs.get("transaction")) or "live_server" in request.fixturenames
    _committed = _committed or commits or "transactional_db" in request.fixturenames
    request.getfixturevalue("transactional_db" if commits else "db")
    support.serve()
    yield
    support.stop_serving()
