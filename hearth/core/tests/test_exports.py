"""Files for spreadsheets: what was typed stays words, numbers stay numbers."""

import io
import zipfile

import pytest

from hearth.core import exports

NASTY = ["=1+1", "+44 1632", "-2", "@SUM(A1)", "\t=1+1", " =1+1", "\u00a0=HYPERLINK(1)", "＝1+1"]


@pytest.mark.parametrize("typed", NASTY)
def test_nothing_typed_becomes_a_formula_in_csv(typed):
    assert exports.safe_cell(typed).startswith("'")


def test_ordinary_words_stay_as_they_are():
    assert [exports.safe_cell(text) for text in ("Amina", "", "3-4 years", "a=b")] == ["Amina", "", "3-4 years", "a=b"]


def test_csv_says_in_which_letters_it_is_written():
    body = exports.file_response("csv", "things", ["Name", "Number"], [["Zieliński", 12]]).content.decode()
    assert body == "\ufeffName,Number\r\nZieliński,12\r\n"


def test_an_xlsx_holds_numbers_as_numbers_and_everything_typed_as_words():
    response = exports.file_response("xlsx", "things", ["Name", "Number"], [[typed, 12] for typed in NASTY])
    assert response["Content-Type"] == exports.XLSX_TYPE
    assert 'filename="things.xlsx"' in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count("<v>12</v>") == len(NASTY)
    assert "=1+1" in words


def test_an_empty_list_is_a_file_with_heads_alone():
    assert exports.file_response("xlsx", "things", ["Name"], []).content[:2] == b"PK"
