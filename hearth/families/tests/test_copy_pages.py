"""Two information leads make a copy on pages: without a script, with everything logged and nothing lost."""

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import enter, logged
from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.families import own
from hearth.families.actions import copies
from hearth.families.models import CopyFile, CopySignOff, FamilyAsk
from hearth.families.tests.copying import (
    begun,
    decide_as_proposed,
    does,
    make_scene,
    part,
    referral_of,
    signed,
    third_party,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


def page(client, name, *arguments) -> str:
    return client.get(reverse(f"copies:{name}", args=arguments)).content.decode()


def test_it_stands_on_today_with_its_day_and_a_lead_begins_it(client, scene):
    enter(client, scene.lead)
    assert scene.registration.reference in client.get(reverse("access:today")).content.decode()
    assert "Put together what is held?" in page(client, "begin", scene.ask.pk)
    answer = client.post(reverse("copies:begin", args=[scene.ask.pk]))
    shown = client.get(answer.url).content.decode()
    assert "Decide of the next part" in shown
    assert "1 part" not in page(client, "asks")
    assert len(logged("families.copy_viewed")) == 1


def test_words_are_ticked_and_typed_and_struck_through(client, scene):
    third_party(scene)
    referral_of(scene, scene.known)
    file = begun(scene)
    request = part(file, "request")
    enter(client, scene.lead)
    address = reverse("copies:part", args=[file.pk, request.number])
    assert "Somebody else is in it" in client.get(address).content.decode()
    assert "Choose why" in client.post(address, {"decision": "black-out", "passages": "Quentin"}).content.decode()
    which = next(i for i, item in enumerate(request.items) if "bedtimes" in item["text"])
    start = request.items[which]["text"].index("We do not")
    said = {
        "decision": "black-out", "passages": "Nobody", "pieces": [f"{which}:{start}:{start + 16}"],
        "black_reason": "another-person", "see": "1",
    }  # fmt: skip
    wrong = client.post(address, said).content.decode()
    assert "“Nobody” does not stand in this part" in wrong
    assert client.post(address, said | {"passages": "quentin"}).url == address
    shown = client.get(address).content.decode()
    assert "<del>Quentin</del>" in shown
    assert "<del>We do not sleep.</del>" in shown


def test_with_one_lead_alone_the_page_says_that_nobody_can_sign_it_off(client, scene):
    with as_owner():
        scene.second.is_active = False
        scene.second.save()
    file = begun(scene)
    enter(client, scene.lead)
    assert "Nobody else can sign this off" in page(client, "file", file.pk)


def test_the_second_reads_it_signs_it_off_and_hands_it_over(client, scene):
    third_party(scene)
    file = begun(scene)
    decide_as_proposed(file, scene.lead)
    does(copies.put_for_sign_off, file, scene.lead)
    enter(client, scene.lead)
    assert "Somebody who did not prepare it" in page(client, "file", file.pk)
    refused = client.post(reverse("copies:sign", args=[file.pk]))
    assert refused.status_code == 409
    assert "The copy stays as it is" in refused.content.decode()
    assert client.get(reverse("copies:pdf", args=[file.pk])).status_code == 404
    enter(client, scene.second)
    assert "<del>Quentin Xavier</del>" in page(client, "as_read", file.pk)
    client.post(reverse("copies:sign", args=[file.pk]))
    taken = client.get(reverse("copies:pdf", args=[file.pk]))
    assert taken.content.startswith(b"%PDF")
    assert "no-store" in taken["Cache-Control"]
    assert "Quentin" not in client.get(reverse("copies:data", args=[file.pk])).content.decode()
    assert "Choose how they get it" in client.post(reverse("copies:hand_over", args=[file.pk]), {}).content.decode()
    client.post(reverse("copies:hand_over", args=[file.pk]), {"how": "collected", "words": "Passport seen"})
    assert "Passport seen" in page(client, "file", file.pk)
    assert scene.registration.reference not in client.get(reverse("access:today")).content.decode()


def test_the_family_takes_it_from_its_own_page_and_nobody_else_does(client, scene):
    file = begun(scene)
    signed(scene, file)
    session = client.session
    session[own.OPENED], session[own.OPENED_AT] = str(scene.registration.pk), clock.now().timestamp()
    session.save()
    assert client.get("/your-family/copy/your-copy.pdf").status_code == 404
    does(copies.hand_over, file, scene.lead, how="own-page", words="")
    assert "The copy that you asked for" in client.get("/your-family/held/").content.decode()
    taken = client.get("/your-family/copy/your-copy.pdf")
    with as_owner():
        assert taken.content == bytes(CopySignOff.objects.get(file=file).pdf)
    assert [entry.actor_kind for entry in logged("families.copy_taken")] == ["family"]
    client.post("/your-family/leave/")
    assert client.get("/your-family/copy/your-copy.pdf").status_code == 302


@pytest.mark.parametrize("role", ["hub-manager", "administrator", "practitioner", "records-clerk"])
def test_no_other_role_opens_it(client, scene, role):
    file = begun(scene)
    enter(client, make_member(role, scene.host))
    assert client.get(reverse("copies:file", args=[file.pk])).status_code == 403


def test_a_lead_of_another_organisation_finds_no_such_page(client, scene):
    file = begun(scene)
    enter(client, make_member("information-lead"))
    for name, arguments in (("file", [file.pk]), ("as_read", [file.pk]), ("part", [file.pk, 1])):
        assert client.get(reverse(f"copies:{name}", args=arguments)).status_code == 404
    assert client.get(reverse("copies:begin", args=[scene.ask.pk])).status_code == 404


def test_begun_twice_it_is_one(client, scene):
    enter(client, scene.lead)
    for _again in range(2):
        client.post(reverse("copies:begin", args=[scene.ask.pk]))
    with as_owner():
        assert CopyFile.objects.count() == 1
        assert FamilyAsk.objects.get(pk=scene.ask.pk).answered_at is None
