"""Places for the nodes of a network: those that are connected near each other, none on another.

Nodes push each other away and edges pull, as in Fruchterman & Reingold (1991), from places on a spiral that depend on
nothing but the network: the same network gives the same places. Takes half a second for 120 nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, sin, sqrt

_STEPS, _NEAR, _STRETCH = 140, 95.0, 1.9  # of the pull; px between neighbours; how much wider than high it becomes
_TURN = 2.399963  # the golden angle in radians: a spiral by it is even
_AIR = (34.0, 26.0)  # px that are kept free between two nodes
Place = tuple[float, float]


def places(sizes: Sequence[Place], edges: Sequence[tuple[int, int]]) -> list[Place]:
    """Return the middle of each node in px; `sizes` are widths and heights, `edges` the ends of what pulls.

    The least places of a node's box are 0.
    """
    if not sizes:
        return []
    pulls = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    degree = [0] * len(sizes)
    for a, b in pulls:
        degree[a] += 1
        degree[b] += 1
    x, y = [0.0] * len(sizes), [0.0] * len(sizes)
    for n, node in enumerate(sorted(range(len(sizes)), key=lambda i: (-degree[i], i))):
        x[node], y[node] = _NEAR * sqrt(n) * cos(n * _TURN), _NEAR * sqrt(n) * sin(n * _TURN)
    for step in range(_STEPS):
        _move(x, y, pulls, degree, _NEAR * (1 - step / _STEPS))
    x = [value * _STRETCH for value in x]
    _apart(x, y, sizes)
    left = min(value - size[0] / 2 for value, size in zip(x, sizes, strict=True))
    top = min(value - size[1] / 2 for value, size in zip(y, sizes, strict=True))
    return [(a - left, b - top) for a, b in zip(x, y, strict=True)]


def _move(x: list[float], y: list[float], pulls: Sequence[Place], degree: Sequence[int], most: float) -> None:
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
    for a, b in pulls:
        i, j = int(a), int(b)
        ax, ay = x[i] - x[j], y[i] - y[j]
        pull = hypot(ax, ay) / _NEAR
        dx[i] -= ax * pull
        dy[i] -= ay * pull
        dx[j] += ax * pull
        dy[j] += ay * pull
    for i in range(count):
        centre = 0.6 if degree[i] else 1.0  # what is not connected would drift away
        mx, my = dx[i] - x[i] * centre, dy[i] - y[i] * centre
        long = hypot(mx, my)
        if long:
            way = min(long, most) / long
            x[i] += mx * way
            y[i] += my * way


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
