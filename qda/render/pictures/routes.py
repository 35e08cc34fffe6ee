"""The lines of a network: bent, through what stands beside them, and around the boxes of others where there is room.

A line that runs behind a box that it does not connect looks as if it ended there. So such a line, with its words, is
moved sideways, the least way that leaves all boxes free; where none does it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot
from typing import NamedTuple

from qda.render.pictures.layout import Place

_BEND = 34.0  # px between lines that connect the same two
_SIDEWAYS = tuple(
    sign * step for step in range(20, 261, 20) for sign in (1, -1)
)  # px that a line is moved, the least first
_POINTS = 24  # of a line that are looked at
_AIR = 5.0  # px between a line and a box
_MOST = 200  # lines; of more none is moved


class Box(NamedTuple):
    """A rectangle: its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    def border(self, x: float, y: float, air: float) -> Place:
        """Where a line from the middle to (x, y) leaves the rectangle, and `air` px further."""
        dx, dy = x - self.x, y - self.y
        long = hypot(dx, dy) or 1.0
        across = abs(self.width / 2 / dx) if dx else float("inf")
        down = abs(self.height / 2 / dy) if dy else float("inf")
        way = min(across, down, 1.0) + air / long
        return self.x + dx * way, self.y + dy * way

    def holds(self, point: Place, air: float = _AIR) -> bool:
        """True if a point lies in the rectangle, or within `air` px around it."""
        return abs(point[0] - self.x) < self.width / 2 + air and abs(point[1] - self.y) < self.height / 2 + air

    def meets(self, other: Box, air: float = _AIR) -> bool:
        """True if another rectangle lies on it, or within `air` px."""
        over = (self.width + other.width) / 2 + air - abs(self.x - other.x)
        return over > 0 and (self.height + other.height) / 2 + air - abs(self.y - other.y) > 0


class Line(NamedTuple):
    """A bent line from one box to another: start, the point that bends it, end."""

    start: Place
    bend: Place
    end: Place

    def points(self) -> list[Place]:
        """Points on the line, evenly from its start to its end."""
        out = []
        for n in range(_POINTS + 1):
            t = n / _POINTS
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
            (x1, y1), (x2, y2), (x3, y3) = self
            out.append((a * x1 + b * x2 + c * x3, a * y1 + b * y2 + c * y3))
        return out


def routes(boxes: Sequence[Box], edges: Sequence[tuple[int, int, bool]], words: dict[int, Box]) -> list[Line]:
    """Return a line for each edge: the two boxes it connects, and whether it has a tip.

    `words` are the places of what stands beside edges, by edge; those whose lines are moved are moved with them.
    """
    between: dict[tuple[int, int], list[int]] = {}
    for n, (a, b, _) in enumerate(edges):
        between.setdefault((min(a, b), max(a, b)), []).append(n)
    out: list[Line] = []
    for n, (a, b, tip) in enumerate(edges):
        same = between[min(a, b), max(a, b)]
        if a == b:
            out.append(_ring(boxes[a], same.index(n)))
            continue
        low, high = boxes[min(a, b)], boxes[max(a, b)]
        dx, dy = high.x - low.x, high.y - low.y
        long = hypot(dx, dy) or 1.0
        side = -dy / long, dx / long
        off = _BEND * (same.index(n) - (len(same) - 1) / 2)
        line = _line(boxes[a], boxes[b], tip, side, off, words.get(n))
        if len(edges) <= _MOST and _behind(line, boxes, (a, b)):
            line = _around(line, boxes, n, edges[n], side, off, words)
        out.append(line)
    return out


def _line(a: Box, b: Box, tip: bool, side: Place, off: float, words: Box | None) -> Line:
    """Return the line from `a` to `b` through its words, or else `off` px to its side."""
    middle = (a.x + b.x) / 2, (a.y + b.y) / 2
    through = (words.x, words.y) if words else (middle[0] + side[0] * off, middle[1] + side[1] * off)
    bend = 2 * through[0] - middle[0], 2 * through[1] - middle[1]
    start, end = a.border(*bend, 1), b.border(*bend, 2 if tip else 1)
    if words:  # the line goes from border to border, and still through the middle of its words
        bend = 2 * words.x - (start[0] + end[0]) / 2, 2 * words.y - (start[1] + end[1]) / 2
    return Line(start, bend, end)


def _behind(line: Line, boxes: Sequence[Box], own: Iterable[int]) -> bool:
    """True if a line runs behind a box that is not one of its own."""
    others = [box for n, box in enumerate(boxes) if n not in own]
    return any(box.holds(point) for point in line.points() for box in others)


def _around(
    line: Line,
    boxes: Sequence[Box],
    n: int,
    edge: tuple[int, int, bool],
    side: Place,
    off: float,
    words: dict[int, Box],
) -> Line:
    """Return the line moved to its side, its words with it, so that it runs behind nothing; else the line as it is."""
    a, b, tip = edge
    frame = _frame([*boxes, *words.values()])
    own = words.get(n)
    for more in _SIDEWAYS:
        moved = own
        if own:
            moved = own._replace(x=own.x + side[0] * more, y=own.y + side[1] * more)
            near = [*boxes, *(box for other, box in words.items() if other != n)]
            if any(moved.meets(box) for box in near) or not _inside(frame, moved):
                continue
        tried = _line(boxes[a], boxes[b], tip, side, off + more, moved)
        if not _behind(tried, boxes, (a, b)) and all(frame.holds(point, 0) for point in tried.points()):
            if moved:
                words[n] = moved
            return tried
    return line


def _frame(boxes: Sequence[Box]) -> Box:
    """Return the rectangle around all boxes."""
    left, right = min(b.x - b.width / 2 for b in boxes), max(b.x + b.width / 2 for b in boxes)
    top, floor = min(b.y - b.height / 2 for b in boxes), max(b.y + b.height / 2 for b in boxes)
    return Box((left + right) / 2, (top + floor) / 2, right - left, floor - top)


def _inside(frame: Box, box: Box) -> bool:
    dx, dy = abs(box.x - frame.x), abs(box.y - frame.y)
    return dx + box.width / 2 <= frame.width / 2 and dy + box.height / 2 <= frame.height / 2


def _ring(box: Box, n: int) -> Line:
    """Return the line from a box to itself."""
    right = box.x + box.width / 2
    return Line((right, box.y - 6), (right + 60 + 30 * n, box.y), (right + 2, box.y + 6))
