"""Read what coders marked in one text into tallies: of its units, and of its characters.

All offsets that come in are code points of the text; what is counted is measured on its *pieces*, the parts of the text
that count, laid end to end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from qda.agreement.tally import Codes, Continuum, Tally

Mark = tuple[int, int, int, int]  # start, end, code, the coder's bit; by start
Placed = tuple[int, int, int, int]  # a stretch on the line of characters: start, end, code, the coder's bit
Piece = tuple[int, int, Codes]  # a part of a coder's text on that line: start, end, the set of its codes
Unit = tuple[int, int, int]  # start, end, number of the unit; a unit may have several such parts


class Strand(NamedTuple):
    """Text that counts, and what its readers marked in it.

    `pieces` are the parts of the text that count, in order, none empty and without white space at the ends; `blocks` has
    the block of each for a bootstrap. `units` are the parts of units in order, none crossing a piece; `unit_blocks` the
    block of each unit. `marks` are by readers alone.
    """

    text: str
    pieces: Sequence[tuple[int, int]]
    blocks: Sequence[int]
    units: Sequence[Unit]
    unit_blocks: Sequence[int]
    readers: int
    marks: Sequence[Mark]


def read_units(strand: Strand, tally: Tally) -> None:
    """Count the units of a text: one is marked when a coding touches a character of it that is not white space."""
    readers, text = strand.readers, strand.text
    for block in strand.unit_blocks:
        tally.every[block, readers] += 1
    marked: dict[int, dict[int, int]] = {}
    units, starts = strand.units, [u[0] for u in strand.units]
    last = len(units)
    for start, end, code, bit in strand.marks:
        i = max(bisect_right(starts, start) - 1, 0)
        while i < last and units[i][0] < end:
            a, b, unit = units[i]
            if b > start and ((start <= a and b <= end) or not text[max(a, start) : min(b, end)].isspace()):
                held = marked.get(unit)
                if held is None:
                    marked[unit] = {code: bit}
                else:
                    held[code] = held.get(code, 0) | bit
            i += 1
    for unit, held in marked.items():
        tally.add(strand.unit_blocks[unit], readers, held)


class _Line:
    """A text's pieces laid end to end: where a character of the text stands on that line, and in which block."""

    def __init__(self, strand: Strand) -> None:
        self._pieces, self._blocks = strand.pieces, strand.blocks
        self._starts = [a for a, _ in strand.pieces]
        self._at: list[int] = []
        self.length = 0
        for a, b in strand.pieces:
            self._at.append(self.length)
            self.length += b - a
        self._one = len(set(strand.blocks)) == 1

    def place(self, position: int) -> int:
        """Return how many characters that count stand before a position of the text."""
        i = bisect_right(self._starts, position) - 1
        if i < 0:
            return 0
        a, b = self._pieces[i]
        return self._at[i] + min(position, b) - a

    def block(self, place: int) -> int:
        """Return the block of a place on the line."""
        return self._blocks[0 if self._one else bisect_right(self._at, place) - 1]


def stretches(marks: Sequence[Mark]) -> list[tuple[int, int, int, int]]:
    """Return the stretches (start, end, code, coder): codings of one code and coder that overlap are one.

    Those that only touch stay two.
    """
    last: dict[tuple[int, int], int] = {}
    out: list[tuple[int, int, int, int]] = []
    for start, end, code, bit in marks:
        at = last.get((code, bit))
        if at is not None and start < out[at][1]:
            if end > out[at][1]:
                out[at] = (out[at][0], end, code, bit)
        else:
            last[code, bit] = len(out)
            out.append((start, end, code, bit))
    return out


def read_characters(strand: Strand, line: Continuum, *, meeting: bool) -> None:
    """Count the characters of a text, and the self terms of its stretches; with `meeting` those of where stretches meet."""
    on = _Line(strand)
    readers, tally = strand.readers, line.tally
    for (a, b), block in zip(strand.pieces, strand.blocks, strict=True):
        tally.every[block, readers] += b - a
    of_code: defaultdict[int, list[Placed]] = defaultdict(list)
    own: defaultdict[int, list[Placed]] = defaultdict(list)
    for start, end, code, bit in stretches(strand.marks):
        a, b = on.place(start), on.place(end)
        if a < b:
            placed = (a, b, code, bit)
            of_code[code].append(placed)
            own[bit].append(placed)
    for code, held in of_code.items():
        counts, squares = tally.of_code[code], line.squares[code]
        for a, b, _, _ in held:
            squares[on.block(a)] += (b - a) * (b - a - 1)
        if len(held) == 1:
            ((a, b, _, bit),) = held
            counts[on.block(a), readers, bit] += b - a
        else:
            for a, b, state in _turns(held):
                counts[on.block(a), readers, state[code]] += b - a
    pieces = {bit: cut(held) for bit, held in own.items()}
    _sets(tally, line, on, readers, pieces)
    if tally.keep:
        for a, b, state in _turns(placed for held in of_code.values() for placed in held):
            tally.seen[on.block(a), readers, tuple(sorted(state.items()))] += b - a
    if meeting:
        _meet(line, on, readers, own, pieces)


def _turns(held: Iterable[Placed]) -> Iterator[tuple[int, int, dict[int, int]]]:
    """Yield the parts of the line that somebody marked, each with the mask of those who did by code."""
    turns: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for a, b, code, bit in held:
        turns[a].append((code, bit))
        turns[b].append((code, bit))
    state: dict[int, int] = {}
    before = 0
    for at in sorted(turns):
        if state:
            yield before, at, state
        before = at
        for code, bit in turns[at]:  # one that ends where the next begins turns off and on again
            mask = state.get(code, 0) ^ bit
            if mask:
                state[code] = mask
            else:
                state.pop(code, None)


def _sets(tally: Tally, line: Continuum, on: _Line, readers: int, pieces: dict[int, list[Piece]]) -> None:
    """Count the sets of codes that coders gave the line, and where they differ."""
    n, values, squares = readers.bit_count(), tally.values, line.squares[Continuum.SETS]
    turns: list[tuple[int, int, Codes]] = []
    for bit, parts in pieces.items():
        before = -1
        for a, b, value in parts:
            block = on.block(a)
            values[value, block, n] += b - a
            squares[block] += (b - a) * (b - a - 1)
            if before not in (-1, a):
                turns.append((before, bit, ()))
            turns.append((a, bit, value))
            before = b
        turns.append((before, bit, ()))
    turns.sort()
    state: dict[int, Codes] = {}
    marked = before = 0
    for at, bit, value in turns:
        if at > before and marked:
            alike: list[int]
            if marked == marked & -marked:
                alike = [1]
            else:
                given = list(state.values())
                alike = [given.count(v) for v in set(given)]
            tally.differ(on.block(before), readers, marked, alike, at - before)
        before = at
        if value:
            state[bit] = value
            marked |= bit
        elif marked & bit:
            del state[bit]
            marked ^= bit


def _meet(
    line: Continuum, on: _Line, readers: int, own: dict[int, list[Placed]], pieces: dict[int, list[Piece]],
) -> None:  # fmt: skip
    """Add the self terms of where stretches meet: by pairs of coders, what a stretch has in common with the other's text."""
    n = readers.bit_count()
    marked = {bit: _Marked(parts) for bit, parts in pieces.items()}
    for bit in own:
        others = [area for other, area in marked.items() if other != bit]
        for a, b, _ in pieces[bit]:
            line.met[Continuum.SETS][on.block(a), n] += sum(area.within(a, b) ** 2 for area in others)
        for a, b, code, _ in own[bit]:
            line.met[code][on.block(a), n] += sum(area.within(a, b) ** 2 for area in others)


class _Marked:
    """A coder's marked text: how much of a stretch it has."""

    def __init__(self, area: list[Piece]) -> None:
        self._area = area
        self._starts = [a for a, _, _ in area]
        self._before = [0]
        for a, b, _ in area:
            self._before.append(self._before[-1] + b - a)

    def _until(self, place: int) -> int:
        i = bisect_right(self._starts, place) - 1
        if i < 0:
            return 0
        a, b, _ = self._area[i]
        return self._before[i] + min(place, b) - a

    def within(self, a: int, b: int) -> int:
        return self._until(b) - self._until(a)


def cut(held: Iterable[Placed]) -> list[Piece]:
    """Return a coder's text cut at every border of his stretches, each piece with the set of its codes; gaps left out."""
    held = sorted(held)
    if all(a[1] <= b[0] for a, b in pairwise(held)):
        return [(a, b, (code,)) for a, b, code, _ in held]
    turns: defaultdict[int, list[int]] = defaultdict(list)
    for a, b, code, _ in held:
        turns[a].append(code)
        turns[b].append(code)
    out: list[Piece] = []
    open_: set[int] = set()
    before = 0
    for at in sorted(turns):
        if open_:
            out.append((before, at, tuple(sorted(open_))))
        for code in turns[at]:
            open_ ^= {code}
        before = at
    return out
