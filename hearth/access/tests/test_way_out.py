"""The quick way out leaves nothing behind that the back button could show."""

import pytest

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import enter

pytestmark = pytest.mark.django_db


def test_leaving_forgets_what_this_browser_asked(client):
    session = client.session
    session["asked"] = {"reference": "ABCD-2345", "code": "234-567"}
    session["draft_secret"] = "something"
    session.save()
    answer = client.get("/away/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("https://")
    assert "no-store" in answer["Cache-Control"]
    assert "asked" not in client.session
    assert "draft_secret" not in client.session


def test_leaving_does_not_sign_a_member_out(client):
    enter(client, make_member("hub-manager"))
    assert client.get("/away/").status_code == 302
    assert client.get("/staff/").status_code == 200
