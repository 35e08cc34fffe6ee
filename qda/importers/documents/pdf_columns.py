"""The columns of a printed page: where they part, and its lines column by column, whatever the order in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_LINES = 5  # on either side, for a page to have columns of itself
_MOST = 1000  # on a page: drawings and tables may have more, columns of text do not
_SLACK = 3.0  # points by which lines of one column may begin apart
_NARROW = 0.4  # of the other's width: a narrower one holds labels or times beside a text


class PdfLine(NamedTuple):
    """A printed line: its text, its box in points from the bottom left, and the height of its type.

    `gaps` are its wide ones: where the text goes on after it, where it begins and where it ends on the page.
    `raised` says where small figures stand behind a word: start and end in the text.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    height: float
    gaps: Sequence[tuple[int, float, float]] = ()
    raised: Sequence[tuple[int, int]] = ()


class Column(NamedTuple):
    """Lines one under the other; `place` is the same for all columns of a document that stand in one place."""

    lines: list[PdfLine]
    place: tuple[int, ...] = ()


class _Parted(NamedTuple):
    """A page's lines left and right of an edge, and those that stand over both."""

    left: list[PdfLine]
    right: list[PdfLine]
    over: list[PdfLine]


def columns(pages: Sequence[list[PdfLine]]) -> list[list[Column]]:
    """The columns of each page, in the order of reading. A page without any is one column, in the order of the file."""
    pages = [_mended(page) for page in pages]
    found = [_edges(page) for page in pages]
    known = [e for e, _ in Counter(e for edges in found for e in edges).most_common(8)]
    return [_columns(page, edges[:1], known) for page, edges in zip(pages, found, strict=True)]


def _mended(page: Sequence[PdfLine]) -> list[PdfLine]:
    """A page's lines, those whole again that a raised figure parted."""
    out: list[PdfLine] = []
    for x in page:
        a = out[-1] if out else None
        if a is None or abs(a.bottom - x.bottom) > 1 or not -1 < x.left - a.right < max(a.height, x.height):
            out.append(x)
            continue
        at = len(a.text) + 1
        gap = (at, a.right, x.left)
        gaps = [*a.gaps, gap, *((g[0] + at, g[1], g[2]) for g in x.gaps)]
        top, height = max(a.top, x.top), max(a.height, x.height)
        raised = [*a.raised, *((i + at, j + at) for i, j in x.raised)]
        out[-1] = PdfLine(f"{a.text} {x.text}", a.left, min(a.bottom, x.bottom), x.right, top, height, gaps, raised)
    return out


def _columns(
    page: list[PdfLine], edges: Sequence[float], known: Sequence[float], place: tuple[int, ...] = ()
) -> list[Column]:
    edge = next((e for e in (*edges, *known) if e in edges or _fits(_part(page, e), e)), None)
    if edge is None:
        return [Column(_downward(page) if place else page, place)] if page else []
    left, right, over = _part(page, edge)
    out: list[Column] = []
    levels = sorted((x.bottom for x in over), reverse=True)
    high = float("inf")
    for level in [*levels, float("-inf")]:
        for n, side in enumerate((left, right)):
            some = [x for x in side if level < x.bottom <= high]
            here = (*place, round(edge / 8), n)
            inner = _edge(some)
            if some:
                out += _columns(some, () if inner is None else (inner,), known, here)
        across = [x for x in over if x.bottom == level]
        if across and out and out[-1].place == place and not _between(out[-1].lines[-1], across[0], left, right):
            out[-1].lines.extend(across)
        elif across:
            out.append(Column(across, place))
        high = level
    return out


def _between(a: PdfLine, b: PdfLine, left: list[PdfLine], right: list[PdfLine]) -> bool:
    return any(b.bottom < x.bottom <= a.bottom for x in (*left, *right))


def _edges(page: Sequence[PdfLine]) -> list[float]:
    """Return the left edges of a page's columns except the first, the one that separates them best in front."""
    edge = _edge(page)
    if edge is None:
        return []
    left, right, _ = _part(page, edge)
    return [edge, *_edges(left), *_edges(right)]


def _edge(page: Sequence[PdfLine]) -> float | None:
    """Return the left edge of the right column of a page; None for a page with one column."""
    starts: Counter[int] = Counter()
    if len(page) > _MOST:
        return None
    for x in page:
        if x.text:
            starts[round(x.left)] += 1
            for _, _, at in x.gaps:
                starts[round(at)] += 1
    best: tuple[int, float] | None = None
    for start, n in starts.items():
        if n < _LINES // 2:
            continue
        parted = _part(page, start)
        least = min(len(parted.left), len(parted.right))
        worth = least - len(parted.over)
        if least >= _LINES and (best is None or worth > best[0]) and _begin(parted.right, start) and _good(parted):
            best = worth, float(start)
    return None if best is None else best[1]


def _begin(side: Sequence[PdfLine], edge: float) -> bool:
    """True if lines begin at an edge; further columns may be to the right of it."""
    return sum(abs(x.left - edge) <= _SLACK for x in side) >= 0.3 * len(side)


def _good(p: _Parted) -> bool:
    """True if lines beside each other are columns of a text: equally wide and high, and not labels, times or cells."""
    if len(p.over) > max(len(p.left), len(p.right)) or not _aligned(p.left):
        return False
    if any(median(len(x.text.split()) for x in side) < 3 for side in (p.left, p.right)):
        return False
    a, b = (max(x.right for x in side) - min(x.left for x in side) for side in (p.left, p.right))
    if min(a, b) < max(a, b) * _NARROW / 2 or min(a, b) < 60 or a < b * _NARROW:
        return False
    return _beside(p)


def _fits(p: _Parted, edge: float) -> bool:
    """True if a page has the columns that other pages have, even if they hold little."""
    return (
        bool(p.left and p.right) and len(p.over) <= len(p.left) + len(p.right) and _begin(p.right, edge) and _beside(p)
    )


def _beside(p: _Parted) -> bool:
    a, b = ((min(x.bottom for x in side), max(x.top for x in side)) for side in (p.left, p.right))
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > 0.5 * min(a[1] - a[0], b[1] - b[0])


def _aligned(side: Sequence[PdfLine]) -> bool:
    starts = Counter(round(x.left) for x in side)
    most = max(starts.values(), default=0)
    return most > 0 and max(sum(starts[k + d] for d in (-1, 0, 1)) for k in starts) >= 0.4 * len(side)


def _part(page: Sequence[PdfLine], edge: float) -> _Parted:
    out = _Parted([], [], [])
    for x in page:
        if x.left >= edge - _SLACK:
            out.right.append(x)
        elif x.right <= edge - _SLACK:
            out.left.append(x)
        else:
            gap = next((g for g in x.gaps if g[1] < edge - _SLACK <= g[2]), None)
            if gap is None:
                out.over.append(x)
            else:
                a, b = _cut(x, gap)
                out.left.append(a)
                out.right.append(b)
    return out


def _cut(x: PdfLine, gap: tuple[int, float, float]) -> tuple[PdfLine, PdfLine]:
    """A line's parts before and after a gap."""
    at, left, right = gap
    before = x._replace(
        text=x.text[:at].rstrip(), right=left,
        gaps=[g for g in x.gaps if g[0] < at], raised=[r for r in x.raised if r[1] <= at],
    )  # fmt: skip
    after = x._replace(
        text=x.text[at:], left=right,
        gaps=[(i - at, a, b) for i, a, b in x.gaps if i > at], raised=[(i - at, j - at) for i, j in x.raised if i >= at],
    )  # fmt: skip
    return before, after


def _downward(lines: list[PdfLine]) -> list[PdfLine]:
    """A column's lines from above, or as the file has them where it goes down by and large itself."""
    steps = [a.bottom - b.bottom for a, b in pairwise(lines)]
    if sum(s < -1 for s in steps) * 20 <= len(steps):
        return lines
    return sorted(lines, key=lambda x: (-round(x.bottom), x.left))
