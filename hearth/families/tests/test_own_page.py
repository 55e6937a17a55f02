"""A family opens its own page by a code to its safe contact, and sees what is its own and nothing more."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import logged
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.families.actions import Contact, Person, registering
from hearth.families.actions.own import copy_due
from hearth.families.actions.registering import Child
from hearth.families.actions.relating import Needs
from hearth.families.models import (
    AccessNeeds,
    AgreedLater,
    FamilyAsk,
    Involvement,
    PersonLink,
    Registration,
    SafeContact,
    SourceRecord,
)
from hearth.families.own import OPEN_SECONDS
from hearth.families.queries import registrations as queries
from hearth.families.tests.cast import (
    NOW,
    browser,
    father,
    make_desk,
    make_hub,
    newest_code,
    registered,
    saying,
    sends_codes,
    working,
)
from hearth.families.tests.factories import make_involvement, make_record, restrict

pytestmark = pytest.mark.django_db
BY_TEXT = {"how": "text", "mobile": "07700 900417"}


def opens(window: Client, **said) -> str:
    """Opens the page by a code; what it shows."""
    window.post("/your-family/", said or BY_TEXT)
    return window.post("/your-family/code/", {"code": newest_code()}, follow=True).content.decode()


def test_a_code_to_the_safe_contact_opens_it():
    registered(make_hub())
    page = opens(Client())
    for held in ("Marek Kowalski", "Zofia Kowalska", "The Lantern", "By text message"):
        assert held in page
    assert "07700" not in page  # read over a shoulder


def test_the_message_names_nobody_and_leads_to_no_address_of_theirs():
    registered(make_hub())
    Client().post("/your-family/", BY_TEXT)
    sends_codes()
    with as_owner():
        body = OutboxMessage.objects.get(purpose="families.code").body
    assert "/your-family/" in body
    assert "Kowalski" not in body


@pytest.mark.parametrize(
    "said", [{"how": "text", "mobile": "07700 900999"}, {"how": "email", "email": "x@home.example"}]
)
def test_an_unknown_contact_gets_the_same_answer_and_no_message(said):
    registered(make_hub())
    window = Client()
    assert window.post("/your-family/", said).url == "/your-family/code/"
    assert newest_code() == ""
    assert "not the newest code" in window.post("/your-family/code/", {"code": "123456"}).content.decode()


def test_a_code_leaves_in_the_safe_hours_only_and_lasts_from_then():
    hub = make_hub()
    with clock.standing_at(NOW):  # 9:30
        contact = Contact(channels=["text"], phone="+447700900417", safe_from=clock.now().time().replace(hour=14),
                          safe_until=clock.now().time().replace(hour=16))  # fmt: skip
        registering.register(said=saying(hub, contact=contact), sent_key=uuid4(), by=FAMILY, now=NOW)
        window = Client()
        window.post("/your-family/", BY_TEXT)
        sends_codes()
    with as_owner():
        assert OutboxMessage.objects.get(purpose="families.code").not_before.hour == 14
    with clock.standing_at(NOW + timedelta(hours=5, minutes=5)):
        assert window.post("/your-family/code/", {"code": newest_code()}).url == "/your-family/held/"


def test_a_code_is_tried_five_times_only():
    registered(make_hub())
    window = Client()
    window.post("/your-family/", BY_TEXT)
    for _try in range(5):
        window.post("/your-family/code/", {"code": "000000"})
    assert window.post("/your-family/code/", {"code": newest_code()}).status_code == 429


def test_an_older_contact_opens_nothing_once_another_was_chosen():
    registered(make_hub())
    window = Client()
    opens(window)
    window.post("/your-family/contact/", {"how": "email", "email": "marek@home.example", "when": "any"})
    with as_owner():
        OutboxMessage.objects.filter(purpose="families.code").delete()
    Client().post("/your-family/", BY_TEXT)
    assert newest_code() == ""
    assert "By email" in opens(Client(), how="email", email="marek@home.example")


def test_who_gets_no_messages_opens_it_by_reference_and_code():
    done = registered(make_hub(), contact=Contact(do_not_contact=True))
    window = Client()
    wrong = window.post("/your-family/reference/", {"reference": done.registration.reference, "code": "222-222"})
    assert "do not go together" in wrong.content.decode()
    said = {"reference": done.registration.reference.lower(), "code": done.code}
    assert "Marek Kowalski" in window.post("/your-family/reference/", said, follow=True).content.decode()


def test_it_closes_when_left_and_when_it_stands_still():
    registered(make_hub())
    window = Client()
    opens(window)
    with clock.standing_at(clock.now() + timedelta(seconds=OPEN_SECONDS + 1)):
        assert window.get("/your-family/held/").url == "/your-family/"
    opens(window)
    window.post("/your-family/leave/")
    assert window.get("/your-family/held/").url == "/your-family/"


@pytest.mark.parametrize(
    "path", ["held", "looked", "correct/1", "needs", "contact", "agreed", "copy", "without-a-record"]
)
def test_without_a_code_there_is_nothing(path):
    registered(make_hub())
    assert Client().get(f"/your-family/{path}/").url == "/your-family/"
    assert Client().post(f"/your-family/{path}/", {"given_name": "X"}).url == "/your-family/"


def test_a_correction_is_a_new_record_and_the_old_word_stays():
    done = registered(make_hub())
    window = Client()
    opens(window)
    born = {"birth_date-day": "12", "birth_date-month": "4", "birth_date-year": "1992"}
    page = window.post(
        "/your-family/correct/1/", born | {"given_name": "Marek", "family_name": "Kowalski", "postcode": "ZZ1 1AA"},
        follow=True,
    )  # fmt: skip
    assert "1992" in page.content.decode()
    with as_owner():
        first, second = SourceRecord.objects.filter(given_name="Marek").order_by("created_at")
        people = queries.people_of(Registration.objects.get(pk=done.registration.pk))
        assert (second.corrects, first.birth_date.year, second.birth_date.year) == (first, 1991, 1992)
        assert people[0] == second
        assert PersonLink.objects.get(pk=second.pk).person == PersonLink.objects.get(pk=first.pk).person
        assert SafeContact.objects.get().source_record == first
    assert "Marek Kowalski" in opens(Client())


def test_whoever_lives_with_the_adult_moves_along_and_nobody_else():
    home = {"address": "17 Fuller Row", "postcode": "ZZ1 1AA", "lsoa_code": "E01000001"}
    elsewhere = {"address": "88 Granary Wharf"}
    children = [
        Child(person=Person(given_name=name, birth_date=date(2023, 9, 4), **at), relation="father")
        for name, at in (("Zofia", home), ("Jan", elsewhere))
    ]
    done, window = registered(make_hub(), adult=father(**home), children=children), Client()
    opens(window)
    window.post(
        "/your-family/correct/1/",
        {"given_name": "Marek", "family_name": "Kowalski", "birth_date-day": "12", "birth_date-month": "4",
         "birth_date-year": "1991", "address": "2 Weir Street", "postcode": "ZZ9 9ZZ"},
    )  # fmt: skip
    with as_owner():
        people = queries.people_of(Registration.objects.get(pk=done.registration.pk))
        assert [one.address for one in people] == ["2 Weir Street", "2 Weir Street", "88 Granary Wharf"]
        assert people[1].given_name == "Zofia"
        assert people[1].corrects.address == "17 Fuller Row"
        assert people[0].lsoa_code == people[1].lsoa_code == "", "the old neighbourhood is not the new one's"


def test_the_adult_reads_what_a_correction_costs_before_it_is_saved():
    done, window = registered(make_hub()), Client()
    opens(window)
    assert "come to the desk once more" not in window.get("/your-family/correct/1/").content.decode()
    with as_owner():
        Registration.objects.filter(pk=done.registration.pk).update(met_at=clock.now(), met_by_name="Marcia Campbell")
    assert "come to the desk once more" in window.get("/your-family/correct/1/").content.decode()
    assert "come to the desk once more" not in window.get("/your-family/correct/2/").content.decode()


def test_a_baby_that_is_born_gets_its_name():
    done = registered(make_hub())
    window = Client()
    opens(window)
    day = clock.today() - timedelta(days=2)
    born = {"birth_date-day": day.day, "birth_date-month": day.month, "birth_date-year": day.year}
    window.post("/your-family/correct/3/", born | {"stage": "born", "given_name": "Jan", "family_name": "Kowalski"})
    with as_owner():
        baby = queries.people_of(Registration.objects.get(pk=done.registration.pk))[2]
    assert (baby.name, baby.birth_date, baby.due_date) == ("Jan Kowalski", day, None)


def test_the_family_sees_who_looked_when_and_why():
    hub = make_hub()
    done = registered(hub)
    desk = make_desk(hub)
    browser(desk).get(f"/families/register/{done.registration.pk}/")
    window = Client()
    opens(window)
    page = window.get("/your-family/looked/").content.decode()
    with as_owner():
        organisation = hub.organisation.name
    for said in (desk.name, organisation, "Looked at it", "You registered at their hub"):
        assert said in page
    assert "once somebody has met you, you also see who looked elsewhere" in page
    with as_owner():
        Registration.objects.filter(pk=done.registration.pk).update(met_at=clock.now(), met_by_name="Marcia Campbell")
    assert "who looked elsewhere" not in window.get("/your-family/looked/").content.decode()


def test_a_family_reads_only_its_own_part_of_the_log():
    hub = make_hub()
    mine, other = registered(hub), registered(hub)
    desk = browser(make_desk(hub))
    desk.get(f"/families/register/{other.registration.pk}/")
    with registering.as_family(mine.registration.pk):
        assert Entry.objects.count() == 0


def known_elsewhere(done, *, met=True, by=None):
    """Another organisation works with the same person, as the links say."""
    elsewhere = make_record(by, given_name="Marek", family_name="Kowalski")
    with as_owner():
        adult = queries.people_of(done.registration)[0]
        PersonLink.objects.filter(pk=elsewhere.pk).update(person=adult.pk)
        if met:
            Registration.objects.filter(pk=done.registration.pk).update(met_at=NOW)
    return elsewhere


def test_who_works_with_them_elsewhere_shows_only_once_a_hub_has_met_them():
    """Whoever types another person's name and birth date must not read from here who helps that person."""
    done = registered(make_hub(), agreed=[])
    other = make_hub().organisation
    elsewhere = known_elsewhere(done, met=False)
    make_involvement(elsewhere, other, service_name="Brook End team", since=NOW.date())
    window = Client()
    assert "Brook End team" not in opens(window)
    with as_owner():
        Registration.objects.filter(pk=done.registration.pk).update(met_at=NOW)
    assert "Brook End team" in window.get("/your-family/held/").content.decode()


def test_what_is_sealed_or_restricted_never_shows():
    done = registered(make_hub(), agreed=[])
    other = make_hub().organisation
    elsewhere = known_elsewhere(done)
    make_involvement(elsewhere, other, service_name="Quiet House", is_sealed=True)
    make_involvement(elsewhere, other, service_name="Brook End team")
    window = Client()
    page = opens(window)
    assert "Quiet House" not in page
    assert "Brook End team" in page
    restrict(elsewhere, other)
    assert "Brook End team" not in window.get("/your-family/held/").content.decode()


def test_where_else_a_child_goes_is_not_told():
    done = registered(make_hub(), agreed=[])
    elsewhere = make_record(None, given_name="Zofia", family_name="Kowalska")
    with as_owner():
        child = queries.people_of(done.registration)[1]
        PersonLink.objects.filter(pk=elsewhere.pk).update(person=child.pk)
        Registration.objects.filter(pk=done.registration.pk).update(met_at=NOW)
    make_involvement(elsewhere, make_hub().organisation, service_name="Brook End team")
    assert "Brook End team" not in opens(Client())


def test_asking_for_a_copy_twice_asks_once():
    done = registered(make_hub())
    window = Client()
    opens(window)
    for _press in range(2):
        page = window.post("/your-family/copy/", follow=True).content.decode()
    assert "You asked for a copy" in page
    with as_owner():
        assert FamilyAsk.objects.get().registration_id == done.registration.pk


def test_who_answers_for_records_hears_at_once_that_a_copy_is_due_and_reads_no_name():
    hub = make_hub()
    done = registered(hub)
    lead = make_member("information-lead", make_organisation(is_host=True, kind="council"))
    manager = make_member("hub-manager", hub.organisation)
    make_member("front-desk", hub.organisation)
    window = Client()
    opens(window)
    for _press in range(2):
        window.post("/your-family/copy/")
    with as_owner():
        messages = {one.recipient: one for one in OutboxMessage.objects.filter(purpose="families.asked")}
    assert set(messages) == {lead.email, manager.email}
    for message in messages.values():
        assert "due by" in message.body
        assert "Kowalski" not in message.subject + message.body
    assert f"/families/register/{done.registration.pk}/" in messages[manager.email].body


def test_whoever_runs_the_hub_says_that_the_family_has_its_copy():
    hub = make_hub()
    done = registered(hub)
    window = Client()
    opens(window)
    window.post("/your-family/copy/")
    desk, at = browser(make_desk(hub)), f"/families/register/{done.registration.pk}/"
    assert "They have their copy" in desk.get(at).content.decode()
    assert "They have their copy" not in desk.post(f"{at}talked/", {"kind": "copy"}, follow=True).content.decode()
    with as_owner():
        assert FamilyAsk.objects.get().answered_at


@pytest.mark.parametrize(
    ("asked", "due"), [((2026, 1, 31), (2026, 2, 28)), ((2026, 3, 16), (2026, 4, 16)), ((2026, 12, 5), (2027, 1, 5))]
)
def test_a_copy_is_due_a_calendar_month_later(asked, due):
    assert copy_due(FamilyAsk(asked_at=datetime(*asked, 12, tzinfo=UTC))) == date(*due)


def test_after_a_correction_somebody_must_meet_the_family_again():
    hub = make_hub()
    done = registered(hub)
    desk, at = browser(make_desk(hub)), f"/families/register/{done.registration.pk}/"
    desk.post(f"{at}met/")
    assert queries_is_met(done)
    later = clock.now() + timedelta(days=1)
    with clock.standing_at(later):
        window = Client()
        opens(window)
        window.post(
            "/your-family/correct/1/",
            {"given_name": "Ewa", "family_name": "Nowak", "birth_date-day": "1", "birth_date-month": "2",
             "birth_date-year": "1990"},
        )  # fmt: skip
    assert not queries_is_met(done)
    assert "said anew who they are" in desk.get(at).content.decode()
    assert "said anew who they are" in desk.get("/families/register/").content.decode()
    assert "said anew who they are" in desk.get("/staff/").content.decode()


@pytest.mark.parametrize(
    ("said", "is_met"),
    [
        ({"address": "2 Weir Street", "postcode": "ZZ9 9ZZ"}, True),
        ({"birth_date-year": "1990"}, False),
        ({"given_name": "Mark"}, False),
    ],
)
def test_a_move_makes_nobody_else_and_another_name_or_birth_date_may(said, is_met):
    hub = make_hub()
    done = registered(hub)
    browser(make_desk(hub)).post(f"/families/register/{done.registration.pk}/met/")
    held = {"given_name": "Marek", "family_name": "Kowalski", "birth_date-day": "12", "birth_date-month": "4",
            "birth_date-year": "1991"}  # fmt: skip
    with clock.standing_at(clock.now() + timedelta(days=1)):
        window = Client()
        opens(window)
        assert window.post("/your-family/correct/1/", held | said).status_code == 302
        assert queries_is_met(done) is is_met
    with clock.standing_at(clock.now() + timedelta(days=2)):  # taking it back needs the desk as well
        opens(window)
        window.post("/your-family/correct/1/", held)
        assert queries_is_met(done) is is_met


def test_language_and_needs_are_said_anew_and_what_was_said_is_there_to_change():
    hub = make_hub()
    done = registered(hub, needs=Needs(mobility="Step-free way in, wheelchair", diet="Halal", other="A quiet corner"))
    browser(make_desk(hub)).post(f"/families/register/{done.registration.pk}/met/")
    window = Client()
    with clock.standing_at(clock.now() + timedelta(days=1)):
        page = opens(window)
        assert "/your-family/needs/" in page
        form = window.get("/your-family/needs/").content.decode()
        assert "A quiet corner" in form
        assert '<option value="pl" selected' in form
        assert re.search(r'value="wheelchair"[^>]*checked', form)
        assert re.search(r'value="halal"[^>]*checked', form)
        empty = window.post("/your-family/needs/", {"language": "uk", "needs_words": "Kept as typed"})
        assert "Choose yes if you want an interpreter" in empty.content.decode()
        assert "Kept as typed" in empty.content.decode()
        said = {"language": "uk", "needs_interpreter": "yes", "dietary": ["vegetarian"], "needs_words": ""}
        page = window.post("/your-family/needs/", said, follow=True).content.decode()
        assert "Whoever works with you reads it from now on" in page
        assert "A quiet corner" not in page
    with as_owner():
        adult = queries.people_of(Registration.objects.get(pk=done.registration.pk))[0]
        assert (adult.language, adult.needs_interpreter, adult.given_name) == ("uk", True, "Marek")
        first, second = AccessNeeds.objects.order_by("created_at")
        assert (first.other, second.other, second.mobility) == ("A quiet corner", "", "")
        assert second.source_record == adult
    assert queries_is_met(done), "another language makes nobody else"


def test_needs_alone_leave_the_record_as_it_is():
    done, window = registered(make_hub()), Client()
    opens(window)
    window.post("/your-family/needs/", {"language": "pl", "needs_interpreter": "no", "needs_words": "A lift"})
    with as_owner():
        adult = queries.people_of(Registration.objects.get(pk=done.registration.pk))[0]
        assert adult.corrects is None
        assert queries.needs_of(done.registration).other == "A lift"


def queries_is_met(done):
    with as_owner():
        return queries.is_met(done.registration)


def test_the_hub_sees_who_wants_help_without_a_record_and_says_that_it_talked():
    hub = make_hub()
    done = registered(hub)
    window = Client()
    opens(window)
    window.post("/your-family/without-a-record/")
    desk = browser(make_desk(hub))
    at = f"/families/register/{done.registration.pk}/"
    assert "help without a record" in desk.get(at).content.decode()
    assert "I have talked with them" not in desk.post(f"{at}talked/", follow=True).content.decode()
    other = browser(make_desk(make_hub()))
    assert other.post(f"{at}talked/").status_code == 404


def test_the_desk_alone_answers_for_its_own_hub():
    hub = make_hub()
    done = registered(hub)
    with registering.as_family(done.registration.pk):
        FamilyAsk.objects.create(registration=done.registration, kind="copy", asked_at=NOW)
    with working(make_desk(make_hub())):
        assert FamilyAsk.objects.count() == 0
        assert FamilyAsk.objects.update(answered_at=NOW) == 0


def agreed_of(done):
    with as_owner():
        return queries.agreed_now(done.registration)


def ended_of(done):
    with as_owner():
        return list(
            Involvement.objects.filter(origin_id=done.registration.pk).order_by("until").values_list("until", flat=True)
        )


def met_family(hub):
    done = registered(hub)
    browser(make_desk(hub)).post(f"/families/register/{done.registration.pk}/met/")
    return done


def test_what_was_agreed_to_can_be_taken_back_and_given_again():
    hub = make_hub()
    done = met_family(hub)
    window = Client()
    assert "Change what you agree to" in opens(window)
    assert 'value="involvement" checked' in re.sub(r"\s+", " ", window.get("/your-family/agreed/").content.decode())
    with clock.standing_at(clock.now() + timedelta(days=3)):
        opens(window)
        shown = window.post("/your-family/agreed/", {"agreed": ["news"]}, follow=True).content.decode()
        yesterday = clock.today() - timedelta(days=1)
        assert "You may tell me what is on" in shown
        assert "may see that you come" not in shown
        assert agreed_of(done) == ["news"]
        assert set(ended_of(done)) == {yesterday}  # nobody sees from now on that the family comes
        window.post("/your-family/agreed/", {"agreed": ["news", "involvement"]})
        assert agreed_of(done) == ["news", "involvement"]
        assert None in ended_of(done)
    assert logged("families.agreed_anew")[0].detail["taken_back"] == ["involvement"]
    with as_owner():
        assert done.registration.agreed == ["involvement"]  # what it said then stays said
        assert AgreedLater.objects.count() == 3


def test_agreeing_opens_nothing_before_somebody_has_met_the_family():
    done = registered(make_hub())
    window = Client()
    opens(window)
    window.post("/your-family/agreed/", {})
    window.post("/your-family/agreed/", {"agreed": ["involvement"]})
    assert agreed_of(done) == ["involvement"]
    assert ended_of(done) == []


def test_the_same_again_writes_nothing():
    done = registered(make_hub())
    window = Client()
    opens(window)
    window.post("/your-family/agreed/", {"agreed": ["involvement"]})
    window.post("/your-family/agreed/", {"agreed": ["involvement", "everything"]})
    with as_owner():
        assert not AgreedLater.objects.exists()
    assert agreed_of(done) == ["involvement"]


def test_the_desk_writes_down_for_a_family_what_it_no_longer_agrees_to():
    hub = make_hub()
    done = met_family(hub)
    desk, other = browser(make_desk(hub)), browser(make_desk(make_hub()))
    at = f"/families/register/{done.registration.pk}/agreed/"
    assert other.post(at, {}).status_code == 404
    assert agreed_of(done) == ["involvement"]
    assert desk.post(at, {}).status_code == 302
    assert agreed_of(done) == []
    assert "To nothing beyond being registered" in desk.get(at.removesuffix("agreed/")).content.decode()
