"""The margin: a stripe for each coding, in lanes so that none covers another, and the codes' names beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from rich.cells import cell_len

from qda.render.text_width import apart

# first row, rows between, last row, a single row
PLAIN, UNCONFIRMED, ACTIVE = "╻┃╹▪", "╷┆╵▫", "╥║╨◆"
MORE = "+"  # in the last lane: stripes for which there is no lane
NAMES = 12  # names kept for one row: more than the widest margin has room for
BETWEEN = " · "
LEAST = 7  # cells in which names that are alike can be told apart, as a rule


class Stripe(NamedTuple):
    """A coding as the margin sees it: the rows that it touches, from `first` to `last` inclusive."""

    id: int
    lane: int
    first: int
    last: int
    name: str
    confirmed: bool = True
    active: bool = False


class MarginRow(NamedTuple):
    """One row: a sign and the coding's number for each lane (0: nothing there), and the names that stand beside them."""

    lanes: tuple[tuple[str, int], ...]
    names: tuple[tuple[str, int], ...]


def lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """For each stretch, ordered by start, the lowest lane that is free where it begins. As few lanes as can be."""
    out: list[int] = []
    ends: list[tuple[int, int]] = []
    free: list[int] = []
    made = 0
    for start, end in spans:
        while ends and ends[0][0] <= start:
            heappush(free, heappop(ends)[1])
        if free:
            lane = heappop(free)
        else:
            lane, made = made, made + 1
        out.append(lane)
        heappush(ends, (end, lane))
    return out


def width_of(width: int) -> int:
    """Return the width of the margin in a view of that width: a quarter, 18 to 36 cells; none in a narrow view."""
    return 0 if width < 60 else min(max(width // 4, 18), 36)


def lanes_of(width: int, depth: int) -> int:
    """Return the number of lanes for codings that overlap `depth` deep: stripes take at most a third of the margin."""
    return max(1, min(depth, width // 3))


def rows(stripes: Iterable[Stripe], top: int, bottom: int, shown: int, room: int | None = None) -> dict[int, MarginRow]:
    """Draw the margin of the rows from top to bottom (exclusive) that have something in it, with so many lanes.

    A name stands in the first visible row of its stripe that is free, so that none is lost where several begin; where
    all rows of a stripe are taken it shares the first. `room` is the cells that the names of a row have, separators
    included: names are cut to it so that all in sight can be told apart, and what finds no room is counted (`+2`).
    """
    signs: dict[int, list[tuple[str, int]]] = {}
    names: dict[int, list[Stripe]] = {}
    for s in sorted(stripes, key=lambda s: (max(s.first, top), s.lane)):
        first, last = max(s.first, top), min(s.last, bottom - 1)
        if first > last:
            continue
        marks = ACTIVE if s.active else PLAIN if s.confirmed else UNCONFIRMED
        for row in range(first, last + 1):
            held = signs.setdefault(row, [(" ", 0)] * shown)
            if s.lane < shown:
                # a lane beyond the last has been marked already
                if held[s.lane] == (" ", 0) or (held[s.lane][0] == MORE and s.active):
                    held[s.lane] = (_sign(s, row, marks), s.id)
            elif s.active:
                held[-1] = (_sign(s, row, marks), s.id)
            else:
                held[-1] = (MORE, s.id)
        free = next((row for row in range(first, last + 1) if row not in names), first)
        beside = names.setdefault(free, [])
        if len(beside) == NAMES and s.active:
            beside.pop()
        if len(beside) < NAMES:
            beside.insert(0 if s.active else len(beside), s)
    if room is None:
        return {row: MarginRow(tuple(held), tuple(map(_whole, names.get(row, ())))) for row, held in signs.items()}
    every = frozenset(s.name for beside in names.values() for s in beside)
    return {row: MarginRow(tuple(held), _fitted(names.get(row, []), every, room)) for row, held in signs.items()}


def _whole(s: Stripe) -> tuple[str, int]:
    return ("▸" if s.active else "") + s.name + ("" if s.confirmed else "?"), s.id


def _fitted(beside: Sequence[Stripe], every: frozenset[str], room: int) -> tuple[tuple[str, int], ...]:
    """Return the names of a row that have room in it, cut, and how many there are more."""
    whole = [cell_len(_whole(s)[0]) for s in beside]
    signs = [s.active + (not s.confirmed) for s in beside]
    least = [min(size, LEAST + sign) for size, sign in zip(whole, signs, strict=True)]
    n = len(beside)
    while n > 1 and sum(least[:n]) + len(BETWEEN) * (n - 1) + _more(len(beside) - n) > room:
        n -= 1
    left = room - len(BETWEEN) * (n - 1) - _more(len(beside) - n)
    out = []
    for i, s in enumerate(beside[:n]):
        cells = max(min(whole[i], left - sum(least[i + 1 : n])), 0)
        said = _whole(s._replace(name=_cut(s.name, every, max(cells - signs[i], 0))))
        out.append(said)
        left -= cell_len(said[0])
    if n < len(beside) and n and left >= 0:
        out.append((f"+{len(beside) - n}", 0))
    return tuple(out)


def _more(n: int) -> int:
    """Return the cells that `+n` takes after a name."""
    return len(f"+{n}") + len(BETWEEN) if n else 0


@lru_cache(1024)
def _cut(name: str, every: frozenset[str], cells: int) -> str:
    return apart(name, sorted(every), cells)


def _sign(s: Stripe, row: int, marks: str) -> str:
    if s.first == s.last:
        return marks[3]
    return marks[0] if row == s.first else marks[2] if row == s.last else marks[1]
