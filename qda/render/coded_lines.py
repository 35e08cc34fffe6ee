"""Cut a coded text into its segments, their lines, and the pieces of a line on which the same codings lie."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from qda.core.coded_text import CodedText, Mark, Part

OUTSIDE = "outside"  # the kind of what lies in no segment


class Line(NamedTuple):
    """A line that says something, by its offsets; `first` where a paragraph begins with it."""

    start: int
    end: int
    first: bool


class Piece(NamedTuple):
    """A piece of a line: the codings that lie on all of it, and those of them that had no piece before."""

    text: str
    over: list[Mark]
    fresh: list[Mark]


def parts(text: CodedText) -> Iterator[Part]:
    """Yield the parts of a text, and what lies between them as parts of the kind `OUTSIDE`."""
    at = 0
    for part in text.parts:
        if text.text[at : part.start].strip():
            yield Part(at, part.start, 0, OUTSIDE)
        yield part
        at = part.end
    if text.text[at:].strip():
        yield Part(at, len(text.text), 0, OUTSIDE)


def lines(text: CodedText, part: Part) -> list[Line]:
    """Return the lines of a part that say something."""
    out: list[Line] = []
    first, at = True, part.start
    for line in text.text[part.start : part.end].split("\n"):
        if line.strip():
            out.append(Line(at, at + len(line), first))
        first = not line.strip()
        at += len(line) + 1
    return out


class Cutter:
    """Goes over the lines of a text in order, and knows which codings lie on each."""

    def __init__(self, text: CodedText) -> None:
        self._text = text
        self._waiting = list(reversed(text.marks))  # not begun yet, the next one last
        self._open: list[Mark] = []
        self._placed: set[int] = set()

    def bare(self, part: Part) -> bool:
        """True if no coding lies on the next part."""
        begun = bool(self._waiting) and self._waiting[-1].start < part.end
        return not begun and not any(m.end > part.start for m in self._open)

    def cut(self, line: Line) -> tuple[list[Piece], list[Mark]]:
        """Return the pieces of the next line, and the codings that lie on it."""
        a, b = line.start, line.end
        self._open = [m for m in self._open if m.end > a]
        while self._waiting and self._waiting[-1].start < b:
            m = self._waiting.pop()
            if m.end > a:
                self._open.append(m)
        here, text = self._open, self._text.text
        if not here:
            return [Piece(text[a:b], [], [])], []
        cuts = sorted({a, b, *(x for m in here for x in (m.start, m.end) if a < x < b)})
        out = []
        for start, end in pairwise(cuts):
            over = [m for m in here if m.start <= start and m.end >= end]
            fresh = [m for m in over if m.id not in self._placed]
            self._placed.update(m.id for m in fresh)
            out.append(Piece(text[start:end], over, fresh))
        return out, list(here)

    def left(self) -> list[Mark]:
        """Return the codings that lie on no line: on blanks alone."""
        return [m for m in self._text.marks if m.id not in self._placed]
