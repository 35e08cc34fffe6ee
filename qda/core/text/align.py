"""Find the parts of a text that a newer version still has, by lines first, then by words.

This is a patience diff (Bram Cohen). Lines that occur once in each version and are the same are anchors; the stretches
between anchors are compared in the same way, and by words where no line matches. Any white space matches any other, so
a text that was wrapped anew counts as the same text. Nearly linear: a stretch without anchors of its own is compared
word by word only while it is small.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_SMALL = 40_000  # old tokens times new ones up to which all of them are compared


class Run(NamedTuple):
    """A stretch of the old text and its place in the new one. The two lengths differ only in white space."""

    old: int
    old_end: int
    new: int
    new_end: int


class Alignment:
    """The stretches of `old` that are in `new` as well, in order: `runs`."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.runs = _joined(_runs(old, new))
        self._starts = [r.old for r in self.runs]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the place in the new text of a stretch of the old one; None when something in it was added or removed."""
        i = bisect_right(self._starts, start) - 1
        if i < 0 or start >= self.runs[i].old_end:
            return None
        first = self._at(i, start)
        while self.runs[i].old_end < end:
            a, i = self.runs[i], i + 1
            if i == len(self.runs) or self.runs[i].old != a.old_end or self.runs[i].new != a.new_end:
                return None
        last = self._at(i, end - 1) + 1
        return (first, last) if first < last else None

    def ends(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the place of a stretch by its first and last characters, whatever is between them; None when one is gone."""
        i, j = (bisect_right(self._starts, p) - 1 for p in (start, end - 1))
        if i < 0 or start >= self.runs[i].old_end or end - 1 >= self.runs[j].old_end:
            return None
        first, last = self._at(i, start), self._at(j, end - 1) + 1
        return (first, last) if first < last else None

    def shared(self, start: int, end: int) -> list[Run]:
        """Return the runs that overlap a stretch of the old text, cut to that stretch."""
        out = []
        i = max(bisect_right(self._starts, start) - 1, 0)
        for r in self.runs[i:]:
            if r.old >= end:
                break
            if r.old_end > start:
                a, b = max(r.old, start), min(r.old_end, end)
                new = r.new + a - r.old
                out.append(Run(a, b, new, new + b - a) if r.old_end - r.old == r.new_end - r.new else r)
        return out

    def _at(self, run: int, position: int) -> int:
        r = self.runs[run]
        return min(r.new + position - r.old, r.new_end - 1)


def squashed(text: str) -> str:
    """Return a text without its white space, for comparing two versions of it."""
    return "".join(text.split())


def _runs(old: str, new: str) -> list[Run]:
    a, b = _tokens(_LINES, old, 0, len(old)), _tokens(_LINES, new, 0, len(new))
    out: list[Run] = []
    for i, i2, j, j2 in _gaps(a, b, out):
        if i == i2 or j == j2:
            continue
        x = _tokens(_WORDS, old, a.starts[i], a.starts[i2])
        y = _tokens(_WORDS, new, b.starts[j], b.starts[j2])
        for p, p2, q, q2 in _gaps(x, y, out):
            if 0 < (p2 - p) * (q2 - q) <= _SMALL:
                from difflib import SequenceMatcher

                found = SequenceMatcher(None, x.keys[p:p2], y.keys[q:q2], autojunk=False)
                for m, n, size in found.get_matching_blocks():
                    _take(x, y, p + m, q + n, size, out)
    out.sort()
    return out


class _Tokens(NamedTuple):
    keys: Sequence[str]  # what tokens are compared by
    starts: Sequence[int]  # where each begins, and where the last one ends


def _tokens(pattern: re.Pattern[str], text: str, start: int, end: int) -> _Tokens:
    keys, starts = [], []
    for m in pattern.finditer(text, start, end):
        token = m[0]
        keys.append(" " if pattern is _WORDS and token.isspace() else token)
        starts.append(m.start())
    return _Tokens(keys, [*starts, end])


def _take(a: _Tokens, b: _Tokens, i: int, j: int, size: int, out: list[Run]) -> None:
    for k in range(size):
        out.append(Run(a.starts[i + k], a.starts[i + k + 1], b.starts[j + k], b.starts[j + k + 1]))


def _gaps(a: _Tokens, b: _Tokens, out: list[Run]) -> list[tuple[int, int, int, int]]:
    """Return the gaps between anchors. The anchors, and equal tokens next to them, are added to `out`."""
    left: list[tuple[int, int, int, int]] = []
    todo = [(0, len(a.keys), 0, len(b.keys))]
    while todo:
        i, i2, j, j2 = todo.pop()
        n = 0
        while i + n < i2 and j + n < j2 and a.keys[i + n] == b.keys[j + n]:
            n += 1
        _take(a, b, i, j, n, out)
        i, j, n = i + n, j + n, 0
        while i < i2 - n and j < j2 - n and a.keys[i2 - n - 1] == b.keys[j2 - n - 1]:
            n += 1
        _take(a, b, i2 - n, j2 - n, n, out)
        i2, j2 = i2 - n, j2 - n
        if i == i2 or j == j2:
            if i < i2 or j < j2:
                left.append((i, i2, j, j2))
            continue
        anchors = _anchors(a.keys[i:i2], b.keys[j:j2])
        if not anchors:
            left.append((i, i2, j, j2))
            continue
        p, q = i, j
        for m, n in anchors:
            todo.append((p, i + m, q, j + n))
            p, q = i + m, j + n
        todo.append((p, i2, q, j2))  # begins with the last anchor, which the next round takes as alike
    return left


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of tokens that occur once in each, in the longest order that both share (patience sorting)."""
    in_a, in_b = Counter(a), Counter(b)
    at = {t: n for n, t in enumerate(b) if in_b[t] == 1 and in_a.get(t) == 1}
    pairs = [(m, at[t]) for m, t in enumerate(a) if t in at]
    tops: list[int] = []
    last: list[int] = []
    back: list[int] = []
    for k, (_, n) in enumerate(pairs):
        pile = bisect_left(tops, n)
        if pile == len(tops):
            tops.append(n)
            last.append(k)
        else:
            tops[pile], last[pile] = n, k
        back.append(last[pile - 1] if pile else -1)
    out = []
    k = last[-1] if last else -1
    while k >= 0:
        out.append(pairs[k])
        k = back[k]
    return out[::-1]


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Join runs that follow each other in both texts, where old and new length are equal."""
    out: list[Run] = []
    for r in runs:
        if out:
            o = out[-1]
            plain = o.old_end - o.old == o.new_end - o.new and r.old_end - r.old == r.new_end - r.new
            if plain and o.old_end == r.old and o.new_end == r.new:
                out[-1] = Run(o.old, r.old_end, o.new, r.new_end)
                continue
        out.append(r)
    return out
