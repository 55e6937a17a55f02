"""Every layout renders, in both directions of writing, without an inline script or style."""

import re

import pytest

from hearth.core import pages
from hearth.core.icons import DRAWINGS, icon

pytestmark = pytest.mark.django_db
ADDRESSES = ["/", "/find/", "/form/", "/queue/", "/record/", "/empty/", "/confirm/", "/ask/sent/thanks/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_one_h1_a_title_a_language_and_nothing_inline(kit, address):
    page = kit.get(address).content.decode()
    assert len(re.findall(r"<h1[\s>]", page)) == 1
    assert re.search(r"<title>\s*\S", page)
    assert '<html lang="en" dir="ltr"' in page
    assert not re.search(r"\sstyle=|\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_urdu_runs_from_right_to_left_with_its_own_styles(kit):
    page = kit.get("/?lang=ur").content.decode()
    assert '<html lang="ur" dir="rtl"' in page
    assert "hearth.rtl.css" in page


def test_a_missing_page_is_explained_and_offers_a_way_on(kit):
    response = kit.get("/missing/")
    assert response.status_code == 404
    assert "We cannot find that page" in response.content.decode()
    assert "Find help near you" in response.content.decode()


@pytest.mark.parametrize("status", [500, 503])
def test_the_gravest_errors_need_no_database(rf, status):
    # No database fixture's connection is touched: there is no session, no brand, no message in this request.
    response = pages.error_page(rf.get("/"), status, "Something went wrong on our side", "Try again in a few minutes.")
    assert response.status_code == status
    assert "ring 999" in response.content.decode()


def test_a_conflict_says_so_and_shows_how_things_stand(rf, kit):
    response = pages.conflict(rf.get("/"), "Somebody else has accepted it already.", back="/record/")
    assert response.status_code == 409
    assert 'href="/record/"' in response.content.decode()


def test_confirming_asks_first_and_acts_on_post_only(kit):
    page = kit.get("/confirm/").content.decode()
    assert "Decline this request?" in page and 'href="/queue/"' in page
    assert kit.post("/confirm/").content == b"gone"


def test_saved_is_said_at_the_top_of_the_next_page(kit):
    kit.get("/form/")
    data = {
        "name": "Jo", "email": "jo@example.com", "postcode": "sk13xe", "born-day": "1", "born-month": "2",
        "born-year": "1990", "how": "hub", "days": ["mon"], "language": "en", "pram": "no", "agree": "on",
        "children": "2", "secret": "kept",
    }  # fmt: skip
    page = kit.post("/form/", data).content.decode()
    assert "govuk-notification-banner--success" in page and "Saved." in page


def test_an_undefined_name_in_a_template_is_an_error(kit):
    from django.template import engines
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        engines["jinja2"].env.from_string("{{ nobody }}").render()


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_icons_are_silent_unless_labelled(name):
    assert 'aria-hidden="true"' in icon(name)
    assert 'aria-label="Say &#34;so&#34;"' in icon(name, 'Say "so"')
