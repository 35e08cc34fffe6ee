"""Which of several places of a quote another program meant, by the paragraph or the character that its table gives."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qda.importers.tables.coded_segments import Near

Span = tuple[int, int]


class Paragraphs:
    """The paragraphs of a text as programs number them: every line, or only lines that are not blank.

    Which of the two a table counts is told by the quotes that occur once: `anchors` are their starts, each with the number
    that the table gives. Without any, both count.
    """

    def __init__(self, text: str, anchors: Sequence[tuple[int, int]]) -> None:
        lines = text.split("\n")
        self._starts: list[int] = []
        self._filled: list[int] = []  # lines up to this one that are not blank
        at = filled = 0
        for line in lines:
            filled += bool(line.strip())
            self._starts.append(at)
            self._filled.append(filled)
            at += len(line) + 1
        off = [sum(abs(self._number(start, way) - n) for start, n in anchors) for way in (False, True)]
        self._ways = [way for way in (False, True) if off[way] == min(off)]

    def _number(self, position: int, filled: bool) -> int:
        line = bisect_right(self._starts, position) - 1
        return self._filled[line] if filled else line + 1

    def nearest(self, places: Sequence[Span], paragraph: int) -> Span | None:
        """Return the place nearest to a paragraph; None when two are as near, or when it depends on how lines are counted."""
        found = {_nearest(places, [self._number(a, way) for a, _ in places], paragraph) for way in self._ways}
        return found.pop() if len(found) == 1 else None


def choose(places: Sequence[Span], near: Near, paragraphs: Paragraphs) -> Span | None:
    """Return the one place that is nearest to where the table says that the quote begins; None when it does not tell."""
    if near.unit == "character":
        return _nearest(places, [a for a, _ in places], near.at)
    return paragraphs.nearest(places, near.at)


def _nearest(places: Sequence[Span], numbers: Sequence[int], wanted: int) -> Span | None:
    away = [abs(n - wanted) for n in numbers]
    best = min(away)
    return places[away.index(best)] if away.count(best) == 1 else None
