"""The search inside other websites: who may frame it, what it leaves behind, how it may look, who decides."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter
from hearth.audit.models import Entry
from hearth.core import brand as brands
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import embed_look
from hearth.directory.actions import embedding
from hearth.directory.models import EmbedOrigin
from hearth.directory.staff.embed_origins import NotAnOrigin, read_origin
from hearth.directory.tests.factories import make_postcode, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make_organisation(name="Fernshire Council", is_host=True)


@pytest.fixture
def web_editor(host):
    return make_member("web-editor", host, name="Nadia Bell")


def register(origin):
    with as_owner():
        return EmbedOrigin.objects.create(origin=origin)


def frame(client, **query):
    return client.get(reverse("directory:embed"), query)


def policy(response):
    """The Content-Security-Policy as directive to its sources."""
    parts = [part.split() for part in response.headers["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


# Who may frame it ---------------------------------------------------------------------------------------------------
def test_only_registered_websites_may_frame_the_search(client):
    register("https://www.fernshire.example")
    response = frame(client)
    assert policy(response)["frame-ancestors"] == ["'self'", "https://www.fernshire.example"]
    assert "X-Frame-Options" not in response.headers


def test_without_a_registered_website_nobody_but_ourselves_may_frame_it(client):
    assert policy(frame(client))["frame-ancestors"] == ["'self'"]


def test_no_other_page_may_be_framed_by_anybody(client):
    register("https://www.fernshire.example")
    for name in ("directory:home", "directory:find", "directory:hubs"):
        response = client.get(reverse(name))
        assert policy(response)["frame-ancestors"] == ["'none'"]
        assert response.headers["X-Frame-Options"] == "DENY"


def test_the_rest_of_the_policy_stays_strict_in_the_frame(client):
    found = policy(frame(client, accent="#aa0000"))
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == found["style-src"] == ["'self'"]
    assert "unsafe" not in str(found)


# What it leaves behind ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("query", [{}, {"lang": "ur"}, {"q": "my baby will not feed", "postcode": "ZZ1 1AA"}])
def test_the_frame_leaves_no_cookie_and_reads_none(query):
    make_postcode("ZZ1 1AA")
    browser = Client()
    response = frame(browser, **query)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_page_with_a_postcode_in_its_address_is_kept_nowhere(client):
    make_postcode("ZZ1 1AA")
    response = frame(client, postcode="ZZ1 1AA")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


# What it shows ------------------------------------------------------------------------------------------------------
def test_services_open_in_a_new_tab_and_in_the_frames_language(client):
    service = make_service(name="Feeding circle", terms=["infant-feeding"])
    page = frame(client, q="feeding circle", lang="pl").content.decode()
    link = re.search(rf'<a href="([^"]*{service.pk}[^"]*)"([^>]*)>', page)
    assert link[1].endswith("?lang=pl")
    assert 'target="_blank"' in link[2] and 'rel="noopener"' in link[2]


def test_words_that_point_to_danger_show_whom_to_ring_and_a_way_out(client):
    page = frame(client, q="my husband hits me").content.decode()
    assert "999" in page
    assert re.search(r'<a [^>]*href="/away/" target="_top"', page)
    assert "my husband hits me" not in re.search(r"<title>.*</title>", page)[0]


def test_the_pages_of_a_list_keep_look_and_language(client):
    for number in range(25):
        make_service(name=f"Stay and play {number}")
    page = frame(client, q="stay and play", accent="00594f", title="no", lang="pl").content.decode()
    following = re.search(r'href="(/embed/\?[^"]*page=2[^"]*)"', page)[1]
    for part in ("accent=00594f", "title=no", "lang=pl", "q=stay"):
        assert part in following
    assert client.get(following.replace("&amp;", "&")).status_code == 200


def test_a_filter_that_the_frame_does_not_show_does_not_narrow_it(client):
    make_service(name="Paid club", cost_kind="fixed")
    assert "Paid club" in frame(client, q="paid club", free="1").content.decode()


def test_the_heading_can_be_left_out_and_is_still_read_aloud(client):
    page = frame(client, title="no").content.decode()
    assert re.search(r"<h1 class=\"[^\"]*govuk-visually-hidden", page)


# How it may look ----------------------------------------------------------------------------------------------------
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is slow, not wrong
@given(st.text("0123456789abcdef", min_size=6, max_size=6))
def test_every_colour_of_the_stylesheet_can_be_read_on_white(digits):
    look = embed_look.read({"accent": digits})
    assert brands.contrast(look.accent, "#ffffff") >= 4.5
    if brands.contrast(f"#{digits}", "#ffffff") >= 4.5:
        assert look.accent == f"#{digits}"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is slow, not wrong
@given(st.dictionaries(st.sampled_from(["accent", "text", "font", "corner", "title"]), st.text(max_size=40)))
def test_whatever_stands_in_the_address_the_stylesheet_holds_only_checked_values(given_values):
    css = embed_look.stylesheet(embed_look.read(given_values))
    values = r'[#0-9a-zA-Z,." %px-]+'
    properties, size, family = css.splitlines()
    assert re.fullmatch(rf":root\{{(--[a-z-]+:{values};?)+\}}", properties)
    assert re.fullmatch(r"html\{font-size:[0-9.]+%\}", size)
    assert re.fullmatch(rf"\.hearth-embed,\.hearth-embed \*\{{font-family:{values}\}}", family)


def test_the_nearest_colour_is_the_lightest_darker_one_of_its_kind():
    nearest = embed_look.nearest_readable("#ffc247")
    assert embed_look.can_be_read(nearest)
    assert 4.5 <= brands.contrast(nearest, "#ffffff") < 4.7
    red, green, blue = (int(nearest[i : i + 2], 16) for i in (1, 3, 5))
    assert red > green > blue


def test_the_stylesheet_is_css_and_may_be_kept(client):
    response = client.get(reverse("directory:embed_theme"), {"accent": "aa0000", "corner": "0", "font": "serif"})
    css = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/css")
    assert "--hearth-primary:#aa0000" in css and "--hearth-corner:0px" in css and "Georgia" in css
    assert "max-age" in response.headers["Cache-Control"]
    assert not response.cookies


# The script ---------------------------------------------------------------------------------------------------------
def test_any_website_may_load_the_script_and_browsers_keep_it(client):
    response = client.get(reverse("directory:embed_script"))
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age" in response.headers["Cache-Control"]
    again = client.get(
        reverse("directory:embed_script"), headers={"If-Modified-Since": response.headers["Last-Modified"]}
    )
    assert again.status_code == 304


def test_the_script_is_small_and_needs_no_loosening_of_a_policy(client):
    text = client.get(reverse("directory:embed_script")).content.decode()
    assert len(text) < 5000
    for forbidden in ("eval(", "innerHTML", "new Function", "document.write", 'setAttribute("style"'):
        assert forbidden not in text


# Which websites -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.council.example", "https://www.council.example"),
        ("https://www.council.example/", "https://www.council.example"),
        (" WWW.Council.example ", "https://www.council.example"),
        ("https://www.council.example:443", "https://www.council.example"),
        ("https://test.council.example:8443", "https://test.council.example:8443"),
        ("http://localhost:8090", "http://localhost:8090"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)  # fmt: skip
def test_an_origin_is_read_as_browsers_compare_it(typed, origin):
    assert read_origin(typed) == origin


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("http://www.council.example", "must begin with https://"),
        ("ftp://www.council.example", "must begin with https://"),
        ("https://*.council.example", "a * is not allowed"),
        ("https://www.council.example/families?x=1", "not one page of it: https://www.council.example"),
        ("https://me:secret@www.council.example", "Leave out the name and password"),
        ("https://council", "Enter the address of a website"),
        ("https://10.0.0.1", "Enter the address of a website"),
        ("https://www.council.example:port", "Enter the address of a website"),
        ("'self'; script-src https://evil.example", "must begin with https://"),
        ("javascript://x", "must begin with https://"),
    ],
)  # fmt: skip
def test_what_is_no_website_is_refused_with_what_to_enter(typed, words):
    with pytest.raises(NotAnOrigin, match=re.escape(words)):
        read_origin(typed)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is slow, not wrong
@given(st.text(max_size=60))
def test_nothing_but_an_origin_ever_gets_into_the_header(typed):
    try:
        origin = read_origin(typed)
    except NotAnOrigin:
        return
    assert re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?", origin)


# Who decides --------------------------------------------------------------------------------------------------------
def test_a_web_editor_adds_and_removes_a_website_and_both_are_logged(client, web_editor):
    enter(client, web_editor)
    client.post(reverse("directory:add_embed_origin"), {"website": "www.fernshire.example", "about": "Main"})
    with as_owner():
        kept = EmbedOrigin.objects.get()
    assert kept.origin == "https://www.fernshire.example"
    address = reverse("directory:remove_embed_origin", args=[kept.pk])
    assert "Stop https://www.fernshire.example" in client.get(address).content.decode()
    with as_owner():
        assert EmbedOrigin.objects.exists()
    client.post(address)
    with as_owner():
        assert not EmbedOrigin.objects.exists()
        actions = set(Entry.objects.filter(subject_type="embed_origin").values_list("action", flat=True))
    assert actions == {"directory.embed_origin_added", "directory.embed_origin_removed"}


def test_a_website_that_is_there_already_or_wrong_is_said_beside_the_field(client, web_editor):
    register("https://www.fernshire.example")
    enter(client, web_editor)
    for typed, words in (
        ("https://www.fernshire.example/", "This website may show the search already"),
        ("http://www.fernshire.example", "must begin with https://"),
        ("", "Enter the address of the website"),
    ):
        page = client.post(reverse("directory:add_embed_origin"), {"website": typed}).content.decode()
        assert words in page, typed
        assert "There is a problem" in page


def test_an_editor_of_another_organisation_decides_nothing():
    stranger = make_member("directory-editor", make_organisation(name="Fernley Friends"))
    with acting_as(user_id=stranger.pk), pytest.raises(embedding.EmbedNotAllowed):
        embedding.add_origin(typed="https://www.x.example", about="", by=actor(stranger), now=clock.now())


def test_no_more_websites_than_a_header_holds(web_editor):
    with as_owner():
        EmbedOrigin.objects.bulk_create(EmbedOrigin(origin=f"https://w{n}.example") for n in range(embedding.MOST))
    with acting_as(user_id=web_editor.pk), pytest.raises(embedding.EmbedFull):
        embedding.add_origin(typed="https://www.x.example", about="", by=actor(web_editor), now=clock.now())


# The staff page -----------------------------------------------------------------------------------------------------
def test_the_snippets_carry_the_chosen_look(client, web_editor):
    enter(client, web_editor)
    chosen = {"accent": "#aa0000", "text": "large", "font": "serif", "corner": "0", "title": "no", "lang": "ur"}
    page = client.get(reverse("directory:embedding"), chosen).content.decode()
    for part in ("data-accent=&#34;aa0000&#34;", "data-lang=&#34;ur&#34;", "data-title=&#34;no&#34;"):
        assert part in page
    assert 'src="/embed/?accent=aa0000&amp;text=large&amp;font=serif&amp;corner=0&amp;title=no&amp;lang=ur"' in page
    assert "frame-src http://testserver;" in page


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest(client, web_editor):
    enter(client, web_editor)
    chosen = {"accent": "#ffc247", "text": "normal", "font": "hearth", "corner": "12", "title": "yes", "lang": "en"}
    page = client.get(reverse("directory:embedding"), chosen).content.decode()
    nearest = embed_look.nearest_readable("#ffc247")
    assert "hard to read on white" in page and nearest in page
    assert f"/embed/?accent={nearest[1:]}" in page
    assert "data-accent=&#34;ffc247" not in page
