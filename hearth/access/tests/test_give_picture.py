"""A member gives a picture of themself, and takes it back."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hearth.access import actions, portraits
from hearth.access.models import Portrait
from hearth.access.tests.factories import make_member
from hearth.access.tests.support import actor, enter, logged
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner


def picture(form="PNG", size=(400, 300), mode="RGB", colour="teal", **options):
    out = BytesIO()
    Image.new(mode, size, colour).save(out, form, **options)
    return out.getvalue()


def kept(content):
    return Image.open(BytesIO(portraits.drawn_anew(content)))


def upload(content, name="me.png"):
    return {"picture": SimpleUploadedFile(name, content, "image/png"), "words": "Sam, smiling"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_each_kind_is_kept_as_a_small_square(form):
    drawn = kept(picture(form))
    assert (drawn.format, drawn.size) == ("JPEG", (portraits.SIDE, portraits.SIDE))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "CMYK", "1"])
def test_colours_of_every_kind_become_plain_ones(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert kept(picture(form, mode=mode, colour=0)).mode == "RGB"


def test_what_is_clear_becomes_white():
    assert kept(picture(mode="RGBA", colour=(0, 0, 0, 0))).getpixel((5, 5)) == (255, 255, 255)


def test_nothing_else_that_the_file_said_is_kept():
    said = Image.Exif()
    said[0x010E] = "At home in Qxlane"
    drawn = portraits.drawn_anew(picture("JPEG", exif=said, comment=b"Qxcomment"))
    assert b"Qx" not in drawn
    assert not Image.open(BytesIO(drawn)).getexif()


def test_a_picture_taken_sideways_is_turned():
    said = Image.Exif()
    said[0x0112] = 6  # turn it by a quarter
    half = Image.new("RGB", (400, 400), "white")
    half.paste("black", (0, 0, 400, 200))
    out = BytesIO()
    half.save(out, "JPEG", exif=said)
    assert kept(out.getvalue()).getpixel((300, 160))[0] < 30


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "JPEG, PNG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG or WebP"),
        (b"\x89PNG\r\n\x1a\nno more", "JPEG, PNG or WebP"),
        (picture("GIF"), "JPEG, PNG or WebP"),
        (picture()[:200], "JPEG, PNG or WebP"),
        (picture(size=(159, 900)), "too small"),
        (picture(size=(8000, 7000), mode="1", colour=0), "too large"),
        (picture(size=(15000, 15000), mode="1", colour=0), "too large"),
        (b"\xff\xd8\xff" + b"0" * portraits.LARGEST, "too large"),
    ],
)
def test_what_is_no_picture_or_of_no_use_is_refused_with_words(content, words):
    with pytest.raises(portraits.NotTaken, match=words):
        portraits.drawn_anew(content)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_damaged_file_is_refused_or_drawn_and_nothing_else(form, data):
    content = bytearray(picture(form, size=(170, 160)))
    for _time in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        drawn = portraits.drawn_anew(bytes(content))
    except portraits.NotTaken:
        return
    assert Image.open(BytesIO(drawn)).size == (portraits.SIDE, portraits.SIDE)


@pytest.mark.django_db
class TestPages:
    def test_it_is_given_and_shown_and_taken_back(self, client):
        member = make_member("practitioner")
        enter(client, member)
        assert client.get(reverse("access:own_picture")).status_code == 404
        assert client.post(reverse("access:picture"), upload(picture())).url == reverse("access:account")
        page = client.get(reverse("access:account")).content.decode()
        assert 'alt="Sam, smiling"' in page
        shown = client.get(reverse("access:own_picture"))
        assert shown.headers["Content-Type"] == "image/jpeg"
        assert "no-store" in shown.headers["Cache-Control"]
        assert "Take your picture back?" in client.get(reverse("access:take_picture_back")).content.decode()
        client.post(reverse("access:take_picture_back"))
        with as_owner():
            assert not Portrait.objects.exists()
        assert len(logged("access.picture_given")) == len(logged("access.picture_taken_back")) == 1

    def test_another_one_takes_the_place_of_the_first(self, client):
        member = make_member("practitioner")
        enter(client, member)
        client.post(reverse("access:picture"), upload(picture()))
        client.post(reverse("access:picture"), upload(picture(colour="red")))
        with as_owner():
            assert Portrait.objects.count() == 1

    def test_a_refused_file_says_why_beside_the_field_and_keeps_the_words(self, client):
        enter(client, make_member("practitioner"))
        page = client.post(reverse("access:picture"), upload(b"%PDF-1.7", "me.png")).content.decode()
        assert "Choose a picture: a JPEG, PNG or WebP file" in page
        assert "Sam, smiling" in page
        assert (
            "Say what the picture shows"
            in client.post(reverse("access:picture"), upload(picture()) | {"words": ""}).content.decode()
        )

    def test_it_goes_when_the_account_is_closed(self, client):
        manager = make_member("provider-manager")
        member = make_member("practitioner", organisation=manager.active_membership.organisation)
        with acting_as(user_id=member.pk):
            actions.give_picture(user=member, content=picture(), words="Sam", by=actor(member), now=clock.now())
        with acting_as(user_id=manager.pk):
            actions.deactivate(membership=member.active_membership, by=actor(manager), now=clock.now())
        with as_owner():
            assert not Portrait.objects.exists()

    def test_who_looks_after_accounts_can_take_it_away_and_other_colleagues_see_none(self, client):
        manager = make_member("provider-manager")
        organisation = manager.active_membership.organisation
        member, colleague = (make_member("practitioner", organisation=organisation) for _each in range(2))
        with acting_as(user_id=member.pk):
            actions.give_picture(user=member, content=picture(), words="Sam", by=actor(member), now=clock.now())
        address = reverse("access:member_picture", args=[member.active_membership_id])
        enter(client, colleague)
        assert client.get(address).status_code == 403
        enter(client, manager)
        assert client.get(address).status_code == 200
        client.post(reverse("access:remove_picture", args=[member.active_membership_id]))
        assert client.get(address).status_code == 404
        assert [entry.subject_id for entry in logged("access.picture_removed")] == [member.pk]

    def test_elsewhere_nobody_sees_it(self, client):
        member, other = make_member("practitioner"), make_member("provider-manager")
        with acting_as(user_id=member.pk):
            actions.give_picture(user=member, content=picture(), words="Sam", by=actor(member), now=clock.now())
        enter(client, other)
        assert client.get(reverse("access:member_picture", args=[member.active_membership_id])).status_code == 404
        with acting_as(user_id=other.pk):
            assert not Portrait.objects.exists()
