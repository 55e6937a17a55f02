"""A professional refers: what is known is offered, consent where it is needed, urgency, drafts, documents."""

import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import enter
from hearth.core import clock
from hearth.core.models import Draft
from hearth.core.tests.support import as_owner
from hearth.families.tests.cast import browser, father, make_desk, make_hub, registered
from hearth.families.tests.factories import protect
from hearth.referrals import actions, files
from hearth.referrals.actions import Said
from hearth.referrals.files import NotTaken
from hearth.referrals.models import Attachment, Referral
from hearth.referrals.tests.factories import NOW, make_service, send_referral, working


@pytest.fixture
def referrer(cast, client):
    enter(client, cast.referrer)
    return client


FAMILY = {"given_name": "Dani", "family_name": "Hughes", "relation": "mother", "postcode": "", "language": "ur",
          "needs_interpreter": "yes"}  # fmt: skip
CHILD = {"stage": "born", "given_name": "Mason", "birth_date-day": 2, "birth_date-month": 3, "birth_date-year": 2024}
NEED = {"what_help": "Sleep, and somebody to ring.", "urgency": "urgent", "what_tried": "", "what_better": ""}
CONTACT = {"how": "call", "phone": "01632 960124", "voicemail_ok": "no"}
TIMES = {"when": "between", "safe_from": "09:00", "safe_until": "14:00"}
KNOWS = {"family_knows": "yes", "lawful_basis": "public-task"}
ALL = [("family", FAMILY), ("children/1/child", CHILD), ("children", {"another": "no"}), ("need", NEED),
       ("contact", CONTACT), ("times", TIMES), ("knows", KNOWS)]  # fmt: skip


def answers(client, rows=ALL, start="/referrals/send/"):
    for path, data in rows:
        response = client.post(f"{start}{path}/", data)
        assert response.status_code == 302, (path, response.content.decode()[:3000])


def refers(client, service):
    client.get(reverse("referrals:send"), {"service": service.pk})
    answers(client)
    sent = client.post("/referrals/send/check/", follow=True).content.decode()
    with as_owner():
        return Referral.objects.get(service=service), sent


def test_the_receipt_names_the_reference_and_what_is_due_by_when(cast, referrer):
    referral, page = refers(referrer, cast.service)
    assert "It is sent." in page
    assert referral.reference in page
    assert "They answer by" in page
    assert "Urgent" in page


def test_urgency_brings_the_days_forward_that_it_names(cast):
    usual = send_referral(cast.service, cast.referrer).referral
    urgent = send_referral(cast.service, cast.referrer, urgency="urgent").referral
    assert (usual.acknowledge_by, usual.decide_by) == (date(2026, 3, 5), date(2026, 3, 10))
    assert (urgent.acknowledge_by, urgent.decide_by, urgent.first_contact_by) == (
        date(2026, 3, 4), date(2026, 3, 4), date(2026, 3, 6)
    )  # fmt: skip


def test_a_second_referral_for_the_same_family_starts_from_the_first(cast, referrer):
    referral, _page = refers(referrer, cast.service)
    other = make_service(name="Sleep clinic")
    begun = referrer.get(reverse("referrals:send"), {"service": other.pk, "like": referral.reference}, follow=True)
    assert begun.redirect_chain[-1][0] == "/referrals/send/need/"  # who they are is known
    answers(referrer, [("need", NEED)])
    contact = referrer.get("/referrals/send/contact/").content.decode()
    assert "01632 960124" in contact or "+441632960124" in contact  # filled in, and asked again
    answers(referrer, [("contact", CONTACT), ("times", TIMES), ("knows", KNOWS)])
    referrer.post("/referrals/send/check/")
    with as_owner():
        second = Referral.objects.get(service=other)
        people = [(p.source_record.given_name, p.role) for p in second.people.order_by("order")]
        adult = second.people.order_by("order").first().source_record
    assert people == [("Dani", "parent"), ("Mason", "child")]
    assert (adult.language, adult.needs_interpreter) == ("ur", True)


def test_only_what_the_own_organisation_sent_is_offered_again(cast, client):
    referral = send_referral(cast.service, cast.referrer).referral
    enter(client, cast.stranger)
    found = client.get(reverse("referrals:send"), {"service": cast.service.pk, "like": referral.reference})
    assert found.status_code == 404


def test_a_family_that_one_referred_before_is_offered_on_the_first_page(cast, referrer):
    referral, _page = refers(referrer, cast.service)
    other = make_service(name="Sleep clinic")
    first = referrer.get(reverse("referrals:send"), {"service": other.pk}, follow=True).content.decode()
    assert "A family that you referred before" in first
    assert "Dani Hughes" in first
    assert f"?service={other.pk}&amp;like={referral.reference}" in first
    answers(referrer, [("family", FAMILY)])
    assert "Dani Hughes" not in referrer.get("/referrals/send/family/").content.decode()  # one is being written


def test_what_colleagues_sent_is_not_offered_unasked(cast, client):
    send_referral(cast.service, cast.referrer)
    with as_owner():
        organisation = cast.referrer.active_membership.organisation
    enter(client, make_member("referrer", organisation))
    page = client.get(reverse("referrals:send"), {"service": cast.service.pk}, follow=True).content.decode()
    assert "A family that you referred before" not in page


def test_the_desk_starts_from_what_a_family_told_when_it_registered(cast):
    hub = make_hub()
    done, desk = registered(hub), browser(make_desk(hub))
    page = desk.get(reverse("register:registration", args=[done.registration.pk])).content.decode()
    start = f"{reverse('referrals:send')}?registered={done.registration.pk}"
    assert start in page
    assert str(done.registration.pk) in desk.get(start).content.decode()  # kept while a service is looked for
    begun = desk.get(f"{start}&service={cast.service.pk}", follow=True)
    page = begun.content.decode()
    assert begun.redirect_chain[-1][0] == "/referrals/send/family/"
    assert 'value="Marek"' in page
    assert 'value="pl" selected' in page
    desk.post("/referrals/send/family/", FAMILY | {"given_name": "Marek", "family_name": "Kowalski"})
    # The baby's due date is over by now, so it is asked for again; the first child is there.
    assert desk.get("/referrals/send/need/").url == "/referrals/send/children/2/child/"
    assert 'value="Zofia"' in desk.get("/referrals/send/children/1/child/").content.decode()
    assert "Zofia" in desk.get("/referrals/send/children/").content.decode()


def test_a_protected_address_is_not_filled_in(cast):
    hub = make_hub()
    done, desk = registered(hub, adult=father(postcode="ZZ1 1AA")), browser(make_desk(hub))
    start = f"{reverse('referrals:send')}?service={cast.service.pk}&registered={done.registration.pk}"
    assert 'value="ZZ1 1AA"' in desk.get(start, follow=True).content.decode()
    with as_owner():
        protect(done.registration.people.get(order=0).source_record, hub.organisation)
    other = browser(make_desk(hub))
    page = other.get(start, follow=True).content.decode()
    assert 'value="Marek"' in page
    assert "ZZ1 1AA" not in page


def test_another_hubs_registration_is_not_there(cast):
    done, stranger = registered(make_hub()), browser(make_desk(make_hub()))
    start = f"{reverse('referrals:send')}?service={cast.service.pk}&registered="
    assert stranger.get(f"{start}{done.registration.pk}").status_code == 404
    assert stranger.get(f"{start}no-id").status_code == 404


def test_where_consent_is_needed_no_other_basis_is_taken_and_the_family_must_know(cast, referrer):
    manager = make_member("hub-manager", cast.service.organisation)
    with working(manager) as by:
        actions.set_pathway(service=cast.service, said=Said(needs_consent=True), version=0, by=by, now=NOW)
    referrer.get(reverse("referrals:send"), {"service": cast.service.pk})
    answers(referrer, ALL[:-1])
    refused = referrer.post("/referrals/send/knows/", KNOWS | {"family_knows": "no", "why_not": "x"}).content.decode()
    assert "Talk with them first" in refused
    assert referrer.post("/referrals/send/knows/", KNOWS).status_code == 200
    assert referrer.post("/referrals/send/knows/", KNOWS | {"lawful_basis": "consent"}).status_code == 302


def test_the_service_is_told_by_nobody_that_it_cannot_be_asked_around_its_consent(cast):
    """The rule holds below the form too."""
    manager = make_member("hub-manager", cast.service.organisation)
    with working(manager) as by:
        actions.set_pathway(service=cast.service, said=Said(needs_consent=True), version=0, by=by, now=NOW)
    with pytest.raises(actions.ConsentNeeded):
        send_referral(cast.service, cast.referrer)
    assert send_referral(cast.service, cast.referrer, lawful_basis="consent").is_new


def test_a_draft_is_kept_ninety_days_listed_and_deleted_on_wish(cast, referrer):
    referrer.get(reverse("referrals:send"), {"service": cast.service.pk})
    referrer.post("/referrals/send/family/", FAMILY)
    with as_owner():
        kept = Draft.objects.get(kind="referrals.send").expires_at - clock.now()
    assert timedelta(days=89) < kept <= timedelta(days=90)
    page = referrer.get(reverse("referrals:sent")).content.decode()
    assert f"You are writing to {cast.service.name}" in page
    other = make_service(name="Sleep clinic")
    asked = referrer.get(reverse("referrals:send"), {"service": other.pk}).content.decode()
    assert "Only one can be written at a time" in asked
    referrer.post(reverse("referrals:forget_draft"))
    with as_owner():
        assert not Draft.objects.filter(kind="referrals.send").exists()
    assert "You are writing to" not in referrer.get(reverse("referrals:sent")).content.decode()


def test_before_anything_is_typed_the_first_page_says_the_wait(cast, referrer):
    page = referrer.get(reverse("referrals:send"), {"service": cast.service.pk}, follow=True).content.decode()
    assert "Too few families in the last 90 days to say." in page


def test_a_member_whose_role_sends_nothing_is_told_so_on_the_pathway(cast, client):
    enter(client, make_member("analyst"))
    page = client.get(reverse("referrals:refer", args=[cast.service.pk]), follow=True)
    assert page.status_code == 200
    assert "Your role sends no requests" in page.content.decode()


# Documents ----------------------------------------------------------------------------------------------------------


def pdf():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def script_pdf():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")})
    writer.root_object[NameObject("/OpenAction")] = action
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def locked_pdf():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def photo():
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Qxsecret place"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def word(*more):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            parts.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("Letter.PDF", pdf(), "Letter.pdf"),
        ("../../etc/photo.png", photo(), "photo.jpg"),
        ("plan.docx", word(), "plan.docx"),
        ("C:\\me\\<b>.doc", word(), "b.docx"),
    ],
)
def test_what_a_file_is_its_content_says(name, content, kept):
    assert files.check(name=name, content=content).name == kept


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 a program",
        b"<html><script>alert(1)</script>",
        b"",
        b"%PDF-1.7 and then nothing",
        b"\xff\xd8\xff not a picture",
        script_pdf(),
        locked_pdf(),
        word("word/vbaProject.bin"),
        word("word/embeddings/tool.exe"),
        pdf() + b"0" * files.LARGEST,
    ],
)
def test_what_could_run_or_cannot_be_read_is_refused(content):
    with pytest.raises(NotTaken):
        files.check(name="letter.pdf", content=content)


def test_a_picture_loses_what_is_hidden_in_it():
    kept = files.check(name="a.jpg", content=photo()).content
    assert b"Qxsecret" in photo()
    assert b"Qxsecret" not in kept


def test_a_document_is_read_by_the_service_only_once_it_is_opened(cast, referrer):
    referral, _page = refers(referrer, cast.service)
    address = reverse("referrals:add_document", args=[referral.reference])
    refused = referrer.post(address, {"document": SimpleUploadedFile("a.pdf", b"MZ", "application/pdf")})
    assert "Choose a PDF, a Word document" in refused.content.decode()
    referrer.post(address, {"document": SimpleUploadedFile("Letter.pdf", pdf(), "application/pdf")})
    referrer.post(address, {"document": SimpleUploadedFile("Again.pdf", pdf(), "application/pdf")})
    with as_owner():
        attachment = Attachment.objects.get()
    with working(cast.worker):
        assert not Attachment.objects.exists()
        actions.open(referral=referral, by=_actor(cast.worker), now=clock.now())
        assert Attachment.objects.exists()
    with working(cast.stranger):
        assert not Attachment.objects.exists()
    got = referrer.get(reverse("referrals:sent_document", args=[referral.reference, attachment.pk]))
    assert got.content == pdf()
    assert got["Content-Disposition"] == 'attachment; filename="Letter.pdf"'
    assert "sandbox" in got["Content-Security-Policy"]


def _actor(user):
    from hearth.referrals.tests.factories import actor

    return actor(user)


def test_a_document_that_should_not_have_come_is_deleted_by_its_sender_alone(cast):
    referral = send_referral(cast.service, cast.referrer).referral
    with working(cast.referrer) as by:
        found = actions.attach(referral=referral, name="a.pdf", content=pdf(), by=by, now=NOW)
    with working(cast.worker) as by, pytest.raises(Referral.DoesNotExist):
        actions.take_away_document(referral=referral, attachment_id=found.pk, by=by)
    with working(cast.referrer) as by:
        actions.take_away_document(referral=referral, attachment_id=found.pk, by=by)
    with as_owner():
        assert not Attachment.objects.exists()
