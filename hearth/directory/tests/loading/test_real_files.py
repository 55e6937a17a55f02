"""The open data of Stockport and Greater Manchester as it comes: each row is accepted, repaired, or refused and why."""

import pytest

from hearth.access.models import Organisation
from hearth.core.tests.support import as_owner
from hearth.directory.models import Area, AreaFigure, NamedPlace, Postcode, Schedule, Service, ServicePlace, Site
from hearth.directory.tests.loading.support import load, real, versions

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def by_file(results):
    return {f"{result.path.parent.name}/{result.path.name}": result.counts for result in results.files}


def outcomes(counts):
    return tuple(counts[name] for name in ("rows", "accepted", "repaired", "refused", "unchanged"))


def nothing_changed(results):
    return all(not (c.get("added") or c.get("updated") or c.get("gone")) for c in by_file(results).values())


def test_stockport_and_greater_manchester_load_and_load_again(tmp_path):
    """One story, because the real postcodes are read once: geography, its second load, services, their second load."""
    stockport, manchester = real("stockport"), real("greater-manchester")

    geography = by_file(load("geography", stockport, manchester))
    assert outcomes(geography["stockport/postcodes.csv.gz"]) == (6815, 6815, 0, 0, 0)
    # The other list has Stockport's postcodes too; one names the next council's neighbourhood, which is mended.
    assert outcomes(geography["greater-manchester/postcodes.csv.gz"]) == (72141, 65326, 0, 0, 6815)
    assert geography["greater-manchester/postcodes.csv.gz"]["reasons"] == {"lsoa-outside": 1}
    assert Postcode.objects.count() == 72141
    assert Area.objects.filter(kind="lsoa").count() == 191
    assert Area.objects.filter(kind="ward", boundary__isnull=False).count() == 21
    assert sorted(Area.objects.filter(kind="council").values_list("name", flat=True)) == [
        "Bolton", "Bury", "Manchester", "Oldham", "Rochdale", "Salford", "Stockport", "Tameside", "Trafford", "Wigan",
    ]  # fmt: skip
    assert NamedPlace.objects.filter(name="Bramhall", council_code="E08000007").exists()
    assert AreaFigure.objects.filter(figure="imd-idaci-children", value=None).count() == 11
    assert AreaFigure.objects.filter(figure="imd-decile").count() == 191
    people = geography["stockport/stockport_population_mid2020_single_year_lsoa11.csv"]
    assert outcomes(people) == (190, 189, 1, 0, 0) and people["reasons"] == {"lsoa-split": 1}
    assert AreaFigure.objects.filter(figure="population").count() == 191

    services = by_file(load("services", stockport, manchester))
    assert {name.split("/")[1]: outcomes(counts)[:4] for name, counts in services.items()} == {
        "gias_establishments_stockport_2024-06.csv": (254, 134, 1, 119),
        "family_hubs_childrens_centres_sk_area_2026.csv": (27, 27, 0, 0),
        "gm_dentists.csv": (539, 2, 515, 22),
        "gm_food_banks.csv": (171, 74, 95, 2),
        "gm_libraries.csv": (141, 124, 17, 0),
        "gm_pharmacies.csv": (631, 629, 2, 0),
        "sports_clubs.csv": (140, 139, 1, 0),
        "streetsupport_services.csv": (36, 22, 14, 0),
        "trafford_mental_health_services.csv": (60, 59, 1, 0),
    }
    _look_closely()

    before = versions()
    assert nothing_changed(load("services", stockport, manchester))
    assert nothing_changed(load("geography", stockport, manchester / "gm_pharmacies.csv"))
    assert versions() == before


def _look_closely():
    hub = Site.objects.get(name="One Stockport Family Hub Half Moon Lane")
    assert (hub.kind, Area.objects.get(code=hub.ward_code).name, hub.lsoa_code) == ("hub", "Offerton", "E01005833")
    wards = {Area.objects.get(code=s.ward_code).parent_code for s in Site.objects.filter(postcode__startswith="SK5 ")}
    assert wards == {"E08000007"}
    assert Site.objects.get(name="Abacus Children's Centre").kind == "other"
    assert Organisation.objects.filter(kind="school").count() == 135
    assert not Service.objects.filter(source="gias").exists()  # no address, so nothing is made up

    men = Service.objects.get(name="The Men's Room")
    assert (men.min_age_months, men.max_age_months) == (18 * 12, 31 * 12 - 1)
    assert [(s.byday, f"{s.opens:%H:%M}", f"{s.closes:%H:%M}") for s in men.schedules.all()] == [
        (["MO"], "17:00", "19:00")
    ]
    # Nobody stated a cost or, mostly, an age: neither is made up.
    assert set(Service.objects.values_list("cost_kind", flat=True)) == {"unknown"}
    assert Service.objects.filter(source="gm-food-banks").exclude(min_age_months=None, max_age_months=None).count() == 0
    assert not Service.objects.filter(assured_at__isnull=False).exists()
    assert not Service.objects.filter(phone__contains=".0").exists()
    # A pharmacy closes for lunch: split hours are two rows.
    lunch = Service.objects.get(source="gm-pharmacies", source_ref="fm664").schedules
    assert sorted((f"{s.opens:%H:%M}", f"{s.closes:%H:%M}") for s in lunch.filter(byday__contains=["MO"])) == [
        ("08:30", "13:00"),
        ("14:00", "17:30"),
    ]
    # Words that could not be read are kept, not lost.
    assert Schedule.objects.filter(notes="One morning per week", opens=None).exists()
    with as_owner():
        nowhere = ServicePlace.objects.filter(latitude=None)
        assert 0 < nowhere.count() <= 15 and all(place.address_1 for place in nowhere)
