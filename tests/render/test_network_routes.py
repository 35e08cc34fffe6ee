"""Lines of a network: none runs behind a box that it does not connect, where there is room around it."""

from __future__ import annotations

from qda.render.pictures.routes import Box, routes

A, B = Box(100, 100, 80, 30), Box(700, 100, 80, 30)
BETWEEN, ABOVE, BELOW = Box(400, 100, 120, 30), Box(400, 0, 80, 30), Box(400, 260, 80, 30)


def test_a_straight_line_stays_where_nothing_is_in_its_way() -> None:
    (line,) = routes([A, B, BELOW], [(0, 1, True)], {})
    assert {round(y, 6) for _, y in line} == {100.0}


def test_a_line_goes_around_a_box_the_shorter_way() -> None:
    (line,) = routes([A, B, BETWEEN, ABOVE, BELOW], [(0, 1, True)], {})
    assert not [p for p in line.points() if BETWEEN.holds(p) or ABOVE.holds(p) or BELOW.holds(p)]
    assert max(y for _, y in line.points()) < 200  # below the box between, above the last


def test_words_move_with_their_line_and_lie_on_nothing() -> None:
    words = {0: Box(400, 130, 90, 16), 1: Box(430, 160, 90, 16)}
    lines = routes([A, B, BETWEEN, ABOVE, BELOW], [(0, 1, True), (3, 4, False)], words)
    moved = words[0]
    assert not [p for p in lines[0].points() if BETWEEN.holds(p)]
    assert not any(moved.meets(box) for box in (BETWEEN, ABOVE, BELOW, words[1]))
    x, y = lines[0].points()[12]
    assert abs(x - moved.x) < 1 and abs(y - moved.y) < 1  # it still goes through their middle


def test_a_line_without_room_stays() -> None:
    wall = Box(400, 100, 120, 2000)
    (line,) = routes([A, B, wall], [(0, 1, True)], {})
    assert {round(y, 6) for _, y in line} == {100.0}


def test_lines_between_the_same_two_lie_apart() -> None:
    first, second = routes([A, B], [(0, 1, True), (1, 0, True)], {})
    assert abs(first.points()[12][1] - second.points()[12][1]) > 20
