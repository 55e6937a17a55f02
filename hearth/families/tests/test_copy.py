"""The copy that a family asks for: gathered in parts, decided by one, signed off by another; what was blacked out is in
no file that leaves."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import ProgrammingError, transaction
from pypdf import PdfReader

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, logged, mails
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.families.actions import copies
from hearth.families.actions.registering import as_family
from hearth.families.models import CopyFile, CopyHandover, CopyPart, CopySignOff, FamilyAsk, Registration
from hearth.families.queries import copies as queries
from hearth.families.tests.copying import (
    begun,
    decide,
    decide_as_proposed,
    does,
    guest,
    make_scene,
    part,
    parts_of,
    referral_of,
    same,
    sealed_part,
    signed,
    third_party,
)
from hearth.families.tests.factories import make_involvement, make_record, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


def texts(file) -> str:
    return "\n".join(
        f"{one.title} {one.about} {item['label']} {item['text']}" for one in parts_of(file) for item in one.items
    )


def pdf_text(signed_off) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(bytes(signed_off.pdf))).pages)


class TestGathering:
    def test_it_holds_what_every_source_said_of_somebody_whom_the_hub_has_met(self, scene):
        referral_of(scene, scene.known)
        found = texts(begun(scene))
        for words in ("Health visiting", "Zofia Kowalska", "+447700900999", "Qxvisiting", "We do not sleep", "Qxclerk"):
            assert words in found

    def test_of_a_family_that_nobody_met_only_what_it_said_itself(self):
        scene = make_scene(met=False)
        referral_of(scene, scene.known)
        file = begun(scene)
        found = texts(file)
        assert "Zofia Kowalska" in found
        for words in ("Health visiting", "+447700900999", "Qxvisiting", "We do not sleep"):
            assert words not in found
        assert not file.is_met

    def test_nothing_that_is_sealed_is_gathered_and_no_copy_tells_whether_there_is_any(self, scene):
        plain = [one.kind for one in parts_of(begun(scene))]
        with as_owner():
            CopyPart.objects.all().delete()
            CopyFile.objects.all().delete()
        sealed_part(scene)
        make_involvement(scene.known, make_record(None).source_organisation or scene.host, service_name="Qxshelter",
                         is_sealed=True)  # fmt: skip
        referral_of(scene, scene.known, sensitive=True)
        file = begun(scene)
        assert [one.kind for one in parts_of(file)] == plain
        for words in ("Qxsealed", "Qxshelter", "Qxrefuge", "We do not sleep"):
            assert words not in texts(file)
        assert part(file, "sealed").is_locked
        with pytest.raises(copies.CopyRefused, match="sealed"):
            decide(file, part(file, "sealed"), scene.lead, "give")

    def test_other_people_are_proposed_to_be_blacked_out_by_name_wherever_they_stand(self, scene):
        third_party(scene)
        referral_of(scene, scene.known, kind="referral", sender_guest=guest())
        file = begun(scene)
        tie, request = part(file, "relationship", "Quentin"), part(file, "request")
        assert (tie.decision, tie.reason) == ("black-out", "another-person")
        assert request.decision == "black-out"
        assert "Quentin" in request.passages
        assert all(one.decided_at is None for one in (tie, request)), "a person decides"

    def test_what_another_person_asked_for_about_a_child_is_proposed_to_be_held_back(self, scene):
        with as_owner():
            child = scene.registration.people.get(order=1).source_record
        sender = make_record(given_name="Quentin", family_name="Xavier")
        asked = referral_of(scene, sender)
        with as_owner():
            asked.people.create(source_record=child, role="child", order=1)
        request = part(begun(scene), "request")
        assert (request.decision, request.reason) == ("hold", "another-person")

    def test_what_others_said_of_a_child_is_looked_at_by_itself_and_never_its_address_by_the_way(self, scene):
        with as_owner():
            child = scene.registration.people.get(order=1).source_record
        school = make_record(make_organisation(), given_name="Zofia", family_name="Kowalska", source_ref="S-1",
                             address="9 Qxother Lane", postcode="ZZ9 9ZZ")  # fmt: skip
        same(child, school)
        make_involvement(school, make_organisation(), service_name="Qxreception")
        file = begun(scene)
        does(copies.give_the_rest, file, scene.lead)
        said, works = part(file, "record", "Qxother"), part(file, "involvement", "Qxreception")
        assert (said.decision, said.decided_at, works.decided_at) == ("black-out", None, None)
        decide_as_proposed(file, scene.lead)
        does(copies.put_for_sign_off, file, scene.lead)
        made = does(copies.sign_off, file, scene.second)
        assert "Qxother" not in pdf_text(made) + bytes(made.data).decode()

    def test_gathered_again_it_keeps_what_was_decided_of_parts_that_say_the_same(self, scene):
        file = begun(scene)
        one = part(file, "involvement")
        decide(file, one, scene.lead, "hold", "court")
        referral_of(scene, scene.known)
        assert does(copies.gather_again, file, scene.lead) >= 2
        assert part(file, "involvement").reason == "court"
        assert part(file, "request").decided_at is None


class TestDeciding:
    def test_a_passage_must_stand_there_and_something_must_be_chosen(self, scene):
        referral_of(scene, scene.known)
        file = begun(scene)
        request = part(file, "request")
        with pytest.raises(copies.CopyRefused, match="does not stand"):
            decide(file, request, scene.lead, "black-out", passages=["nobody said this"])
        with pytest.raises(copies.CopyRefused, match="Choose what"):
            decide(file, request, scene.lead, "black-out")
        with pytest.raises(copies.CopyRefused, match="answers that are shown"):
            decide(file, request, scene.lead, "hold", "no-such-reason")
        with pytest.raises(copies.CopyRefused, match="answers that are shown"):
            decide(file, request, scene.lead, "hold", "sealed")

    def test_it_is_not_put_before_somebody_until_every_part_is_decided(self, scene):
        file = begun(scene)
        with pytest.raises(copies.CopyRefused, match="every part"):
            does(copies.put_for_sign_off, file, scene.lead)
        does(copies.give_the_rest, file, scene.lead)
        decide_as_proposed(file, scene.lead)
        does(copies.put_for_sign_off, file, scene.lead)
        assert {one.recipient for one in mails("families.copy_waits")} == {scene.lead.email, scene.second.email}
        assert "Kowalski" not in "".join(one.subject + one.body for one in mails("families.copy_waits"))
        with pytest.raises(copies.CopyRefused, match="nothing changes"):
            decide(file, part(file, "involvement"), scene.lead, "give")


class TestSigningOff:
    def test_whoever_prepared_any_of_it_does_not_sign_it_off(self, scene):
        file = begun(scene)
        decide(file, part(file, "involvement"), scene.second, "give")
        decide_as_proposed(file, scene.lead)
        does(copies.put_for_sign_off, file, scene.lead)
        for who in (scene.lead, scene.second):
            with pytest.raises(copies.CopyRefused, match="did not prepare"):
                does(copies.sign_off, file, who)
            with acting_as(user_id=who.pk):
                assert queries.could_sign(file) == 0
                with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                    CopySignOff(
                        file=file, by_user_id=who.pk, by_name="x", pdf=b"", data=b"", given=0, held_back=0
                    ).save(force_insert=True)
        third = make_member("information-lead", scene.host)
        assert does(copies.sign_off, file, third).by_user_id == third.pk

    def test_sent_back_it_can_be_changed_again(self, scene):
        file = begun(scene)
        decide_as_proposed(file, scene.lead)
        does(copies.put_for_sign_off, file, scene.lead)
        back = does(copies.send_back, file, scene.second, words="Part 4 names his sister")
        assert (back.ready_at, back.returned_by_name) == (None, "Ruth Ademola")
        decide(file, part(file, "involvement"), scene.lead, "give")

    def test_nothing_changes_in_it_afterwards_whatever_happens_to_the_record(self, scene):
        file = begun(scene)
        made = signed(scene, file)
        make_involvement(scene.known, scene.host, service_name="Qxlater")
        for action in (copies.gather_again, copies.give_the_rest, copies.put_for_sign_off):
            with pytest.raises(copies.CopyRefused):
                does(action, file, scene.lead)
        with acting_as(user_id=scene.lead.pk):
            assert CopyPart.objects.filter(file=file).update(decision="give") == 0
            assert CopyPart.objects.filter(file=file).delete()[0] == 0
            for change in ({"pdf": b""}, {"by_name": "x"}):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    CopySignOff.objects.filter(file=file).update(**change)
        with as_owner():
            kept = CopySignOff.objects.get(file=file)
        assert bytes(kept.pdf) == bytes(made.pdf)
        assert "Qxlater" not in pdf_text(kept)


class TestWhatLeaves:
    def test_nothing_that_was_blacked_out_or_held_back_is_in_the_pdf_or_the_json(self, scene):
        third_party(scene)
        referral_of(scene, scene.known, kind="referral", sender_guest=guest())
        file = begun(scene)
        request = part(file, "request")
        decide(file, request, scene.lead, "black-out", "named-confidence", request.pieces,
               [*request.passages, "we do not sleep"])  # fmt: skip
        decide(file, part(file, "involvement"), scene.lead, "hold", "serious-harm")
        made = signed(scene, file)
        pdf, data = pdf_text(made), bytes(made.data).decode()
        raw = bytes(made.pdf)
        for words in ("Quentin", "Xavier", "Qxguest", "do not sleep", "Qxvisiting"):
            assert words.casefold() not in pdf.casefold()
            assert words.casefold() not in data.casefold()
            assert words.encode() not in raw
        assert "[blacked out]" in pdf
        assert "Help us with bedtimes." in " ".join(pdf.split())
        assert "It was told to us in confidence." in " ".join(pdf.split())
        assert json.loads(data)["schema"] == "hearth-copy-1"

    def test_its_first_page_says_what_was_held_back_why_and_how_to_complain(self, scene):
        file = begun(scene)
        decide(file, part(file, "needs") if any(p.kind == "needs" for p in parts_of(file)) else part(file, "ask"),
               scene.lead, "hold", "legal-advice")  # fmt: skip
        made = signed(scene, file)
        first = " ".join(PdfReader(BytesIO(bytes(made.pdf))).pages[0].extract_text().split())
        assert "It is legal advice." in first
        assert "Information Commissioner" in first
        assert "Some services keep what they hold sealed" in first
        held = json.loads(bytes(made.data))["held_back"]
        assert "It is legal advice." in [one["reason"] for one in held]

    def test_what_is_held_back_in_silence_leaves_no_gap_in_the_numbers(self, scene):
        file = begun(scene)
        decide(file, part(file, "involvement"), scene.lead, "hold", "serious-harm")
        said = json.loads(bytes(signed(scene, file).data))
        numbers = sorted(one["number"] for one in [*said["parts"], *said["held_back"]])
        assert numbers == list(range(1, len(parts_of(file))))
        assert "Giving it could harm somebody." not in json.dumps(said)

    def test_the_pdf_is_tagged_and_names_its_language(self, scene):
        made = signed(scene, begun(scene))
        reader = PdfReader(BytesIO(bytes(made.pdf)))
        catalogue = reader.trailer["/Root"]
        assert catalogue["/MarkInfo"]["/Marked"]
        assert str(catalogue["/Lang"]).startswith("en")


class TestWhoPrepares:
    def test_leads_of_the_hub_and_of_the_host_and_nobody_else(self, scene):
        with as_owner():
            hub = scene.registration.organisation
        own, stranger = make_member("information-lead", hub), make_member("information-lead")
        desk = make_member("front-desk", hub)
        for who, sees in ((own, 1), (scene.lead, 1), (stranger, 0), (desk, 0)):
            with acting_as(user_id=who.pk):
                assert queries.asks_visible_to(actor(who)).count() == sees
        with pytest.raises(FamilyAsk.DoesNotExist):
            begun(scene, stranger)

    def test_not_of_somebody_who_is_kept_from_them(self, scene):
        file = begun(scene)
        make_member("information-lead", scene.host)
        restrict(scene.known, scene.host, scene.second)
        with acting_as(user_id=scene.lead.pk):
            assert not queries.files_visible_to(actor(scene.lead)).exists()
            assert not CopyFile.objects.exists() and not CopyPart.objects.exists()
            assert not Registration.objects.exists()
        with acting_as(user_id=scene.second.pk):
            assert queries.files_visible_to(actor(scene.second)).get() == file
            assert queries.could_sign(file) == 1, "whom the restriction leaves out cannot sign either"

    def test_each_look_and_each_download_is_logged_with_the_family(self, scene):
        file = begun(scene)
        with acting_as(user_id=scene.lead.pk):
            copies.record_taken(file=file, form="pdf", by=actor(scene.lead))
        assert [entry.subject_id for entry in logged("families.copy_taken")] == [scene.registration.pk]


class TestHandingOver:
    def test_not_before_it_is_signed_off(self, scene):
        with pytest.raises(copies.CopyRefused, match="not signed off"):
            does(copies.hand_over, begun(scene), scene.lead, how="collected", words="")

    def test_it_answers_what_the_family_asked_for(self, scene):
        file = begun(scene)
        signed(scene, file)
        does(copies.hand_over, file, scene.lead, how="collected", words="Passport seen")
        with as_owner():
            assert FamilyAsk.objects.get(pk=scene.ask.pk).answered_by == scene.lead.pk

    def test_on_their_own_page_it_is_there_for_thirty_days_and_for_that_family_alone(self, scene):
        file = begun(scene)
        signed(scene, file)
        now = clock.now()

        def seen(registration, at):
            with clock.standing_at(at), as_family(registration.pk):
                found = queries.open_copy(registration, now=at)
                assert CopyHandover.objects.count() == (1 if found else 0)
                assert CopyPart.objects.count() == 0, "what was blacked out is not theirs to read"
                return found is not None

        assert not seen(scene.registration, now)
        does(copies.hand_over, file, scene.lead, how="own-page", words="")
        assert seen(scene.registration, clock.now())
        assert not seen(scene.registration, now + timedelta(days=31))
        other = make_scene_of_another_family()
        assert not seen(other, clock.now())
        assert len(mails("families.copy_open")) == 1

    def test_never_on_a_page_that_somebody_unknown_may_have_opened(self):
        scene = make_scene(met=False)
        file = begun(scene)
        signed(scene, file)
        with pytest.raises(copies.CopyRefused, match="met this family"):
            does(copies.hand_over, file, scene.lead, how="own-page", words="")
        does(copies.hand_over, file, scene.lead, how="posted", words="")


def make_scene_of_another_family():
    from hearth.families.tests.cast import make_hub, registered

    return registered(make_hub()).registration
