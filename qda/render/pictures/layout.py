"""Places for the nodes of a network: those that are connected near each other, none on another.

Nodes push each other away and edges pull, as in Fruchterman & Reingold (1991), from places on a spiral that depend on
nothing but the network: the same network gives the same places. Parts of it that nothing connects are laid out apart and
stand beside and below each other, the largest first. Takes half a second for 120 nodes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, hypot, sin, sqrt

_STEPS, _NEAR, _STRETCH = 140, 62.0, 2.1  # of the pull; px between neighbours; how much wider than high it becomes
_TURN = 2.399963  # the golden angle in radians: a spiral by it is even
_AIR = (26.0, 18.0)  # px that are kept free between two nodes
_LOOSE = 2.5  # how much more room a part has than its boxes take
_BETWEEN = 50.0  # px between parts that nothing connects
Place = tuple[float, float]


def places(
    sizes: Sequence[Place], edges: Sequence[tuple[int, int]], between: Mapping[int, tuple[int, int]]
) -> list[Place]:
    """Return the middle of each node in px; `sizes` are widths and heights, `edges` the ends of what pulls.

    `between` names nodes that belong halfway between two others. No box reaches below 0.
    """
    parts: list[tuple[list[int], list[Place], Place]] = []
    for part in _parts(len(sizes), edges):
        number = {node: n for n, node in enumerate(part)}
        own = [sizes[node] for node in part]
        pulls = sorted(
            {(min(number[a], number[b]), max(number[a], number[b])) for a, b in edges if a in number and a != b}
        )
        half = {number[n]: (number[a], number[b]) for n, (a, b) in between.items() if n in number}
        found = _part(own, pulls, half)
        wide = max(x + w / 2 for (x, _), (w, _) in zip(found, own, strict=True))
        high = max(y + h / 2 for (_, y), (_, h) in zip(found, own, strict=True))
        parts.append((part, found, (wide, high)))
    parts.sort(key=lambda part: (-part[2][0] * part[2][1], part[0]))
    out = [(0.0, 0.0)] * len(sizes)
    room = max((size[0] for *_, size in parts), default=0.0)
    room = max(room, 1.6 * sqrt(sum((w + _BETWEEN) * (h + _BETWEEN) for *_, (w, h) in parts)))
    left = top = row = 0.0
    for part, found, (wide, high) in parts:
        if left and left + wide > room:
            left, top, row = 0.0, top + row + _BETWEEN, 0.0
        for node, (x, y) in zip(part, found, strict=True):
            out[node] = x + left, y + top
        left, row = left + wide + _BETWEEN, max(row, high)
    return out


def _parts(count: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the parts of a network that nothing connects, each with its nodes in order."""
    near: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        near[a].append(b)
        near[b].append(a)
    seen: set[int] = set()
    out: list[list[int]] = []
    for first in range(count):
        if first in seen:
            continue
        part, todo = {first}, [first]
        while todo:
            more = [n for n in near[todo.pop()] if n not in part]
            part.update(more)
            todo += more
        seen |= part
        out.append(sorted(part))
    return out


def _part(sizes: Sequence[Place], pulls: Sequence[tuple[int, int]], half: Mapping[int, tuple[int, int]]) -> list[Place]:
    """Return the middle of each node of one part, in which everything is connected."""
    degree = [0] * len(sizes)
    for a, b in pulls:
        degree[a] += 1
        degree[b] += 1
    x, y = [0.0] * len(sizes), [0.0] * len(sizes)
    for n, node in enumerate(sorted(range(len(sizes)), key=lambda i: (-degree[i], i))):
        x[node], y[node] = _NEAR * sqrt(n) * cos(n * _TURN), _NEAR * sqrt(n) * sin(n * _TURN)
    for step in range(_STEPS):
        _move(x, y, pulls, _NEAR * (1 - step / _STEPS))
    x = [value * _STRETCH for value in x]
    for node, (a, b) in half.items():
        x[node] = 0.35 * x[node] + 0.65 * (x[a] + x[b]) / 2
        y[node] = 0.35 * y[node] + 0.65 * (y[a] + y[b]) / 2
    needed = _LOOSE * sum((w + _AIR[0]) * (h + _AIR[1]) for w, h in sizes)
    area = (max(x) - min(x) + sizes[0][0]) * (max(y) - min(y) + sizes[0][1])
    if area < needed:  # where much is connected all is pulled into the middle
        x, y = ([value * sqrt(needed / area) for value in values] for values in (x, y))
    _apart(x, y, sizes)
    left = min(value - size[0] / 2 for value, size in zip(x, sizes, strict=True))
    top = min(value - size[1] / 2 for value, size in zip(y, sizes, strict=True))
    return [(a - left, b - top) for a, b in zip(x, y, strict=True)]


def _move(x: list[float], y: list[float], pulls: Sequence[tuple[int, int]], most: float) -> None:
    """Move every node once, by at most `most` px."""
    count = len(x)
    dx, dy = [0.0] * count, [0.0] * count
    force = _NEAR * _NEAR
    for i in range(count):
        xi, yi, sx, sy = x[i], y[i], 0.0, 0.0
        for j in range(i + 1, count):
            ax, ay = xi - x[j], yi - y[j]
            push = force / (ax * ax + ay * ay + 0.01)
            ax *= push
            ay *= push
            sx += ax
            sy += ay
            dx[j] -= ax
            dy[j] -= ay
        dx[i] += sx
        dy[i] += sy
    for i, j in pulls:
        ax, ay = x[i] - x[j], y[i] - y[j]
        pull = hypot(ax, ay) / _NEAR
        dx[i] -= ax * pull
        dy[i] -= ay * pull
        dx[j] += ax * pull
        dy[j] += ay * pull
    for i in range(count):
        long = hypot(dx[i], dy[i])
        if long:
            way = min(long, most) / long
            x[i] += dx[i] * way
            y[i] += dy[i] * way


def _apart(x: list[float], y: list[float], sizes: Sequence[Place]) -> None:
    """Push boxes apart that lie on each other, each time the shorter way."""
    for _ in range(300):
        moved = False
        for i in range(len(x)):
            for j in range(i + 1, len(x)):
                over_x = (sizes[i][0] + sizes[j][0]) / 2 + _AIR[0] - abs(x[i] - x[j])
                over_y = (sizes[i][1] + sizes[j][1]) / 2 + _AIR[1] - abs(y[i] - y[j])
                if over_x <= 0.01 or over_y <= 0.01:
                    continue
                moved = True
                if over_y <= over_x:
                    sign = 1 if y[i] > y[j] or (y[i] == y[j] and i > j) else -1
                    y[i] += sign * over_y / 2
                    y[j] -= sign * over_y / 2
                else:
                    sign = 1 if x[i] > x[j] or (x[i] == x[j] and i > j) else -1
                    x[i] += sign * over_x / 2
                    x[j] -= sign * over_x / 2
        if not moved:
            return
