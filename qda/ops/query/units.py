"""Operators of a query on units of one source: sentences, segments, or the source itself.

A unit is written as its stretch, so that `Places`, NEAR and THEN are those of `stretches`. What THEN finds runs from one
unit to another; where sets are made of it, it is the units of which it consists.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping

from qda.core.text.spans import Span
from qda.ops.query.stretches import NOTHING, Lines, Places, Plain, either
from qda.ops.sources.sentences import Line
from qda.store.texts.segment_layout import Layout, Segment
from qda.store.texts.sources import UNCOUNTED

Counts = Callable[[Segment], bool]


class Units:
    """The units of a source, and how they count.

    `shown` says which segments may be shown, `heard` of which the words count. A unit that does not count has no number of
    its own, but that of the one before it. `lines` are the sentences; without them the units are the segments.
    """

    def __init__(self, layout: Layout, shown: Counts, heard: Counts, lines: list[Line] | None = None) -> None:
        self._layout = layout
        every = (
            [(s, (s.start, s.end)) for s in layout.segments if s.kind != "boilerplate"]
            if lines is None
            else [(layout.segments[line.segment], (line.start, line.end)) for line in lines]
        )
        self._first: dict[int, int] = {}  # where a unit starts, and where it ends -> its number
        self._last: dict[int, int] = {}
        n = 0
        for segment, (start, end) in every:
            n += segment.kind not in UNCOUNTED and heard(segment)
            self._first.setdefault(start, n)
            self._last.setdefault(end, n)
        units = {span: segment for segment, span in every if shown(segment)}
        self._units = sorted(units)
        self._of_segment = {segment.id: span for segment, span in every if shown(segment)}
        self._lines = None if lines is None else Lines((line.start, line.end) for line in lines)
        self._known = units.keys()

    def touched_by(self, places: Places) -> Places:
        """Return the units that stretches touch, each with the codings of these."""
        out: dict[Span, frozenset[int]] = {}
        for span, codings in places.items():
            for unit in self._touched(span):
                out[unit] = out.get(unit, NOTHING) | codings
        return out

    def _touched(self, span: Span) -> list[Span]:
        if self._lines is None:
            ids = dict.fromkeys(s.id for _, _, s in self._layout.covered(*span))
            return [self._of_segment[i] for i in ids if i in self._of_segment]
        touched = self._lines.touched(span)
        found = [] if touched is None else self._lines.spans[touched[0] : touched[1] + 1]
        return [unit for unit in found if unit in self._known]

    def numbers(self, span: Span) -> Span:
        """Return the numbers of the first and the last unit of a place."""
        return self._first[span[0]], self._last[span[1]]

    def operators(self) -> Mapping[str, Plain]:
        """Return the operators without a distance: operations on sets of units."""
        return {
            "AND": lambda a, b: both(self._each(a), self._each(b)),
            "OR": lambda a, b: either(self._each(a), self._each(b)),
            "NOT": lambda a, b: less(self._each(a), self._each(b)),
        }

    def _each(self, places: Places) -> Places:
        """Return places with a run of units as its units."""
        if places.keys() <= self._known:
            return places
        out: dict[Span, frozenset[int]] = {}
        for span, codings in places.items():
            for unit in [span] if span in self._known else self._between(*span):
                out[unit] = out.get(unit, NOTHING) | codings
        return out

    def _between(self, start: int, end: int) -> list[Span]:
        first, last = bisect_left(self._units, (start, 0)), bisect_left(self._units, (end, 0))
        return [unit for unit in self._units[first:last] if unit[1] <= end]


def both(a: Places, b: Places) -> Places:
    """Return the units of both."""
    return {unit: codings | b[unit] for unit, codings in a.items() if unit in b}


def less(a: Places, b: Places) -> Places:
    """Return the units of `a` that are none of `b`."""
    return {unit: codings for unit, codings in a.items() if unit not in b}


SETS: Mapping[str, Plain] = {"AND": both, "OR": either, "NOT": less}  # where no unit is a run
