"""The invented map: its areas fit together without gaps, its codes are nobody's, and it never changes."""

import itertools
import random
import re

import pytest

from hearth.directory.demo import geography, mesh


@pytest.fixture(scope="module")
def areas():
    return {shape.code: shape for shape in geography.build().areas}


def of_kind(areas, kind):
    return [shape for shape in areas.values() if shape.kind == kind]


def test_the_map_has_the_size_of_a_council(areas):
    assert len(of_kind(areas, "council")) == 1
    assert 14 <= len(of_kind(areas, "ward")) <= 18
    assert 60 <= len(of_kind(areas, "lsoa")) <= 80
    postcodes = geography.build().postcodes
    assert 1200 <= len(postcodes) <= 2000
    assert len({point.code for point in postcodes}) == len(postcodes)
    assert all(re.fullmatch(r"ZZ[1-9]\d[ABD-HJLNP-UW-Z]{2}", point.code) for point in postcodes)
    assert {shape.decile for shape in of_kind(areas, "lsoa")} >= {1, 2, 5, 8, 10}


def test_codes_cannot_be_taken_for_real_ones_and_parents_are_there(areas):
    assert all(code.startswith("ZZ") for code in areas)
    for shape in areas.values():
        assert (shape.parent_code in areas) == (shape.kind != "council")


def test_wards_and_neighbourhoods_fill_the_council_without_gaps_or_overlaps(areas):
    def size(shape):
        return sum(mesh.signed_area(ring) for ring in shape.rings)

    council = of_kind(areas, "council")[0]
    for kind in ("ward", "lsoa"):
        assert sum(map(size, of_kind(areas, kind))) == pytest.approx(size(council), rel=1e-6)
        assert all(size(shape) > 0 for shape in of_kind(areas, kind))
    chance = random.Random(7)
    longitudes, latitudes = zip(*council.rings[0], strict=True)
    for _each in range(1500):
        point = (chance.uniform(min(longitudes), max(longitudes)), chance.uniform(min(latitudes), max(latitudes)))
        lsoas = [shape for shape in of_kind(areas, "lsoa") if mesh.inside(point, shape.rings)]
        assert len(lsoas) == mesh.inside(point, council.rings)
        wards = [shape.code for shape in of_kind(areas, "ward") if mesh.inside(point, shape.rings)]
        assert wards == [shape.parent_code for shape in lsoas]


def test_every_border_is_a_closed_ring_that_does_not_cross_itself(areas):
    for shape in areas.values():
        for ring in shape.rings:
            assert ring[0] == ring[-1] and len(ring) >= 4, shape.code
            corners = [tuple(point) for point in ring[1:]]
            assert len(set(corners)) == len(corners), shape.code
            sides = list(itertools.pairwise(ring))
            for first, second in itertools.combinations(range(len(sides)), 2):
                if second - first > 1 and (first, second) != (0, len(sides) - 1):
                    assert not mesh.crosses(*sides[first], sides[second]), shape.code


def test_every_postcode_lies_in_its_neighbourhood(areas):
    for point in geography.build().postcodes:
        assert mesh.inside((point.longitude, point.latitude), areas[point.lsoa_code].rings), point.code
        assert areas[point.lsoa_code].parent_code == point.ward_code


def test_the_map_is_the_same_every_time():
    again = geography.build.__wrapped__()
    assert again == geography.build()
