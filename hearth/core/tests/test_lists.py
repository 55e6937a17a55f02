"""A list says how many, sorts, filters, pages and exports by its address alone."""

import csv
import io

import pytest

from hearth.core.lists import safe_cell
from hearth.core.tests import kit_pages

pytestmark = pytest.mark.django_db


def text(kit, address):
    response = kit.get(address)
    assert response.status_code == 200
    return response.content.decode()


def references(page):
    return [line.split("</a>")[0] for line in page.split('<a href="/record/">')[1:] if line.startswith("HRT")]


def test_a_page_shows_its_part_and_says_of_how_many(kit):
    page = text(kit, "/queue/?page=2")
    assert "26 to 50 of 120 results" in page
    assert references(page)[0] == "HRT-0025" and len(references(page)) == 25


def test_counting_stops_where_it_would_cost_too_much_and_the_file_has_all(kit, monkeypatch):
    monkeypatch.setattr(kit_pages.Queue, "most_counted", 60)
    assert "1 to 25 of more than 60 results" in text(kit, "/queue/")
    assert "51 to 60 of more than 60 results" in text(kit, "/queue/?page=9")
    monkeypatch.setattr(kit_pages.Queue, "most_counted", 120)
    assert "1 to 25 of 120 results" in text(kit, "/queue/")
    monkeypatch.setattr(kit_pages.Queue, "most_counted", 60)
    rows = list(csv.reader(io.StringIO(text(kit, "/queue/?export=csv"))))
    assert len(rows) == 121
    assert kit_pages.EXPORTED[-1] == 120


def test_an_absurd_page_number_shows_a_real_page(kit):
    assert "101 to 120 of 120" in text(kit, "/queue/?page=999")
    assert "1 to 25 of 120" in text(kit, "/queue/?page=x")


def test_sorting_turns_round_and_is_told_to_screen_readers(kit):
    page = text(kit, "/queue/?order=-reference")
    assert references(page)[0] == "HRT-0119"
    assert 'aria-sort="descending"' in page
    assert 'href="?order=reference"' in page


def test_an_order_that_is_not_offered_is_ignored(kit):
    assert references(text(kit, "/queue/?order=password"))[0] == "HRT-0000"


def test_filters_narrow_and_can_be_taken_off_one_by_one(kit):
    page = text(kit, "/queue/?status=new&status=declined&q=khan")
    assert "Status: New" in page and "Search: khan" in page
    assert 'href="?status=declined&amp;q=khan"' in page
    assert 'href="?status=new&amp;status=declined"' in page
    assert all(int(reference[-4:]) % 3 != 1 for reference in references(page))


def test_a_choice_that_is_not_offered_narrows_nothing(kit):
    assert "of 120 results" in text(kit, "/queue/?status=secret")


def test_a_date_range_holds_its_last_day(kit):
    page = text(kit, "/queue/?sent-from=2026-03-02&sent-to=2026-03-03&order=sent_on")
    assert "6 results" in page
    assert "Sent to 3 March" in page


def test_nothing_found_says_how_to_go_on(kit):
    assert "Nothing matches these filters" in text(kit, "/queue/?q=zzz")
    assert "When a family asks for support it shows here." in text(kit, "/empty/")


def test_the_export_is_the_same_list_is_logged_and_holds_no_formula(kit):
    response = kit.get("/queue/?status=new&order=-reference&export=csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][0] == "Reference" and rows[1][0] == "HRT-0117" and len(rows) == 41
    assert any(cell == "'=SUM(1)" for row in rows for cell in row)
    assert rows[1][3] == "2026-04-07"
    assert kit_pages.EXPORTED == [40]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_cells_that_look_like_formulas_are_made_safe(start):
    assert safe_cell(f"{start}cmd") == f"'{start}cmd"
