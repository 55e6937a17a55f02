"""A family sees who will come, and asks again when the help has ended; a service opens again what ended by mistake."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory.models import Service
from hearth.referrals.models import Referral
from hearth.referrals.tests.factories import send_request
from tests.journeys.staff import signs_in
from tests.journeys.visitor import Visitor
from tests.journeys.worlds import NESTLING_MANAGER, demo_area

pytestmark = pytest.mark.django_db(transaction=True)
SERVICE = "Nestling feeding drop-in, The Lantern"


def a_picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 1200), "teal").save(out, "WEBP")
    return out.getvalue()


def asks() -> tuple[str, str]:
    with as_owner():
        service = Service.objects.select_related("organisation").get(name=SERVICE)
    sending = send_request(service, now=clock.now())
    return sending.referral.reference, sending.code


def follows(mother: Visitor, reference: str, code: str) -> None:
    mother.goes_to("/follow/")
    mother.fills("Reference", reference)
    mother.fills("Code", code)
    mother.presses("See my request")


def opens_and_accepts(worker: Visitor, reference: str) -> None:
    worker.goes_to(f"/referrals/{reference}/")
    worker.presses("Open this request")
    worker.follows("Accept", within="main")
    worker.presses("Accept it")


def ends_it(worker: Visitor, reference: str) -> None:
    worker.follows("Record first contact", within="main")
    worker.presses("Record first contact", within="main")
    worker.follows("Complete", within="main")
    worker.page.locator("main select").first.select_option("needs-met")
    worker.presses("Complete it")


def new_one() -> Referral:
    with as_owner():
        return Referral.objects.latest("created_at")


def test_a_mother_sees_who_comes_and_asks_again_when_it_has_ended(visitor):
    # given a worker who gives a picture of herself
    demo_area()
    hannah = visitor(phone=True, scripts=False)
    signs_in(hannah, NESTLING_MANAGER)
    hannah.goes_to("/staff/account/")
    hannah.follows(re.compile("Choose another one|Give a picture"))
    hannah.sees("You take it back at any time")
    hannah.presses("Give this picture")
    hannah.sees("Choose a picture")
    hannah.page.get_by_label("Choose a picture of yourself").set_input_files(
        {"name": "me.webp", "mimeType": "image/webp", "buffer": a_picture()}
    )
    hannah.fills("What does it show?", "Hannah, laughing, in a green jumper")
    hannah.presses("Give this picture")
    hannah.sees("Families that you work with see your picture now")
    # when she says yes to a mother
    reference, code = asks()
    mother = visitor(phone=True, scripts=False)
    follows(mother, reference, code)
    assert not mother.page.get_by_alt_text("Hannah, laughing, in a green jumper").count()
    opens_and_accepts(hannah, reference)
    # then the mother sees her, by an address that says nothing of anybody
    mother.goes_to("/follow/request/")
    shown = mother.page.get_by_alt_text("Hannah, laughing, in a green jumper")
    shown.scroll_into_view_if_needed()
    assert shown.get_attribute("src") == "/follow/who/"
    assert shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 320
    mother.sees("Hannah Whitlock")
    # when it has ended, the picture is gone, and she asks again without telling it twice
    ends_it(hannah, reference)
    mother.goes_to("/follow/request/")
    assert not mother.page.get_by_alt_text("Hannah, laughing, in a green jumper").count()
    mother.follows("Ask this service again")
    mother.presses("Send my request")
    mother.sees("Write what has changed, or what you need now")
    mother.fills("What has changed, or what do you need now?", "He bites now.")
    mother.presses("Send my request")
    mother.sees_heading("Your request is sent")
    again = new_one()
    mother.sees(again.reference)
    # then it waits at the service with all that was said, linked to the first
    hannah.goes_to(f"/referrals/{again.reference}/")
    hannah.sees(reference)
    hannah.presses("Open this request")
    hannah.sees("Feeding hurts and I am worn out.")
    hannah.sees("He bites now.")
    # when she takes her picture back
    hannah.goes_to("/staff/account/")
    hannah.follows("Take it back")
    hannah.presses("Take it back")
    hannah.sees("Your picture is deleted")


def test_a_service_opens_again_what_ended_by_mistake(visitor):
    demo_area()
    reference, code = asks()
    hannah = visitor(scripts=False)
    signs_in(hannah, NESTLING_MANAGER)
    opens_and_accepts(hannah, reference)
    ends_it(hannah, reference)
    # when she opens it again, first without a reason
    hannah.follows("Open it again", within="main")
    hannah.presses("Open it again", within="main")
    hannah.sees("Choose why it is opened again")
    hannah.chooses("It ended by mistake")
    hannah.presses("Open it again", within="main")
    # then a new one goes on, and the old one says where and cannot be opened once more
    again = new_one()
    hannah.sees(f"It goes on as {again.reference}")
    hannah.sees(reference)
    hannah.goes_to(f"/referrals/{reference}/")
    hannah.sees(again.reference)
    assert not hannah.page.locator("main").get_by_role("link", name="Open it again").count()
    # and the family follows it there from where it was
    mother = visitor(phone=True, scripts=False)
    follows(mother, reference, code)
    mother.sees("It had ended by mistake.")
    mother.presses("Follow it there")
    mother.sees(again.reference)
