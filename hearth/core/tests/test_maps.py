"""The drawn map: every point is on it, north is up, and no two points lie on top of one another."""

from math import dist

from hypothesis import given
from hypothesis import strategies as st

from hearth.core.cards import MapPoint, MapShape
from hearth.core.maps import APART, HEIGHT, WIDTH, draw_map

places = st.tuples(st.floats(-2.6, -1.9), st.floats(53.3, 53.7))


@given(st.lists(places, min_size=1, max_size=20))
def test_every_point_is_on_the_map(spots):
    drawing = draw_map([MapPoint(x, y) for x, y in spots])
    assert len(drawing.points) == len(spots)
    assert all(0 <= p.x <= WIDTH and 0 <= p.y <= HEIGHT for p in drawing.points)


def test_north_is_up_and_east_is_to_the_right():
    south_west, north_east = draw_map([MapPoint(-2.2, 53.3), MapPoint(-2.1, 53.4)]).points
    assert north_east.y < south_west.y and north_east.x > south_west.x


def test_neighbours_on_one_doorstep_can_each_be_touched():
    placed = draw_map([MapPoint(-2.2, 53.3, number=n) for n in range(1, 11)]).points
    gaps = [dist((a.x, a.y), (b.x, b.y)) for a in placed for b in placed if a is not b]
    assert min(gaps) >= APART - 0.2


def test_the_readers_own_place_stands_in_the_middle_with_distances_around_it():
    drawing = draw_map([MapPoint(-2.15, 53.4, kind="you"), MapPoint(-2.10, 53.42)])
    assert (drawing.points[0].x, drawing.points[0].y) == (WIDTH / 2, HEIGHT / 2)
    assert [ring.miles for ring in drawing.rings] == [0.5, 1]


def test_no_point_and_no_shape_still_gives_a_map():
    assert draw_map([]).points == []


def test_an_outline_keeps_its_shape_and_loses_steps_too_small_to_see():
    ring = [(-2.2 + i / 100_000, 53.3) for i in range(1000)] + [(-2.1, 53.4)]
    path, label = draw_map([], [MapShape([ring], "Brackenfold")]).paths[0]
    assert label == "Brackenfold" and path.startswith("M") and path.endswith("z")
    assert path.count("L") < 100
