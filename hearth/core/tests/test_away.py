"""A database that is away is said in words, wherever in a request it went: 503, and what was sent is sent once."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from hearth.core import errors


def interrupted_by(error):
    """What Django makes of an error while it writes a session."""
    try:
        try:
            try:
                raise error
            except Exception:  # noqa: BLE001
                raise UpdateError  # noqa: B904 (as Django does)
        except UpdateError:
            raise SessionInterrupted("gone")  # noqa: B904
    except SessionInterrupted as raised:
        return raised


@pytest.mark.parametrize("error", [OperationalError("x"), InterfaceError("x"), PoolTimeout("x")])
def test_a_session_that_could_not_be_written_is_a_database_that_is_away(rf, error):
    response = errors.bad_request(rf.post("/ask/check/"), interrupted_by(error))
    assert response.status_code == 503
    assert response["Retry-After"]


def test_another_error_outside_a_view_while_the_database_is_away(rf):
    try:
        raise OperationalError("the connection is closed")
    except OperationalError:
        assert errors.server_error(rf.get("/")).status_code == 503
    assert errors.server_error(rf.get("/")).status_code == 500


def test_a_session_that_was_ended_meanwhile_is_not(rf, db):
    request = rf.get("/")
    assert errors.bad_request(request, interrupted_by(ValueError("deleted"))).status_code == 400
