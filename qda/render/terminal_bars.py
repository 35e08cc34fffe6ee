"""Bars beside the rows of a table in a terminal: how much each row has, or where it lies in a text."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.results import Table

FULL, EMPTY = "█", "·"
_LEAST, _MOST = 8, 40  # columns of a bar


class Bars:
    """The bars of a table, in the order of its rows; none for a table that is not drawn in bars.

    `least` are the columns that they need beside the table, 0 without bars; `room` those that they get. `below` says that
    each stands below its row, where there is no room beside it.
    """

    def __init__(self, spans: Sequence[tuple[float, float]] = (), *, lying: bool = False) -> None:
        self._spans, self._at, self._lying = spans, 0, lying
        self.room, self.below = 0, False

    @classmethod
    def of(cls, table: Table, width: int | None) -> Bars:
        """Return the bars of a table in a terminal of that width."""
        drawn = table.drawing
        if drawn is None or width is None:
            return cls()
        from qda.core import drawings

        if isinstance(drawn, drawings.Portrait):
            return cls([(s.start, s.end) for s in drawn.stretches], lying=True)
        values: Sequence[float] = ()
        if isinstance(drawn, drawings.Bars):
            values = drawn.values
        elif isinstance(drawn, drawings.Timeline) and drawn.series:
            values = drawn.series[0].values
        most = max(values, default=0)
        return cls([(0.0, value / most) for value in values]) if most else cls()

    @property
    def least(self) -> int:
        """The columns that bars need beside a table, with the gap before them."""
        return _LEAST + 2 if self._spans else 0

    def next(self) -> str:
        """Return the bar of the next row; "" where there is none."""
        if self._at >= len(self._spans):
            return ""
        (start, end), size = self._spans[self._at], min(self.room, _MOST)
        self._at += 1
        first = min(int(start * size), size - 1)
        last = max(first, round(end * size)) if self._lying else round(end * size)
        if end > start and last == first:  # what there is is seen, however little
            last = first + 1
        bar = FULL * (last - first)
        return EMPTY * first + bar + EMPTY * (size - last) if self._lying else bar
