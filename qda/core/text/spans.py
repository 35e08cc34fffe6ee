"""Arithmetic on stretches of a text: half-open (start, end) pairs of code-point offsets.

A stretch with end <= start is empty and is ignored.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def union(spans: Iterable[Span]) -> list[Span]:
    """Return what any of the spans covers, in order; spans that overlap or touch are merged."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if out and start <= out[-1][1]:
            if end > out[-1][1]:
                out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def length(spans: Iterable[Span]) -> int:
    """Return how many characters the spans cover, each counted once."""
    return sum(end - start for start, end in union(spans))


def overlap(a: Span, b: Span) -> Span | None:
    """Return the part that two spans share; None when they share no character."""
    start, end = max(a[0], b[0]), min(a[1], b[1])
    return (start, end) if start < end else None


def innermost(segments: Sequence[Span], position: int) -> int | None:
    """Return the index of the innermost segment that holds a position; None when there is none.

    segments: (start, end) in text order, an outer one before its inner ones (start ascending, of equal starts the
    longer first), nested, never crossing. Takes O(log n) for a position inside a segment that has no inner ones before
    it, else a step for each inner one before it; a position in no segment walks back to the first.
    """
    i = bisect_right(segments, position, key=_start) - 1
    while i >= 0:
        if position < segments[i][1]:
            return i
        i -= 1
    return None


def _start(span: Span) -> int:
    return span[0]
