"""Operators of a query on the stretches of one source. Each sorts both sides once; none compares all pairs.

`Places` are stretches with the codings that lie on them. An operator leaves its arguments as they are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate

from qda.core.code_query import CodeQuery, Operator
from qda.core.text.spans import Span

Places = Mapping[Span, frozenset[int]]
Touched = Callable[[Span], Span | None]  # first and last number of what a stretch touches, None for nothing
Plain = Callable[[Places, Places], Places]
ByDistance = Callable[[Places, Places, int, Touched], Places]
NOTHING: frozenset[int] = frozenset()


class Ordered:
    """Stretches in order, to be asked by bisection whether one of them overlaps, holds or lies within another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        spans = sorted(spans)
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._latest = list(accumulate(self._ends, max))  # the latest end so far
        self._earliest = list(accumulate(reversed(self._ends), min))[::-1]  # the earliest end from here on

    def overlap(self, start: int, end: int) -> bool:
        """True if one of them shares a character with a stretch."""
        i = bisect_left(self._starts, end)
        return i > 0 and self._latest[i - 1] > start

    def hold(self, start: int, end: int) -> bool:
        """True if a stretch lies within one of them."""
        i = bisect_right(self._starts, start)
        return i > 0 and self._latest[i - 1] >= end

    def within(self, start: int, end: int) -> bool:
        """True if one of them lies within a stretch."""
        i = bisect_left(self._starts, start)
        return i < len(self._starts) and self._earliest[i] <= end


def either(a: Places, b: Places) -> Places:
    """Return the stretches of either (OR)."""
    out = dict(a)
    for span, codings in b.items():
        out[span] = out.get(span, NOTHING) | codings
    return out


def common(a: Places, b: Places) -> Places:
    """Return the common part of each pair that overlaps (AND): one sweep, in which a stretch meets those still open."""
    out: dict[Span, set[int]] = {}
    sides = (a, b)
    still: tuple[list[Span], list[Span]] = ([], [])
    for (start, end), side in sorted([(span, 0) for span in a] + [(span, 1) for span in b]):
        others = [span for span in still[1 - side] if span[1] > start]
        still[1 - side][:] = others
        for other in others:
            part = out.setdefault((start, min(end, other[1])), set())
            part |= sides[side][start, end]
            part |= sides[1 - side][other]
        still[side].append((start, end))
    return {span: frozenset(codings) for span, codings in out.items()}


def without(a: Places, b: Places) -> Places:
    """Return the stretches of `a` that none of `b` overlaps (NOT)."""
    taken = Ordered(b)
    return {span: codings for span, codings in a.items() if not taken.overlap(*span)}


def inside(a: Places, b: Places) -> Places:
    """Return the stretches of `a` that lie within one of `b` (IN)."""
    outer = Ordered(b)
    return {span: codings | b.get(span, NOTHING) for span, codings in a.items() if outer.hold(*span)}


def around(a: Places, b: Places) -> Places:
    """Return the stretches of `a` that hold one of `b` (AROUND)."""
    inner = Ordered(b)
    return {span: codings | b.get(span, NOTHING) for span, codings in a.items() if inner.within(*span)}


def near(a: Places, b: Places, distance: int, touched: Touched) -> Places:
    """Return the stretches of `a` that have one of `b` at most `distance` away (NEAR); what overlaps is at no distance."""
    beside = Ordered(b)
    numbers = Ordered((t[0], t[1] + 1) for span in b if (t := touched(span)))

    def close(span: Span) -> bool:
        return beside.overlap(*span) or bool(
            (t := touched(span)) and numbers.overlap(t[0] - distance, t[1] + distance + 1)
        )

    return {span: codings | b.get(span, NOTHING) for span, codings in a.items() if close(span)}


def then(a: Places, b: Places, distance: int, touched: Touched) -> Places:
    """Return from the start of each of `a` to the end of the first of `b` after it, at most `distance` away (THEN)."""
    later = sorted(span for span in b if touched(span))
    starts = [start for start, _ in later]
    out: dict[Span, set[int]] = {}
    for (start, end), codings in a.items():
        i = bisect_left(starts, end)
        here = touched((start, end))
        if here is None or i == len(later):
            continue
        there = touched(later[i])
        if there is not None and there[0] - here[1] <= distance:
            place = out.setdefault((start, later[i][1]), set())
            place |= codings
            place |= b[later[i]]
    return {span: frozenset(codings) for span, codings in out.items()}


PLAIN: Mapping[str, Plain] = {"AND": common, "OR": either, "NOT": without, "IN": inside, "AROUND": around}
BY_DISTANCE: Mapping[str, ByDistance] = {"NEAR": near, "THEN": then}


def evaluate(query: CodeQuery, terms: Sequence[Places], plain: Mapping[str, Plain], touched: Touched) -> Places:
    """Return the places of a query, given those of its terms in order.

    `plain` are the operators without a distance; NEAR and THEN are the same on stretches and on units, and differ in what
    `touched` numbers.
    """
    held: list[Places] = []
    waiting = iter(terms)
    for step in query.steps:
        if not isinstance(step, Operator):
            held.append(next(waiting))
            continue
        b, a = held.pop(), held.pop()
        if step.word in BY_DISTANCE:
            held.append(BY_DISTANCE[step.word](a, b, step.distance, touched) if a and b else {})
        else:
            held.append(plain[step.word](a, b))
    return held.pop()


class Lines:
    """The sentences of a source, numbered in order: which of them a stretch touches."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = list(spans)
        self._starts = [start for start, _ in self.spans]
        self._ends = [end for _, end in self.spans]

    def touched(self, span: Span) -> Span | None:
        """Return the first and the last that a stretch touches; None when it lies where there is none."""
        first, last = bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1]) - 1
        return (first, last) if first <= last else None
