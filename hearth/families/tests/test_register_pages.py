"""The pages of registering: on a phone, at a kiosk that forgets, and at the desk from paper."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from hearth.core import clock
from hearth.core.models import Draft
from hearth.core.tests.support import as_owner
from hearth.families import kiosk, notices
from hearth.families.forms.staff_registering import quick_date
from hearth.families.models import Registration, SafeContact, SourceRecord, Way
from hearth.families.queries import registrations as queries
from hearth.families.tests.cast import browser, make_desk, make_hub, registered

pytestmark = pytest.mark.django_db
HERE = "/register/answers"


def answers(window: Client, hub, *, how=None) -> None:
    """Answers every question up to "check your answers"."""
    window.get(f"{HERE}/?hub={hub.slug}")
    answer_all(window, how=how)


def answer_all(window: Client, *, how=None) -> None:
    window.post(f"{HERE}/name/", {"given_name": "Marek", "family_name": "Kowalski"})
    window.post(f"{HERE}/born/", {"birth_date-day": "12", "birth_date-month": "4", "birth_date-year": "1991"})
    window.post(f"{HERE}/children/", {"another": "yes"})
    child = {"stage": "born", "given_name": "Zofia", "lives_here": "yes", "relation": "father"}
    born = {"birth_date-day": "4", "birth_date-month": "9", "birth_date-year": "2023"}
    window.post(f"{HERE}/children/1/child/", child | born)
    window.post(f"{HERE}/children/", {"another": "no"})
    window.post(f"{HERE}/place/", {"address": "17 Fuller Row", "postcode": "zz1 1aa"})
    window.post(f"{HERE}/language/", {"language": "pl", "needs_interpreter": "yes"})
    window.post(f"{HERE}/needs/", {"dietary": ["nuts"]})
    window.post(f"{HERE}/contact/", how or {"how": "text", "mobile": "07700 900417"})
    window.post(f"{HERE}/times/", {"when": "any"})
    window.post(f"{HERE}/agree/", {"agreed": ["involvement"]})


def registers(window: Client, hub, **said) -> str:
    answers(window, hub, **said)
    return window.post(f"{HERE}/check/", follow=True).content.decode()


def test_a_posters_code_leads_to_a_registration_that_the_desk_finds():
    hub = make_hub()
    window = Client()
    assert "The Lantern" in window.get(f"/register/{hub.slug}/").content.decode()
    page = registers(window, hub)
    with as_owner():
        kept = Registration.objects.get()
        people = queries.people_of(kept)
    assert kept.reference in page
    assert [record.name for record in people] == ["Marek Kowalski", "Zofia Kowalski"]
    assert people[1].postcode == people[0].postcode == "ZZ1 1AA"
    desk = browser(make_desk(hub))
    found = desk.post("/families/register/", {"reference": kept.reference.lower().replace("-", " ")}, follow=True)
    assert "Marek Kowalski" in found.content.decode()
    assert "Met in person" in desk.post(f"/families/register/{kept.pk}/met/", follow=True).content.decode()


def test_whoever_nobody_has_met_stands_on_the_desks_today():
    hub = make_hub()
    done = registered(hub)
    desk = browser(make_desk(hub))
    assert "Marek Kowalski" in desk.get("/staff/").content.decode()
    desk.post(f"/families/register/{done.registration.pk}/met/")
    assert "Marek Kowalski" not in desk.get("/staff/").content.decode()


def test_no_answer_stands_in_an_address():
    window = Client()
    page = window.post(f"{HERE}/check/", follow=True)
    answers(window, make_hub())
    page = window.post(f"{HERE}/check/")
    assert page.url == "/register/done/"


def test_the_notice_that_is_shown_is_the_one_that_is_kept():
    hub, window = make_hub(), Client()
    answers(window, hub)
    assert notices.current(clock.today()).summary in window.get(f"{HERE}/agree/").content.decode()
    window.post(f"{HERE}/check/")
    with as_owner():
        assert Registration.objects.get().notice_version == notices.current(clock.today()).version


def test_who_must_not_be_contacted_gets_a_code_on_the_page():
    page = registers(Client(), make_hub(), how={"how": "none"})
    assert re.search(r"Your code<br><strong dir=\"ltr\">[0-9A-Z]{3}-[0-9A-Z]{3}<", page)
    with as_owner():
        assert SafeContact.objects.get().do_not_contact


def test_the_done_page_forgets_when_told():
    window = Client()
    page = registers(window, make_hub())
    assert "Show this at the desk" in page
    window.post("/register/leave/")
    assert window.get("/register/done/").url == "/register/"


def test_there_is_no_registration_at_a_hub_that_is_none():
    assert Client().get("/register/no-such-hub/").status_code == 404


# The kiosk ------------------------------------------------------------------------------------------------------------


def make_kiosk(hub) -> Client:
    window = browser(make_desk(hub))
    window.post("/families/register/kiosk/", {"hub": hub.slug})
    return window


def test_a_kiosk_is_signed_out_and_opens_nothing_else():
    hub = make_hub()
    window = make_kiosk(hub)
    assert "The Lantern" in window.get("/register/kiosk/").content.decode()
    for path in ("/", "/staff/", "/families/register/", "/find/"):
        assert window.get(path).url == "/register/kiosk/"
    assert "_auth_user_id" not in window.session


def test_a_kiosk_keeps_nothing_of_one_family_for_the_next():
    hub = make_hub()
    window = make_kiosk(hub)
    window.post("/register/kiosk/begin/", {"go": "pl"})
    page = registers(window, hub)
    assert "Show this at the desk" in page or "registered" in page
    window.post("/register/kiosk/begin/")
    assert window.get("/register/done/").url == "/register/kiosk/"
    with as_owner():
        assert Registration.objects.get().way == Way.KIOSK
        assert not Draft.objects.exists()
    assert set(window.session.keys()) == {kiosk.KIOSK, kiosk.SEEN_AT, "_session_expiry"}


def test_a_kiosk_forgets_who_walked_away():
    hub = make_hub()
    window = make_kiosk(hub)
    window.post("/register/kiosk/begin/", {"go": "en"})
    window.get(f"{HERE}/")
    window.post(f"{HERE}/name/", {"given_name": "Marek", "family_name": "Kowalski"})
    with clock.standing_at(clock.now() + timedelta(seconds=kiosk.IDLE_SECONDS + 1)):
        assert window.get(f"{HERE}/born/").url == "/register/kiosk/"
    with as_owner():
        assert not Draft.objects.exists()


def test_a_kiosks_browser_is_told_to_remember_nothing():
    hub = make_hub()
    window = make_kiosk(hub)
    window.post("/register/kiosk/begin/", {"go": "en"}, follow=True)
    page = window.get(f"{HERE}/name/").content.decode()
    assert 'autocomplete="given-name"' not in page
    assert 'autocomplete="off"' in page


def test_only_a_member_who_signs_in_ends_a_kiosk():
    hub = make_hub()
    window = make_kiosk(hub)
    assert window.get("/register/kiosk/leave/").url.startswith("/account/login/")
    back = browser(make_desk(hub))
    session = back.session
    session[kiosk.KIOSK], session[kiosk.SEEN_AT] = hub.slug, clock.now().timestamp()
    session.save()
    assert back.get("/staff/").url == "/register/kiosk/leave/"
    assert back.get("/register/kiosk/leave/").url == "/families/register/"
    assert kiosk.KIOSK not in back.session


# From paper -----------------------------------------------------------------------------------------------------------

PAPER = {
    "given_name": "Rania", "family_name": "Haddad", "birth_date": "20 2 96", "relation": "mother", "language": "ar",
    "child1_given": "Sami", "child1_day": "01/02/2024", "how": "call", "phone": "01632 960418", "has_read": "on",
    "is_met": "on",
}  # fmt: skip


def test_a_paper_form_is_typed_in_once():
    hub = make_hub()
    desk = browser(make_desk(hub))
    key = re.search(r'name="key" value="([0-9a-f-]+)"', desk.get("/families/register/paper/").content.decode())
    said = PAPER | {"key": key.group(1), "child2_day": (clock.today() + timedelta(days=60)).strftime("%d %m %Y")}
    for _press in range(2):
        answer = desk.post("/families/register/paper/", said)
    with as_owner():
        kept = Registration.objects.get()
        people = queries.people_of(kept)
    assert answer.url == f"/families/register/{kept.pk}/"
    assert [(one.name, bool(one.due_date)) for one in people] == [
        ("Rania Haddad", False), ("Sami Haddad", False), ("", True),
    ]  # fmt: skip
    assert kept.met_at


def test_what_is_missing_on_paper_is_said_beside_the_field_and_nothing_is_lost():
    desk = browser(make_desk(make_hub()))
    page = desk.post("/families/register/paper/", PAPER | {"child1_day": "31 2 2024", "has_read": ""}).content.decode()
    assert "Enter a date like 27 3 2024" in page
    assert "Tick this once they have the privacy notice" in page
    assert 'value="Rania"' in page
    with as_owner():
        assert not Registration.objects.exists()


def test_what_was_typed_from_paper_is_there_again_until_somebody_empties_the_form():
    desk = browser(make_desk(make_hub()))
    typed = PAPER | {"postcode": "ZZ1 1AA"}
    assert desk.post("/families/register/paper/", typed, headers={"X-Hearth-Autosave": "1"}).status_code == 204
    page = desk.get("/families/register/paper/").content.decode()
    for word in ("Rania", "Sami", "ZZ1 1AA", "Empty the form"):
        assert word in page
    desk.post("/families/register/paper/", {"empty": "1"})
    page = desk.get("/families/register/paper/").content.decode()
    assert "Rania" not in page
    assert "Empty the form" not in page
    with as_owner():
        assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("27 3 2024", date(2024, 3, 27)), ("27/03/24", date(2024, 3, 27)), ("270394", date(1994, 3, 27)),
        ("27 March 2024", date(2024, 3, 27)), ("27032024", date(2024, 3, 27)), ("5.6.27", date(2027, 6, 5)),
        ("31 2 2024", None), ("soon", None), ("1 2", None), ("27 13 2024", None),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed, day):
    assert quick_date(typed, date(2026, 3, 3)) == day


def test_the_desk_hears_that_somebody_is_known_while_it_types_and_by_a_button():
    hub = make_hub()
    registered(hub)
    desk = browser(make_desk(hub))
    said = {"given_name": "Marek", "family_name": "Kowalsky", "birth_date": "12 4 1991"}
    panel = desk.post("/families/register/known/", said).content.decode()
    page = desk.post("/families/register/paper/", PAPER | said | {"look": "1"}).content.decode()
    for shown in (panel, page):
        assert "1 person like this is known here" in shown
        assert "born 1991" in shown
    assert "12 April" not in panel
    assert 'value="Kowalsky"' in page


def test_the_desk_of_another_organisation_hears_nothing_of_whom():
    registered(make_hub())
    other = browser(make_desk(make_hub()))
    said = {"given_name": "Marek", "family_name": "Kowalski", "birth_date": "12 4 1991"}
    panel = other.post("/families/register/known/", said).content.decode()
    assert "Kowalski" not in panel
    assert "1991" not in panel


def test_another_organisations_registration_does_not_exist():
    done = registered(make_hub())
    desk = browser(make_desk(make_hub()))
    assert desk.get(f"/families/register/{done.registration.pk}/").status_code == 404
    page = desk.post("/families/register/", {"reference": done.registration.reference}).content.decode()
    assert "Nobody registered here with this reference" in page


def test_poster_and_paper_form_are_pdf_that_a_screen_reader_reads():
    hub = make_hub()
    for path in (
        f"/register/{hub.slug}/poster.pdf",
        f"/register/{hub.slug}/poster.pdf?lang=ur",
        f"/register/{hub.slug}/form.pdf",
    ):
        answer = Client().get(path)
        assert answer.content.startswith(b"%PDF")
        assert b"pdfuaid" in answer.content or b"/StructTreeRoot" in answer.content


def test_every_word_of_the_notice_and_the_vocabulary_stands_in_every_language(settings):
    from hearth.families import vocabulary

    languages = {code for code, _name in settings.LANGUAGES}
    texts = [row for kind in ("access", "dietary", "relations", "bands") for row in vocabulary.shipped()[kind]]
    texts += [vocabulary.shipped()["start"], vocabulary.shipped()["poster"]]
    for notice in notices.versions():
        texts += [notice.short, *(text for part in notice.parts for text in part)]
        texts += [text for one in notice.agreements for text in (one.words, one.hint)]
    assert [text for text in texts if not languages <= set(text)] == []


def test_nobody_unknown_is_written_into_the_records(client):
    client.post(f"{HERE}/check/")
    with as_owner():
        assert not SourceRecord.objects.exists()
