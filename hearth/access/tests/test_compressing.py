"""Public pages leave compressed; pages that know somebody do not."""

import gzip

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import enter

pytestmark = pytest.mark.django_db
TAKES = {"HTTP_ACCEPT_ENCODING": "gzip, deflate"}


def test_a_public_page_leaves_compressed_where_the_browser_takes_that(client):
    whole = client.get("/")
    small = client.get("/", **TAKES)
    assert "Content-Encoding" not in whole.headers
    assert (small["Content-Encoding"], "Accept-Encoding" in small["Vary"]) == ("gzip", True)
    assert len(small.content) < len(whole.content) / 2
    assert b"What do you need help with?" in gzip.decompress(small.content)


def test_a_familys_page_and_a_members_page_leave_as_they_are(client):
    assert "Content-Encoding" not in client.get(reverse("referrals:follow"), **TAKES).headers
    enter(client, make_member("practitioner"))
    today = client.get(reverse("access:today"), **TAKES)
    assert (today.status_code, "Content-Encoding" in today.headers) == (200, False)
