"""What staff know about a service: written for colleagues of every organisation, and for nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from hearth.access.models import Organisation
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter, logged
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory.actions import notes
from hearth.directory.models import NoteMark, Service, ServiceNote
from hearth.directory.queries import notes as queries
from hearth.directory.tests.factories import make_service, make_site
from tests.architecture.addresses import addresses
from tests.world import make_world

pytestmark = pytest.mark.django_db

WORDS = "Ring the bell at the side door; ask for Joan."


@pytest.fixture
def service():
    return make_service(name="Bramble Club", north_metres=0)


@pytest.fixture
def blessing():
    return make_member("referrer", name="Blessing Adeleke")


@pytest.fixture
def moira():
    host = make_organisation()
    with as_owner():
        Organisation.objects.filter(pk=host.pk).update(is_host=True)
    return make_member("directory-editor", host, name="Moira Host")


def write(service, by, words=WORDS):
    with acting_as(user_id=by.pk):
        return notes.write(service_id=service.pk, words=words, by=actor(by), now=clock.now())


def read(service, by):
    with acting_as(user_id=by.pk):
        return queries.notes_on(service.pk, actor(by))


def page_of(service):
    return reverse("directory:staff_service", args=[service.pk])


def test_a_member_writes_on_the_services_page_and_a_colleague_elsewhere_reads_who_when_and_where(
    client, service, blessing
):
    enter(client, blessing)
    shown = client.get(page_of(service)).content.decode()
    assert "Nobody has written a note yet" in shown and "never about a family" in shown
    client.post(page_of(service), {"words": WORDS})
    colleague = make_member("front-desk")
    enter(client, colleague)
    shown = client.get(page_of(service)).content.decode()
    assert WORDS in shown
    with as_owner():
        organisation = blessing.active_membership.organisation.name
    assert f"Blessing Adeleke, {organisation}" in shown
    assert len(logged("directory.note_written")) == 1


def test_an_empty_note_is_refused_in_words(client, service, blessing):
    enter(client, blessing)
    assert "Write what colleagues should know" in client.post(page_of(service), {"words": " "}).content.decode()


def test_an_author_changes_their_own_note_and_nobody_elses(client, service, blessing):
    note = write(service, blessing)
    enter(client, blessing)
    client.post(reverse("directory:change_note", args=[note.pk]), {"words": "Ask for Pat."})
    [shown] = read(service, blessing)
    assert shown.words == "Ask for Pat." and shown.edited_at
    enter(client, make_member("referrer"))
    assert client.get(reverse("directory:change_note", args=[note.pk])).status_code == 404
    assert client.get(reverse("directory:remove_note", args=[note.pk])).status_code == 404


def test_a_note_that_is_taken_down_keeps_no_words(client, service, blessing):
    note = write(service, blessing)
    enter(client, blessing)
    client.post(reverse("directory:remove_note", args=[note.pk]))
    with as_owner():
        assert ServiceNote.objects.get().words == ""
    assert read(service, blessing) == []


def test_the_directory_editor_takes_down_anybodys_note_with_a_reason_that_the_author_reads(
    client, service, blessing, moira
):
    note = write(service, blessing)
    enter(client, moira)
    address = reverse("directory:remove_any_note", args=[note.pk])
    assert "Say why you take it down" in client.post(address, {"reason": ""}).content.decode()
    client.post(address, {"reason": "It names a family."})
    [shown] = read(service, blessing)
    assert (shown.words, shown.removed_by, shown.removed_reason) == ("", "Moira Host", "It names a family.")
    assert read(service, moira) == []
    with acting_as(user_id=blessing.pk), pytest.raises(ServiceNote.DoesNotExist):
        notes.change(note_id=note.pk, words="Again", by=actor(blessing), now=clock.now())


def test_a_directory_editor_of_another_organisation_than_the_host_takes_down_only_their_own(service, blessing):
    note = write(service, blessing)
    editor = make_member("directory-editor")
    with acting_as(user_id=editor.pk), pytest.raises(ServiceNote.DoesNotExist):
        notes.remove(note_id=note.pk, reason="No", by=actor(editor), now=clock.now())


def test_colleagues_mark_a_note_as_useful_once_and_the_most_useful_stands_first(client, service, blessing):
    first, second = write(service, blessing, "Ask for Joan"), write(service, blessing, "Side door")
    reader = make_member("practitioner")
    enter(client, reader)
    address = reverse("directory:useful_note", args=[service.pk])
    for _again in range(2):
        client.post(address, {"note": str(first.pk), "useful": "yes"})
    assert [(note.words, note.useful, note.marked) for note in read(service, reader)] == [
        ("Ask for Joan", 1, True),
        ("Side door", 0, False),
    ]
    client.post(address, {"note": str(first.pk), "useful": "no"})
    assert {note.useful for note in read(service, reader)} == {0}
    for nonsense in ("", "x", str(service.pk)):
        assert client.post(address, {"note": nonsense, "useful": "yes"}).status_code == 302
    assert second.pk


def test_ones_own_mark_counts_for_nothing(service, blessing):
    note = write(service, blessing)
    with acting_as(user_id=blessing.pk):
        notes.mark(note_id=note.pk, useful=True, by=actor(blessing), now=clock.now())
    with as_owner():
        assert not NoteMark.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "information-lead", "analyst"])
def test_whose_role_has_no_notes_reads_and_writes_none(client, service, blessing, role):
    write(service, blessing)
    other = make_member(role)
    with acting_as(user_id=other.pk):
        assert not ServiceNote.objects.exists()
        with pytest.raises(Service.DoesNotExist):
            notes.write(service_id=service.pk, words="x", by=actor(other), now=clock.now())
    enter(client, other)
    assert client.get(page_of(service)).status_code == 403


@pytest.mark.slow
def test_no_page_file_search_or_interface_that_the_public_can_ask_shows_a_note(client, service, blessing):
    """Every public address of the site, of a service that has a note; and the searches by its words."""
    world = make_world()
    site = make_site("Bramble hall")
    with as_owner():
        ServiceNote.objects.all().delete()
        for one in [*world.services.values(), service]:
            ServiceNote.objects.create(
                service=one, organisation=world.north, author_id=blessing.pk, author_name="Qxpen",
                words="Qxsecretnote by the side door",
            )  # fmt: skip
    stranger, looked = Client(raise_request_exception=False), 0
    for address in addresses():
        if address.guard and address.guard.reach in {"public", "family"}:
            for query in ({}, {"q": "Qxsecretnote"}, {"search": "Qxsecretnote"}):
                body = b"".join(stranger.get(address.url(world), query))
                looked += 1
                # What was typed comes back; what the note says besides does not.
                assert b"side door" not in body and b"Qxpen" not in body, address
    for extra in (f"/services/{service.pk}/", f"/open-referral/v3/services/{service.pk}", f"/hubs/{site.slug}/"):
        assert b"Qxsecretnote" not in stranger.get(extra).content
    assert looked > 30


def test_a_note_is_found_by_no_search(client, service, blessing):
    write(service, blessing, "Zanzibar")
    for address in ("/find/?q=Zanzibar", "/open-referral/v3/services?search=Zanzibar"):
        assert "Bramble Club" not in client.get(address).content.decode()
