"""Paths of influence: from a start along arrows over a pivot to an end, the shortest first. Arithmetic on numbers alone.

On a dense graph there may be billions: what is asked for is bounded, by how many paths are wanted and by how much is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

LONGEST = 6  # steps
WORK = 400_000  # arrows looked at, at most: about half a second

Arrows = Mapping[
    int, Sequence[tuple[int, int]]
]  # node -> (number of the arrow, node at its head), in the order of the answer


class Path(NamedTuple):
    """Nodes from the start to the end, and the arrows between them, one fewer."""

    nodes: tuple[int, ...]
    arrows: tuple[int, ...]


class Found(NamedTuple):
    """The paths; `more`: there are more than were asked for; `stopped`: too much to look at, so that there may be more."""

    paths: list[Path]
    more: bool
    stopped: bool


def paths(
    arrows: Arrows, starts: Sequence[int], ends: Collection[int], pivot: int, *, longest: int = LONGEST, most: int = 1000,
    work: int = WORK,
) -> Found:  # fmt: skip
    """Find the paths from one of the `starts` to one of the `ends` that pass the pivot and meet no node twice.

    The pivot may be the first or the last node. A path has one step at least and `longest` at most. They come by length, then
    in the order of `starts` and of the arrows. Two arrows between the same nodes make two paths.
    """
    free, over = _reach(arrows, frozenset(ends), pivot, longest)
    found: list[Path] = []
    left = [work]

    def walk(nodes: tuple[int, ...], used: tuple[int, ...], steps: int, passed: bool) -> Iterator[Path]:
        if steps == 0:
            yield Path(nodes, used)
            return
        for number, head in arrows.get(nodes[-1], ()):
            left[0] -= 1
            if left[0] < 0:
                return
            by = passed or head == pivot
            if head not in nodes and head in (free if by else over)[steps - 1]:
                yield from walk((*nodes, head), (*used, number), steps - 1, by)

    for length in range(1, longest + 1):
        for start in starts:
            if start not in (free if start == pivot else over)[length]:
                continue
            for path in walk((start,), (), length, start == pivot):
                if len(found) == most:
                    return Found(found, True, False)
                found.append(path)
            if left[0] < 0:
                return Found(found, False, True)
    return Found(found, False, False)


def _reach(
    arrows: Arrows, ends: frozenset[int], pivot: int, longest: int
) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
    """Return for each number of steps the nodes from which so many lead to an end, and those from which they pass the pivot."""
    free, over = [ends], [ends & {pivot}]
    for _ in range(longest):
        free.append(frozenset(n for n, out in arrows.items() if any(head in free[-1] for _, head in out)))
        by = {n for n, out in arrows.items() if any(head in over[-1] for _, head in out)}
        over.append(frozenset(by | free[-1] & {pivot}))
    return free, over
