"""A flow keeps what is typed, asks only what it must, goes back, changes, and sends once."""

import re
from datetime import date, timedelta

import pytest

from hearth.core import clock
from hearth.core.models import Draft
from hearth.core.tests import kit_pages
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db


def post(kit, address, **data):
    return kit.post(address, data)


def born(day, month, year):
    return {"born-day": day, "born-month": month, "born-year": year}


def answer_all(kit, children=("Zara", "Omar")):
    kit.get("/ask/")
    post(kit, "/ask/about/", about="children")
    for number, name in enumerate(children, start=1):
        post(kit, f"/ask/children/{number}/name/", first_name=name)
        kit.post(f"/ask/children/{number}/born/", born("1", "2", "2020"))
        post(kit, "/ask/children/", another="yes" if number < len(children) else "no")
    post(kit, "/ask/needs/", words="Sleep", languages=["pl", "ur"])
    return post(kit, "/ask/contact/", how="phone", number="0161 496 0000")


def test_pages_follow_one_another_to_the_check_page(kit):
    assert kit.get("/ask/").url == "/ask/about/"
    assert post(kit, "/ask/about/", about="children").url == "/ask/children/1/name/"
    assert post(kit, "/ask/children/1/name/", first_name="Zara").url == "/ask/children/1/born/"
    assert kit.post("/ask/children/1/born/", born("1", "2", "2020")).url == "/ask/children/"
    assert post(kit, "/ask/children/", another="yes").url == "/ask/children/2/name/"
    post(kit, "/ask/children/2/name/", first_name="Omar")
    kit.post("/ask/children/2/born/", born("1", "2", "2021"))
    assert post(kit, "/ask/children/", another="no").url == "/ask/needs/"
    assert post(kit, "/ask/needs/", words="Sleep").url == "/ask/contact/"
    assert post(kit, "/ask/contact/", how="none").url == "/ask/check/"


def test_the_check_page_shows_answers_in_words_with_a_change_link_each(kit):
    answer_all(kit)
    page = kit.get("/ask/check/").content.decode()
    for words in ("My child or children", "Zara", "Omar", "1 February 2020", "Polski and اردو", "0161 496 0000"):
        assert words in page
    assert 'href="/ask/children/2/born/?change=1"' in page
    assert "Email address" not in page  # its choice was not made


def test_done_gets_the_clean_answers_once_and_the_draft_is_emptied(kit):
    answer_all(kit)
    first, again = kit.post("/ask/check/"), kit.post("/ask/check/")
    assert first.url == again.url == "/ask/sent/thanks/"
    assert len(kit_pages.SENT) == 1
    key, answers = kit_pages.SENT[0]
    assert [child["first_name"] for child in answers["children"]] == ["Zara", "Omar"]
    assert answers["children"][0]["born"] == date(2020, 2, 1)
    assert answers["contact"] == {"how": "phone", "number": "+441614960000", "email": None}
    with as_owner():
        draft = Draft.objects.get(pk=key)
        assert draft.data == {"done": "/ask/sent/thanks/"}


def test_a_step_whose_condition_does_not_hold_is_not_asked_and_not_sent(kit):
    kit.get("/ask/")
    assert post(kit, "/ask/about/", about="me").url == "/ask/needs/"
    post(kit, "/ask/needs/", words="Sleep")
    post(kit, "/ask/contact/", how="none")
    kit.post("/ask/check/")
    assert "children" not in kit_pages.SENT[0][1]


def test_changing_an_answer_comes_back_to_the_check_page(kit):
    answer_all(kit)
    assert kit.post("/ask/needs/?change=1", {"words": "Feeding"}).url == "/ask/check/"
    assert "Feeding" in kit.get("/ask/check/").content.decode()


def test_a_change_that_opens_new_questions_asks_them_before_the_check_page(kit):
    kit.get("/ask/")
    post(kit, "/ask/about/", about="me")
    post(kit, "/ask/needs/", words="Sleep")
    post(kit, "/ask/contact/", how="none")
    assert kit.post("/ask/about/?change=1", {"about": "children"}).url == "/ask/children/1/name/?change=1"
    kit.post("/ask/children/1/name/?change=1", {"first_name": "Zara"})
    assert kit.post("/ask/children/1/born/?change=1", born("1", "2", "2020")).url == "/ask/children/?change=1"
    assert kit.post("/ask/children/?change=1", {"another": "no"}).url == "/ask/check/"


def test_a_wrong_answer_is_explained_and_kept(kit):
    kit.get("/ask/")
    post(kit, "/ask/about/", about="children")
    post(kit, "/ask/children/1/name/", first_name="Zara")
    page = kit.post("/ask/children/1/born/", born("31", "2", "2020")).content.decode()
    assert "Date of birth must be a real date" in page
    assert "<title>Error:" in page
    again = kit.get("/ask/children/1/born/").content.decode()
    assert 'value="31"' in again and "must be a real date" not in again


def test_nobody_jumps_ahead_of_unanswered_questions(kit):
    kit.get("/ask/")
    assert kit.get("/ask/contact/").url == "/ask/about/"
    assert kit.get("/ask/check/").url == "/ask/about/"
    assert kit.post("/ask/check/").url == "/ask/about/"
    assert kit_pages.SENT == []


def test_back_links_lead_to_the_page_before(kit):
    answer_all(kit)

    def back(address):
        found = re.search(r'<a href="([^"]+)" class="govuk-back-link">', kit.get(address).content.decode())
        return found and found[1]

    assert back("/ask/about/") is None
    assert back("/ask/children/1/born/") == "/ask/children/1/name/"
    assert back("/ask/children/2/name/") == "/ask/children/"
    assert back("/ask/children/") == "/ask/about/"
    assert back("/ask/needs/") == "/ask/children/"
    assert back("/ask/contact/") == "/ask/needs/"
    assert back("/ask/check/") == "/ask/contact/"
    assert back("/ask/contact/?change=1") == "/ask/check/"


def test_an_entry_is_removed_after_asking(kit):
    answer_all(kit)
    assert "Remove Zara?" in kit.get("/ask/children/1/remove/").content.decode()
    assert kit.post("/ask/children/1/remove/").url == "/ask/children/"
    page = kit.get("/ask/children/").content.decode()
    assert "Omar" in page and "Zara" not in page


def test_a_group_takes_no_more_than_its_maximum(kit):
    answer_all(kit, children=("A", "B", "C"))
    assert "Do you want to add another child?" not in kit.get("/ask/children/").content.decode()
    assert kit.get("/ask/children/4/name/").url == "/ask/children/"


def test_the_script_keeps_half_typed_answers_without_going_on(kit):
    kit.get("/ask/")
    kept = kit.post("/ask/about/", {"about": "me"}, headers={"X-Hearth-Autosave": "1"})
    assert kept.status_code == 204
    page = kit.get("/ask/about/").content.decode()
    assert re.search(r'value="me"\s+checked', page)
    assert kit.get("/ask/needs/").url == "/ask/about/"


def test_an_expired_draft_gives_a_kind_page_and_a_fresh_start(kit):
    answer_all(kit)
    with clock.standing_at(clock.now() + timedelta(hours=25)):
        page = kit.get("/ask/needs/")
        assert page.status_code == 410
        assert "Nothing was sent" in page.content.decode()
        assert kit.get("/ask/").url == "/ask/about/"


def test_a_draft_is_seen_by_its_own_browser_only(kit, client_class=None):
    from django.test import Client

    answer_all(kit)
    stranger = Client()
    assert stranger.get("/ask/check/").status_code == 410
    stranger.get("/ask/")
    assert stranger.get("/ask/check/").url == "/ask/about/"


def test_coming_back_goes_on_where_the_answers_stop(kit):
    kit.get("/ask/?service=abc")
    post(kit, "/ask/about/", about="me")
    assert kit.get("/ask/?service=abc").url == "/ask/needs/"
    assert kit.get("/ask/?service=other").url == "/ask/about/"
    assert kit.get("/ask/?new=1").url == "/ask/about/"


def test_done_may_refuse_in_words_and_the_answers_stay(kit):
    kit.get("/ask/")
    post(kit, "/ask/about/", about="me")
    post(kit, "/ask/needs/", words="refuse me")
    post(kit, "/ask/contact/", how="none")
    assert kit.post("/ask/check/").url == "/ask/needs/?change=1"
    page = kit.get("/ask/needs/?change=1").content.decode()
    assert "Tell us a little more." in page and "refuse me" in page
    assert kit_pages.SENT == []


def test_sensitive_flows_offer_a_quick_exit_and_no_answer_stands_in_an_address(kit):
    last = answer_all(kit)
    assert "Exit this page" in kit.get("/ask/needs/").content.decode()
    assert "Zara" not in last.url and "0161" not in last.url


def test_a_staff_form_keeps_what_is_typed_but_never_a_password(kit):
    kit.get("/keep/")
    half = {"text": "half a note", "secret": "pass"}
    assert kit.post("/keep/", {"text": "half a note"}, headers={"X-Hearth-Autosave": "1"}).status_code == 204
    assert "half a note" in kit.get("/keep/").content.decode()
    kit.post("/keep/", {"text": "", "secret": "hunter2"})
    with as_owner():
        assert "hunter2" not in str(list(Draft.objects.values_list("data", flat=True)))
    assert kit.post("/keep/", half).content == b"saved"
    assert "half a note" not in kit.get("/keep/").content.decode()
