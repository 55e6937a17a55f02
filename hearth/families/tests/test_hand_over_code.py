"""The desk hands over a code on paper, and a family that no code can reach opens its page with it, once."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import ProgrammingError
from django.test import Client
from pypdf import PdfReader

from hearth.access.tests.support import actor, logged
from hearth.core import clock
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.families.actions import Contact, paper_codes
from hearth.families.actions.errors import NotAllowed
from hearth.families.actions.opening import TRIES
from hearth.families.actions.paper_codes import LASTS, NotMet
from hearth.families.models import PaperCode, Registration
from hearth.families.tests.cast import NOW, browser, make_desk, make_hub, registered, sends_codes, working

pytestmark = pytest.mark.django_db
CALL = Contact(channels=["call"], phone="+447700900417")


@pytest.fixture
def hub():
    return make_hub()


def met(hub, **values):
    """A family that a hub has met, and that gets no messages."""
    done = registered(hub, **{"contact": CALL} | values)
    with as_owner():
        Registration.objects.filter(pk=done.registration.pk).update(met_at=NOW)
    return done.registration


def at(registration):
    return f"/families/register/{registration.pk}/code/"


def handed(registration, desk):
    """The code on the paper."""
    answer = browser(desk).post(at(registration))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert registration.reference in text
    assert "/your-family/reference/" in text
    return re.search(r"\b[2-9B-Z]{3}-[2-9B-Z]{3}\b", text.replace(registration.reference, "")).group()


def types(window, registration, code):
    return window.post("/your-family/reference/", {"reference": registration.reference, "code": code}, follow=True)


def test_it_opens_the_page_once_and_a_contact_can_be_chosen_there(hub):
    family = met(hub)
    code = handed(family, make_desk(hub))
    window = Client()
    page = types(window, family, code).content.decode()
    assert "Marek Kowalski" in page
    assert "This code is used up" in page
    assert "do not go together" in types(Client(), family, code).content.decode()
    window.post("/your-family/contact/", {"how": "text", "mobile": "07700 900418", "when": "any"})
    Client().post("/your-family/", {"how": "text", "mobile": "07700 900418"})
    sends_codes()
    with as_owner():
        assert OutboxMessage.objects.filter(purpose="families.code").exists()
    assert [entry.detail["way"] for entry in logged("families.own_opened")] == ["paper"]


def test_the_code_of_the_registration_still_opens_it(hub):
    done = registered(hub, contact=CALL)
    with as_owner():
        Registration.objects.filter(pk=done.registration.pk).update(met_at=NOW)
    handed(done.registration, make_desk(hub))
    assert "Marek Kowalski" in types(Client(), done.registration, done.code).content.decode()
    with as_owner():
        assert PaperCode.objects.get().used_at is None


def test_it_is_too_old_after_two_days(hub):
    family = met(hub)
    code = handed(family, make_desk(hub))
    with clock.standing_at(clock.now() + LASTS + timedelta(minutes=1)):
        assert "do not go together" in types(Client(), family, code).content.decode()


def test_the_newest_alone_counts(hub):
    family, desk = met(hub), make_desk(hub)
    older, newer = handed(family, desk), handed(family, desk)
    assert "do not go together" in types(Client(), family, older).content.decode()
    assert "Marek Kowalski" in types(Client(), family, newer).content.decode()


def test_it_can_be_guessed_at_a_few_times_only(hub):
    family = met(hub)
    code = handed(family, make_desk(hub))
    start = clock.now().replace(hour=9, minute=0)
    for quarter in range(TRIES):
        with clock.standing_at(start + timedelta(minutes=16 * quarter)):
            types(Client(), family, "222-222")
    with clock.standing_at(start + timedelta(hours=3)):
        assert "do not go together" in types(Client(), family, code).content.decode()


def test_nobody_hands_one_over_to_a_family_that_was_not_met(hub):
    family, desk = registered(hub, contact=CALL).registration, make_desk(hub)
    assert "First somebody must have met them" in browser(desk).post(at(family)).content.decode()
    page = browser(desk).get(at(family).removesuffix("code/")).content.decode()
    assert "Once you have met them" in page
    with working(desk), pytest.raises(NotMet):
        paper_codes.hand_over(registration=family, by=actor(desk), now=clock.now())
    with as_owner():
        assert not PaperCode.objects.exists()


def test_nor_where_they_must_be_met_again(hub):
    family, desk = met(hub), make_desk(hub)
    code = handed(family, desk)
    window = Client()
    types(window, family, code)
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        window.post(
            "/your-family/correct/1/",
            {"given_name": "Ewa", "family_name": "Nowak", "birth_date-day": "1", "birth_date-month": "2",
             "birth_date-year": "1990"},
        )  # fmt: skip
        assert browser(desk).post(at(family)).status_code == 409


def test_only_whoever_registers_at_that_hub(hub):
    family = met(hub)
    assert browser(make_desk(make_hub())).post(at(family)).status_code == 404
    assert browser(make_desk(hub, "practitioner")).post(at(family)).status_code == 403
    other = make_desk(make_hub())
    with working(other), pytest.raises(NotAllowed):
        paper_codes.hand_over(registration=family, by=actor(other), now=clock.now())
    with working(other), pytest.raises(ProgrammingError, match="row-level security"):
        PaperCode.objects.create(registration=family, code_hash="0" * 64, expires_at=clock.now(), by_user=other.pk)


def test_asking_first_makes_none(hub):
    family = met(hub)
    page = browser(make_desk(hub)).get(at(family)).content.decode()
    assert "Only to the adult who registered" in page
    with as_owner():
        assert not PaperCode.objects.exists()


def test_the_family_reads_who_handed_it_over(hub):
    family, desk = met(hub), make_desk(hub)
    window = Client()
    types(window, family, handed(family, desk))
    page = window.get("/your-family/looked/").content.decode()
    assert desk.name in page
    assert "Handed over a code on paper that opens this page" in page
    assert logged("families.code_handed_over")[0].subject_id == family.pk


def test_a_family_with_a_safe_contact_hears_of_it(hub):
    """So that nobody at a desk opens a page for themselves unseen."""
    family = met(hub, contact=Contact(channels=["text"], phone="+447700900417"))
    code = handed(family, make_desk(hub))
    with as_owner():
        message = OutboxMessage.objects.get(purpose="families.code_handed_over")
    assert message.recipient == "+447700900417"
    assert code not in message.body
    assert "Kowalski" not in message.body


def test_the_desk_sees_that_one_is_about_and_not_which(hub):
    family, desk = met(hub), make_desk(hub)
    code = handed(family, desk)
    page = browser(desk).get(at(family).removesuffix("code/")).content.decode()
    assert "A code on paper was handed over" in page
    assert code not in page


def test_the_serving_role_changes_nothing_of_it_but_that_it_is_used(hub):
    family, desk = met(hub), make_desk(hub)
    handed(family, desk)
    with working(desk), pytest.raises(ProgrammingError, match="permission denied"):
        PaperCode.objects.update(expires_at=clock.now() + timedelta(days=99))
    with working(desk):
        assert PaperCode.objects.update(used_at=clock.now()) == 0


@pytest.mark.parametrize("language", ["pl", "ur", "uk"])
def test_the_paper_speaks_the_family_s_language(hub, language):
    family = met(hub, contact=Contact(channels=["call"], phone="+447700900417", language=language))
    assert handed(family, make_desk(hub))
