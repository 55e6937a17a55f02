"""Leaflets, posters and QR codes: readable by a screen reader, in the reader's language, and without secrets."""

from datetime import time
from io import BytesIO
from unittest.mock import patch

import pytest
from PIL import Image
from pypdf import PdfReader

from hearth.core import brand, clock
from hearth.core.models import Brand
from hearth.core.tests.support import as_owner
from hearth.directory import saved
from hearth.directory.leaflets import press, qr
from hearth.directory.tests.factories import MIDDLE, make_service, make_site, north
from hearth.directory.tests.test_filters import MONDAY_10AM
from hearth.directory.views import leaflets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.standing_at(MONDAY_10AM):
        yield


@pytest.fixture
def hub():
    site = make_site(
        "Fernley Hub", hours=[(0, time(9), time(17))], phone="01632 960123", accessibility=["step-free"], city="Fernley"
    )
    make_service(
        name="Rhyme time", places=[{"site": site}], schedules=[{"byday": ["MO"], "opens": "11:00", "closes": "12:00"}]
    )
    return site


def leaflet(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(response.content))


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def is_accessible(pdf, *, language, title):
    """Tagged, with a title and a language: what PDF/UA-1 asks for that can be seen from outside."""
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == title
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_a_list_is_a_leaflet_that_can_be_read_aloud(client):
    made = [
        make_service(
            name="Milk club", schedules=[{"byday": ["TU"], "opens": "09:30", "closes": "11:00"}], north_metres=9
        ),
        make_service(name="Money advice", phone="01632 960002", how_to_get_in="Ring on Monday."),
    ]
    pdf = leaflet(client, saved.link([one.id for one in made]).replace("/list/", "/list/leaflet.pdf"))
    is_accessible(pdf, language="en", title="Help for families")
    shown = words(pdf)
    assert shown.index("Milk club") < shown.index("Money advice")
    for part in ("Tuesdays, 9:30am to 11am", "1 Well Street, Fernley", "01632 960002", "Ring on Monday.", "Free"):
        assert part in shown, part


def test_a_service_is_a_leaflet(client):
    service = make_service(name="Milk club", description="Sit down with us.", languages=["en", "ur"], north_metres=10)
    pdf = leaflet(client, f"/services/{service.id}/leaflet.pdf")
    is_accessible(pdf, language="en", title="Milk club")
    for part in ("Sit down with us.", "English and Urdu", "1 Well Street"):
        assert part in words(pdf), part


def test_a_hub_is_a_leaflet_in_two_sizes(client, hub):
    pdf = leaflet(client, "/hubs/fernley-hub/leaflet.pdf")
    is_accessible(pdf, language="en", title="Fernley Hub")
    shown = words(pdf)
    for part in ("2 Well Street, Fernley", "01632 960123", "9am to 5pm", "Rhyme time", "11am to 12pm", "No steps"):
        assert part in shown, part
    small = leaflet(client, "/hubs/fernley-hub/leaflet.pdf?paper=a5")
    assert float(small.pages[0].mediabox.width) == pytest.approx(419.5, abs=1)  # 148 mm
    assert float(pdf.pages[0].mediabox.width) == pytest.approx(595.3, abs=1)


@pytest.mark.parametrize(("language", "when"), [("ur", "پیر"), ("pl", "poniedziałki"), ("uk", "понеділк")])
def test_a_leaflet_is_in_the_readers_language(client, hub, language, when):
    pdf = leaflet(client, f"/hubs/fernley-hub/leaflet.pdf?lang={language}")
    is_accessible(pdf, language=language, title="Fernley Hub")
    embedded = {
        str(font["/BaseFont"]) for page in pdf.pages for font in page["/Resources"]["/Font"].get_object().values()
    }
    assert not any("Libertinus" in name or "CMMath" in name for name in embedded), "a letter that our fonts lack"
    if language != "ur":  # right-to-left letters come out of a file in the order in which they are drawn
        assert when in words(pdf).lower()


def test_emoji_and_letters_of_any_script_do_not_stop_a_leaflet(client):
    service = make_service(name="Coffee ☕ and 🍰 親子", summary="Tea & <b>cake</b> #1 $x$ *stars* \\ `code` @ref")
    pdf = leaflet(client, f"/services/{service.id}/leaflet.pdf")
    assert "Tea & <b>cake</b> #1 $x$ *stars* \\ `code` @ref" in words(pdf)


def test_the_brands_logo_is_on_the_leaflet(client, hub):
    picture = BytesIO()
    Image.new("RGB", (600, 200), "#884400").save(picture, "PNG")
    with as_owner():
        Brand.objects.update_or_create(only=True, defaults={"logo": picture.getvalue(), "logo_alt": "Fernley Council"})
    brand.forget()
    pdf = leaflet(client, "/hubs/fernley-hub/leaflet.pdf")
    brand.forget()
    assert pdf.pages[0].images


def test_posters_are_one_page(client, hub):
    long = make_service(
        name="A service with quite a long name for anybody who cares for a child " * 2, summary="s" * 200
    )
    for address in ("/hubs/fernley-hub/poster.pdf", f"/services/{long.id}/poster.pdf"):
        assert len(leaflet(client, address).pages) == 1


def test_a_secret_address_is_on_no_paper(client):
    secret = {"address_1": "13 Hidden Lane", "city": "Secretham", "latitude": north(7), "longitude": MIDDLE[1]}
    refuge = make_service(
        name="Safe house", area_words="In the north of the borough", places=[secret | {"is_confidential": True}]
    )
    for address in (
        f"/services/{refuge.id}/leaflet.pdf",
        f"/services/{refuge.id}/poster.pdf",
        saved.link([refuge.id]).replace("/list/", "/list/leaflet.pdf"),
    ):
        shown = words(leaflet(client, address))
        assert "Safe house" in shown
        assert "In the north of the borough" in shown
        assert "Hidden" not in shown
        assert "Secretham" not in shown


def test_a_files_name_does_not_say_what_it_is_about(client):
    refuge = make_service(name="Safe house", terms=["domestic-abuse"])
    assert 'filename="help-for-families.pdf"' in client.get(f"/services/{refuge.id}/leaflet.pdf")["Content-Disposition"]


@pytest.mark.parametrize("address", ["/list/leaflet.pdf", "/list/leaflet.pdf?of=AAAA", "/hubs/none/leaflet.pdf"])
def test_there_is_no_leaflet_of_nothing(client, address):
    assert client.get(address).status_code == 404


def test_leaflets_of_one_address_are_counted(client, hub):
    with patch.object(leaflets, "MOST_LEAFLETS", 2):
        codes = [client.get("/hubs/fernley-hub/poster.pdf").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_leaflets_made_at_once_are_limited(client, hub):
    with patch.object(press, "WAIT_SECONDS", 0.01):
        taken = [press._presses.acquire(blocking=False) for _ in range(press.AT_ONCE)]
        try:
            assert client.get("/hubs/fernley-hub/poster.pdf").status_code == 429
        finally:
            for _ in filter(None, taken):
                press._presses.release()


# QR codes
def test_the_code_of_a_page_as_drawing_and_picture(client, hub):
    drawing = client.get("/qr.svg", {"path": "/hubs/fernley-hub/"})
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing.content.startswith(b"<svg")
    picture = client.get("/qr.png", {"path": "/hubs/fernley-hub/"})
    assert Image.open(BytesIO(picture.content)).size[0] >= 500


def test_a_code_never_says_where_somebody_lives():
    assert qr.address_of("/find/?q=baby&postcode=ZZ1+1AA&mine=1&lang=ur") == "http://testserver/find/?q=baby&lang=ur"


@pytest.mark.parametrize(
    "path",
    [
        "", "https://elsewhere.example/", "//elsewhere.example/", "hubs/", "/no-such-page/", "/staff/",
        "/account/login/",
        "/staff/directory/", "/find/?q=" + "x" * 900, "javascript:alert(1)", "/\\elsewhere.example",
        "/%2F/elsewhere.example",
    ],
)  # fmt: skip
def test_there_are_codes_of_our_own_public_pages_only(client, path):
    assert client.get("/qr.svg", {"path": path}).status_code == 404
    assert client.get("/qr.png", {"path": path}).status_code == 404
