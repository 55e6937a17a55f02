"""Postcodes as people type them, and the flat map that distances are measured on."""

from math import asin, cos, hypot, radians, sin, sqrt

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hearth.directory.models.search import EARTH_METRES, plane
from hearth.directory.queries import read_postcode

outward = st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]?", fullmatch=True)
inward = st.from_regex(r"[0-9][A-Z]{2}", fullmatch=True)


@given(outward, inward, st.sampled_from(["", " ", "  ", "-", "."]), st.booleans())
def test_a_whole_postcode_is_read_however_it_is_typed(first, second, between, capitals):
    typed = f" {first}{between}{second} "
    parts = read_postcode(typed if capitals else typed.lower())
    assert (parts.outward, parts.inward) == (first, second)
    assert parts.shown == f"{first} {second}"


@given(outward)
def test_the_first_part_alone_is_a_part(first):
    parts = read_postcode(first)
    assert parts.outward + parts.inward == first or parts.inward == ""


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(typed):
    parts = read_postcode(typed)
    assert parts is None or parts.shown.replace(" ", "").isalnum()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("sk1 3xe", "SK1 3XE"), ("SK1 OXE", "SK1 0XE"), ("M1 IAE", "M1 1AE"), ("SK1 3", "SK1 3"), ("SK13", "SK13")],
)
def test_common_slips_are_mended(typed, shown):
    assert read_postcode(typed).shown == shown


@pytest.mark.parametrize("typed", ["Stockport", "1", "", "SK", "12345", "the park", "SK1 3XEE"])
def test_what_is_no_postcode_is_none(typed):
    assert read_postcode(typed) is None


england = st.tuples(st.floats(50.0, 55.7), st.floats(-5.7, 1.7))


@given(england, st.floats(-0.25, 0.25), st.floats(-0.4, 0.4))
def test_distances_on_the_flat_map_are_true_to_half_a_per_cent(here, up, along):
    there = (here[0] + up, here[1] + along)
    a = sin(radians(up) / 2) ** 2 + cos(radians(here[0])) * cos(radians(there[0])) * sin(radians(along) / 2) ** 2
    true = 2 * EARTH_METRES * asin(sqrt(a))
    (x, y), (x2, y2) = plane(*here), plane(*there)
    assert hypot(x2 - x, y2 - y) == pytest.approx(true, rel=0.005, abs=1)


@pytest.mark.django_db
@pytest.mark.parametrize("point", [(53.41, -2.16), (50.1, -5.5), (55.6, -1.9), (52.5, 1.7)])
def test_the_database_has_the_same_map(point):
    with connection.cursor() as cursor:
        cursor.execute("select directory_plane_x(%s, %s), directory_plane_y(%s, %s)", [*point, *point])
        assert cursor.fetchone() == pytest.approx(plane(*point), rel=1e-9)
