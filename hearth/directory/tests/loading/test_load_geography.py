"""Loading postcodes, areas and figures, on an invented town."""

import io
import json
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from hearth.core.actors import SYSTEM
from hearth.core.tests.support import as_owner
from hearth.directory.loading import run
from hearth.directory.loading.progress import Progress
from hearth.directory.models import Area, AreaFigure, Load, LoadRow, NamedPlace, Postcode
from hearth.directory.tests.loading.support import POSTCODES, load, versions

pytestmark = pytest.mark.django_db
HEADER = POSTCODES.splitlines()[0]


def square(west, south, size=0.01):
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def geojson(path, *features):
    found = [{"type": "Feature", "properties": properties, "geometry": shape} for properties, shape in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": found}), encoding="utf-8")
    return path


def postcodes(tmp_path, *rows, name="postcodes.csv"):
    path = tmp_path / name
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def counts(results, at=0):
    return results.files[at].counts


def test_postcodes_are_taken_mended_or_refused_with_the_reason(tmp_path):
    path = postcodes(
        tmp_path,
        "ZZ1 1AA,10,1,1,E08000007,E05099001,-2.16,53.40,E01099001",
        "zz11ab,10,1,1,E0800007,E05099001,-2.17,53.41,E01099001",
        "NOWHERE,10,1,1,E08000007,E05099001,-2.16,53.40,E01099001",
        "ZZ1 1AD,10,1,1,E08000007,E05099001,-2.16,89.99,E01099001",
        "ZZ1 1AE,10,1,1,Stockport,E05099001,-2.16,53.40,E01099001",
        "ZZ1 1AF,10,1,1,E08000007,E05099001,west,53.40,E01099001",
        "ZZ1 1AA,10,1,1,E08000007,E05099001,-2.16,53.40,E01099001",
        "ZZ1 1AG,10,1,1,,,-2.16,53.40,",
    )
    found = counts(load("geography", path))
    assert (found["accepted"], found["repaired"], found["refused"], found["added"]) == (2, 1, 5, 3)
    assert found["reasons"] == {
        "postcode-tidied": 1, "code-width": 1, "bad-postcode": 1, "bad-point": 1, "bad-code": 1, "bad-number": 1,
        "duplicate": 1,
    }  # fmt: skip
    mended = Postcode.objects.get(code="ZZ11AB")
    assert (mended.shown, mended.council_code, mended.latitude) == ("ZZ1 1AB", "E08000007", 53.41)
    assert LoadRow.objects.get(number=3).raw["postcode"] == "NOWHERE"


def test_the_same_postcodes_twice_write_not_one_row_and_a_changed_one_just_itself(tmp_path):
    rows = [f"ZZ1 {n}AA,10,1,1,E08000007,E05099001,-2.1{n},53.40,E01099001" for n in range(1, 9)]
    load("geography", postcodes(tmp_path, *rows))
    before = versions()
    assert counts(load("geography", postcodes(tmp_path, *rows)))["unchanged"] == 8
    assert versions() == before
    rows[3] = rows[3].replace("53.40", "53.49")
    found = counts(load("geography", postcodes(tmp_path, *rows)))
    assert (found["updated"], found["unchanged"]) == (1, 7)
    assert Postcode.objects.get(code="ZZ14AA").latitude == 53.49


def test_a_postcode_that_is_gone_is_counted_and_stays(tmp_path):
    rows = [f"ZZ1 {n}AA,10,1,1,E08000007,E05099001,-2.1{n},53.40,E01099001" for n in range(1, 4)]
    load("geography", postcodes(tmp_path, *rows))
    assert counts(load("geography", postcodes(tmp_path, *rows[:2])))["gone"] == 1
    assert Postcode.objects.count() == 3


@pytest.mark.parametrize("content", ["", HEADER, "code,north\nZZ1 1AA,1\n"])
def test_an_empty_file_or_another_kind_of_file_says_so_and_changes_nothing(tmp_path, content):
    load("geography", postcodes(tmp_path, "ZZ1 1AA,10,1,1,E08000007,E05099001,-2.16,53.40,E01099001"))
    before = versions()
    (tmp_path / "postcodes.csv").write_text(content, encoding="utf-8")
    found = counts(load("geography", tmp_path / "postcodes.csv"))
    assert found["failed"] and found["gone"] == 0
    assert versions() == before


def test_two_files_that_disagree_about_the_neighbourhood_of_a_postcode_do_not_take_turns(tmp_path):
    """One list names the next council's neighbourhood for a postcode on the border."""
    areas = geojson(
        tmp_path / "lsoa21.geojson", ({"area_code": "E01099001", "area_name": "Stockport 001A"}, square(-2.17, 53.40))
    )
    right = "ZZ1 1AA,10,1,1,E08000007,E05099001,-2.165,53.405,E01099001"
    wrong = right.replace("E01099001", "E01077001")
    one, other = postcodes(tmp_path, right), postcodes(tmp_path, wrong, name="postcodes_2.csv")
    found = load("geography", areas, one, other)
    assert counts(found, 2)["reasons"] == {"lsoa-outside": 1}
    before = versions()
    load("geography", areas, one, other)
    assert versions() == before
    assert Postcode.objects.get().lsoa_code == "E01099001"


def test_areas_come_with_outline_middle_and_parent(tmp_path):
    wards = geojson(
        tmp_path / "wards.geojson",
        (
            {
                "area_code": "E05099001",
                "area_name": "Fernley North & Mill Row",
                "lon": "-2.165",
                "lat": "53.405",
                "local_authority_area_code": "E08000007",
            },
            square(-2.17, 53.40),
        ),
        ({"area_code": "E05099002", "area_name": "No Shape"}, None),
        ({"area_code": "", "area_name": "No Code"}, square(-2.17, 53.40)),
    )
    path = postcodes(tmp_path, "ZZ1 1AA,10,1,1,E08000007,E05099001,-2.16,53.40,E01099001")
    found = load("geography", wards, path)
    assert counts(found)["reasons"] == {"bad-shape": 1, "bad-code": 1}
    ward = Area.objects.get(code="E05099001")
    assert (ward.kind, ward.parent_code, ward.longitude, len(ward.boundary[0])) == ("ward", "E08000007", -2.165, 5)
    council = Area.objects.get(kind="council")
    assert (council.code, council.name) == ("E08000007", "Stockport")
    assert set(NamedPlace.objects.values_list("name", flat=True)) == {"Fernley", "Mill Row", "Stockport"}


def figures_folder(tmp_path, census=True):
    """Three neighbourhoods of 2011: one unchanged, one split in two, one irregular; and two that were merged."""
    (tmp_path / "lookup_lsoa11_lsoa21_x.csv").write_text(
        "lsoa11_code,change_code,lsoa21_code\nE01099001,U,E01099001\nE01099002,S,E01099012\nE01099002,S,E01099022\n"
        "E01099003,X,E01099033\nE01099003,X,E01099034\nE01099004,M,E01099045\nE01099005,M,E01099045\n",
        encoding="utf-8",
    )
    if census:
        (tmp_path / "x_disability21_lsoa21.csv").write_text(
            "lsoa21_code,disability,n,total_residents\nE01099012,Disabled under the Equality Act,10,300\n"
            "E01099022,Disabled under the Equality Act,10,100\n",
            encoding="utf-8",
        )
    path = tmp_path / "x_population_mid2020_single_year_lsoa11.csv"
    path.write_text(
        "lsoa11_code,total_population,0,1,90+\nE01099001,6.0,1.0,2.0,3.0\nE01099002,13.0,5.0,5.0,3.0\n"
        "E01099003,9,3,3,3\nE01099004,3,1,1,1\nE01099005,3,1,1,1\nE01099009,3,1,1,1\n",
        encoding="utf-8",
    )
    return path


def test_people_are_carried_to_the_neighbourhoods_of_2021_where_that_can_be_done(tmp_path):
    figures_folder(tmp_path)
    found = counts(load("geography", tmp_path), -1)
    assert found["reasons"] == {"lsoa-split": 1, "lsoa-merged": 2, "lsoa-irregular": 1, "lsoa-unknown": 1}
    people = dict(AreaFigure.objects.filter(figure="population").values_list("area_code", "value"))
    assert people == {"E01099001": 6, "E01099012": 10, "E01099022": 3, "E01099045": 6}
    babies = dict(AreaFigure.objects.filter(figure="population-age-0").values_list("area_code", "value"))
    assert babies["E01099012"] + babies["E01099022"] == 5
    before = versions()
    load("geography", tmp_path)
    assert versions() == before


def test_a_split_without_a_census_to_share_it_by_is_refused(tmp_path):
    found = counts(load("geography", figures_folder(tmp_path, census=False)))
    assert found["reasons"]["lsoa-no-shares"] == 1


def test_a_suppressed_figure_is_unknown_not_nought(tmp_path):
    path = tmp_path / "x_imd2025_england_lsoa21_indicators.csv"
    path.write_text(
        "lsoa21_code,income_deprivation_affecting_children_index_idaci_numerator\nE01099001,\nE01099002,25.0\nE01099003,many\n",
        encoding="utf-8",
    )
    found = counts(load("geography", path))
    assert found["reasons"] == {"suppressed": 1, "bad-number": 1}
    values = dict(AreaFigure.objects.filter(figure="imd-idaci-children").values_list("area_code", "value"))
    assert values == {"E01099001": None, "E01099002": 25.0}


def test_the_command_says_what_became_of_the_file_in_words_and_as_json(tmp_path):
    path = postcodes(tmp_path, "ZZ1 1AA,10,1,1,E08000007,E05099001,-2.16,53.40,E01099001", "NOWHERE,,,,,,,,")
    said = io.StringIO()
    with as_owner():
        call_command("load_geography", str(path), stdout=said)
    assert "2 rows" in said.getvalue() and "1 refused" in said.getvalue()
    assert "The postcode is not a postcode" in said.getvalue()
    said = io.StringIO()
    with as_owner():
        call_command("load_geography", str(path), "--json", stdout=said)
    report = json.loads(said.getvalue())
    assert report["files"][0]["unchanged"] == 1 and report["files"][0]["reasons"] == {"bad-postcode": 1}


@pytest.mark.parametrize("name", ["nothing-we-know.csv", "missing"])
def test_the_command_fails_in_words_where_there_is_nothing_to_load(tmp_path, name):
    (tmp_path / "nothing-we-know.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError), as_owner():
        call_command("load_geography", str(tmp_path / name), stdout=io.StringIO())


def test_two_loads_at_once_do_not_mix(tmp_path):
    path = postcodes(tmp_path, "ZZ1 1AA,10,1,1,E08000007,E05099001,-2.16,53.40,E01099001")
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [run.LOCK])
        with pytest.raises(run.LoadRunning), as_owner():
            run.load_files(paths=[path], group="geography", by=SYSTEM)
        with other.cursor() as cursor:  # a session that ends gives its lock back a moment later, in the next test
            cursor.execute("select pg_advisory_unlock(%s)", [run.LOCK])
    finally:
        other.close()
    assert not Load.objects.exists()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_shows_at_a_terminal_and_is_silent_elsewhere():
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        progress = Progress(stream)
        for share in (0.1, 0.5, 0.9):
            progress._last = time.monotonic() - 1
            progress.tell("postcodes.csv", share, int(share * 1000))
        progress.clear()
    assert "50%" in terminal.getvalue() and "500 rows" in terminal.getvalue()
    assert pipe.getvalue() == ""
