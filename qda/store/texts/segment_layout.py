"""Segments laid on a text: which of them holds a place, which parts of a stretch count, and what these come to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qda.core.kinds import INNER_KINDS


class Segment(NamedTuple):
    """A segment as stored; offsets are code points into its source's text, end exclusive."""

    id: int
    n: int
    kind: str
    parent: int | None
    participant: int | None
    author: str | None
    date: str | None
    reply_to: int | None
    start: int
    end: int
    words: int


class Layout:
    """A source's segments with a fast answer to: which segment holds this position?"""

    def __init__(self, text: str, segments: Sequence[Segment]) -> None:
        self.text, self.segments = text, segments
        self._pieces = pieces(segments)
        self._starts = [p[0] for p in self._pieces]
        self._odd: list[int] | None = None

    def counts(self, start: int, end: int) -> tuple[int, int | None, int | None, int]:
        """What is kept of a coding of this stretch: words, first segment, last segment, characters.

        Most stretches lie in one segment, or in several of which every word counts: these are counted at once.
        """
        starts, pieces = self._starts, self._pieces
        i = j = bisect_right(starts, start) - 1
        if i >= 0 and start < pieces[i][1]:
            if end > pieces[i][1]:
                j = bisect_right(starts, end - 1, i) - 1
            first = self.segments[pieces[i][2]]
            if end <= pieces[j][1]:
                if i == j:
                    if first.kind == "boilerplate":
                        return 0, first.id, first.id, 0
                    return len(self.text[start:end].split()), first.id, first.id, end - start
                odd = self._odd or self._count_odd()
                if odd[i] == odd[j] and first.kind not in INNER_KINDS:
                    last = self.segments[pieces[j][2]]
                    return len(self.text[start:end].split()), first.id, last.id, end - start
        first_, last_ = self.at(start), self.at(end - 1)
        words, characters = self.measured(start, end)
        return words, first_.id if first_ else None, last_.id if last_ else None, characters

    def _count_odd(self) -> list[int]:
        """How many pieces up to each one do not count, or do not stand apart from the one before by blanks alone."""
        self._odd, n, at = [], 0, 0
        for a, b, i in self._pieces:
            n += self.segments[i].kind in INNER_KINDS or not self.text[at:a].isspace()
            self._odd.append(n)
            at = b
        return self._odd

    def at(self, position: int) -> Segment | None:
        """The innermost segment that holds the position; in the blank between two, the next one in the text."""
        i = bisect_right(self._starts, position) - 1
        if i >= 0 and position < self._pieces[i][1]:
            return self.segments[self._pieces[i][2]]
        if i + 1 < len(self._pieces):
            return self.segments[self._pieces[i + 1][2]]
        return self.segments[self._pieces[-1][2]] if self._pieces else None

    def covered(self, start: int, end: int) -> list[tuple[int, int, Segment]]:
        """The stretch cut into the parts that lie in one innermost segment each."""
        out = []
        i = max(bisect_right(self._starts, start) - 1, 0)
        while i < len(self._pieces) and self._pieces[i][0] < end:
            a, b, s = self._pieces[i]
            if b > start:
                out.append((max(a, start), min(b, end), self.segments[s]))
            i += 1
        return out

    def counted(
        self, start: int, end: int, leave_out: frozenset[int] | set[int] = frozenset()
    ) -> list[tuple[int, int]]:
        """The parts of a stretch whose words count.

        Boilerplate never does; an inner segment (quoted, note) only where the stretch begins in it; nor does what the
        participants in `leave_out` wrote.
        """
        return self._counted(start, self.covered(start, end), leave_out)

    def _counted(
        self, start: int, covered: list[tuple[int, int, Segment]], leave_out: frozenset[int] | set[int] = frozenset()
    ) -> list[tuple[int, int]]:
        own = self.at(start)
        return [
            (a, b)
            for a, b, s in covered
            if s.kind != "boilerplate"
            and (s.kind not in INNER_KINDS or s is own)
            and (s.participant is None or s.participant not in leave_out)
        ]

    def within(self, start: int, end: int) -> Segment | None:
        """The innermost segment that holds the whole stretch, if one does without another inside it."""
        i = bisect_right(self._starts, start) - 1
        if i >= 0 and end <= self._pieces[i][1]:
            return self.segments[self._pieces[i][2]]
        return None

    def measured(self, start: int, end: int) -> tuple[int, int]:
        """Count what counts of a stretch: words, separated by white space, and characters.

        All its characters, unless a part of it does not count.
        """
        covered = self.covered(start, end)
        parts = self._counted(start, covered)
        characters = end - start if len(parts) == len(covered) else span(parts, self.text)
        return sum(len(self.text[a:b].split()) for a, b in parts), characters


def span(parts: Iterable[tuple[int, int]], text: str) -> int:
    """Characters of the parts, with the blanks between two that follow each other."""
    total, last = 0, None
    for a, b in parts:
        total += b - a
        if last is not None and not text[last:a].strip():
            total += a - last
        last = b
    return total


def pieces(segments: Sequence[Segment]) -> list[tuple[int, int, int]]:
    """Flat, ordered, disjoint stretches (start, end, index of the innermost segment)."""
    end = 0
    for s in segments:
        if s.start < end:
            break
        end = s.end
    else:  # none inside another: as most pages are
        return [(s.start, s.end, i) for i, s in enumerate(segments) if s.start < s.end]
    out: list[tuple[int, int, int]] = []
    held: list[tuple[int, int]] = []  # (index, where it goes on from): outer segments that are still open

    def close(until: int) -> None:
        while held and segments[held[-1][0]].end <= until:
            i, at = held.pop()
            if at < segments[i].end:
                out.append((at, segments[i].end, i))
            if held:
                held[-1] = (held[-1][0], max(held[-1][1], segments[i].end))

    for i, s in enumerate(segments):
        close(s.start)
        if held and held[-1][1] < s.start:
            out.append((held[-1][1], s.start, held[-1][0]))
        if held:
            held[-1] = (held[-1][0], s.start)
        held.append((i, s.start))
    close(max((s.end for s in segments), default=0))
    return out
