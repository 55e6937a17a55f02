"""The network's look: an administrator changes it, colours nobody could read are refused, a logo is a real picture."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import enter, logged
from hearth.core import brand as brands
from hearth.core.models import Brand
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db
PAGE = "/staff/brand/"


@pytest.fixture(autouse=True)
def nothing_kept_from_other_tests():
    brands.forget()
    yield
    brands.forget()


@pytest.fixture
def administrator(client):
    enter(client, make_member("administrator", make_organisation(is_host=True)))
    return client


def answers(**changes):
    default = Brand()
    names = ["name", "council_name", "strapline", "phone", "worried_phone", "email", "address", "footer", "logo_alt"]
    return {name: getattr(default, name) for name in [*names, *brands.COLOURS]} | changes


def picture(kind="PNG", size=(300, 100)):
    out = io.BytesIO()
    Image.new("RGB", size, "#00594f").save(out, kind)
    return SimpleUploadedFile(f"logo.{kind.lower()}", out.getvalue(), f"image/{kind.lower()}")


def stored():
    with as_owner():
        return Brand.objects.get()


def test_what_is_saved_is_worn_by_the_next_page_and_logged(administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = administrator.post(
            PAGE, answers(name="Brackenfold Family Hubs", primary="#5b1a6b", phone="0161 496 0000")
        )
    assert response.url == PAGE
    page = administrator.get("/cookies/").content.decode()
    assert "Brackenfold Family Hubs" in page and "0161 496 0000" in page
    assert "--hearth-primary:#5b1a6b" in administrator.get("/brand.css").content.decode()
    assert logged("access.brand_changed")[0].detail == {"changed": ["name", "phone", "primary"]}


def test_a_colour_too_faint_to_read_is_refused_in_words(administrator):
    page = administrator.post(PAGE, answers(primary="#7fb3ab")).content.decode()
    assert "Links on the page would be hard to read: the contrast is 2.3 to 1 and needs 4.5 to 1." in page
    with as_owner():
        assert not Brand.objects.exists()


def test_the_action_refuses_faint_colours_whoever_calls_it():
    from hearth.access import actions
    from hearth.core import clock
    from hearth.core.actors import SYSTEM

    values = actions.BrandValues(**answers(ink="#999999"))
    with pytest.raises(actions.ColoursTooFaint):
        actions.save_brand(values=values, now=clock.now(), by=SYSTEM)


def test_preview_saves_nothing_and_shows_the_colours(administrator):
    page = administrator.post(PAGE, answers(primary="#5b1a6b", preview="1")).content.decode()
    assert "primary=%235b1a6b" in page
    css = administrator.get("/staff/brand/preview.css?primary=%235b1a6b&ink=red").content.decode()
    assert ".hearth-preview{" in css and "#5b1a6b" in css and "red" not in css
    with as_owner():
        assert not Brand.objects.exists()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_again_and_served_as_a_small_png(administrator, kind):
    administrator.post(PAGE, answers(logo=picture(kind, (900, 600)), logo_alt="Brackenfold Council"))
    response = administrator.get("/brand/logo.png")
    assert response["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size == (198, 132)


def test_a_page_that_calls_itself_a_picture_is_no_logo(administrator):
    fake = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")
    page = administrator.post(PAGE, answers(logo=fake, logo_alt="Logo")).content.decode()
    assert "We could not read that picture." in page


def test_a_picture_of_far_too_many_pixels_is_no_logo(administrator):
    page = administrator.post(PAGE, answers(logo=picture("PNG", (5000, 1000)), logo_alt="Logo")).content.decode()
    assert "The picture is too large." in page


def test_a_logo_needs_words_for_those_who_cannot_see_it(administrator):
    assert "Enter what the logo says" in administrator.post(PAGE, answers(logo=picture())).content.decode()


def test_the_logo_can_be_removed(administrator):
    administrator.post(PAGE, answers(logo=picture(), logo_alt="Brackenfold Council"))
    administrator.post(PAGE, answers(remove_logo="on", logo_alt="Brackenfold Council"))
    assert stored().logo is None and stored().logo_alt == ""
    assert administrator.get("/brand/logo.png").status_code == 404


@pytest.mark.parametrize("role", ["practitioner", "front-desk", "provider-editor"])
def test_other_roles_do_not_change_the_look(client, role):
    enter(client, make_member(role, make_organisation(is_host=True)))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, answers(name="Mine")).status_code == 403


def test_the_stylesheet_may_be_kept_for_good_under_its_version(client):
    kept = client.get(f"/brand.css?v={Brand().version}")["Cache-Control"]
    assert "immutable" in kept
    assert "immutable" not in client.get("/brand.css?v=999")["Cache-Control"]
    assert "Set-Cookie" not in client.get("/brand.css").headers


@pytest.mark.parametrize("address", ["/accessibility/", "/cookies/", "/privacy/"])
def test_every_footer_link_opens(client, address):
    assert client.get(address).status_code == 200


def test_the_default_brand_can_be_read_by_everybody():
    default = Brand()
    assert brands.too_faint({name: getattr(default, name) for name in brands.COLOURS}) == []


def test_contrast_is_that_of_the_guidelines():
    assert round(brands.contrast("#000000", "#ffffff"), 2) == 21
    assert round(brands.contrast("#767676", "#ffffff"), 2) == 4.54
