"""A timeline: a strip of columns for each thing that is counted, all over the same periods."""

from __future__ import annotations

from qda.core.drawings import Series, Timeline
from qda.core.language import now, speak
from qda.core.message import phrase
from qda.render.pictures.parts import COLUMN, EDGE, HINT, Picture, cut, number, size_of

_WIDE, _STRIP, _BETWEEN, _LEFT, _LONGEST, _MOST = 860, 58, 26, 118, 13, 160
_TOLD = {
    "day": phrase("from {first} to {last}, a column a day"), "week": phrase("from {first} to {last}, a column a week"),
    "month": phrase("from {first} to {last}, a column a month"),
}  # fmt: skip
_GATHERED = {
    "day": phrase("from {first} to {last}, a column for every {n} days"),
    "week": phrase("from {first} to {last}, a column for every {n} weeks"),
    "month": phrase("from {first} to {last}, a column for every {n} months"),
}
_NUMBERED = 26  # so few periods that each column has its number above it


def draw(timeline: Timeline) -> Picture | None:
    """Return the picture, or None when there is nothing to draw. More than 160 periods are gathered by twos, threes, …"""
    some = [series for series in timeline.series if any(series.values)]
    if not timeline.periods or not some:
        return None
    by = -(-len(timeline.periods) // _MOST)
    periods = timeline.periods[::by]
    first, last = (now().day(period) for period in (timeline.periods[0], timeline.periods[-1]))
    told = speak((_GATHERED if by > 1 else _TOLD)[timeline.unit], first=first, last=last, n=by)
    if none := [cut(series.name, HINT) for series in timeline.series if not any(series.values)]:
        told += "; " + ", ".join(speak("no {name}", name=name) for name in none)
    made = Picture(timeline.title, told, _WIDE, 0)
    y = made.head() + 8
    step = (_WIDE - _LEFT - EDGE) / len(periods)
    for series in some:
        sums = [sum(series.values[n : n + by]) for n in range(0, len(series.values), by)]
        _strip(made, series, sums, periods, y, step)
        y += _STRIP + _BETWEEN
    y -= _BETWEEN
    every = max(1, -(-int(COLUMN * max(map(size_of, periods)) + 14) // max(1, int(step))))
    for n in range(0, len(periods), every):
        x = _LEFT + step * (n + 0.5)
        made.line(x, y, x, y + 5)
        anchor = "end" if x + COLUMN * size_of(periods[n]) / 2 > _WIDE - 4 else "middle"
        made.text(x if anchor == "middle" else _WIDE - 4, y + 19, periods[n], anchor=anchor)
    made.height = y + 24 + EDGE
    return made


def _strip(made: Picture, series: Series, sums: list[int], periods: tuple[str, ...], y: float, step: float) -> None:
    """Draw one strip: its name and sum at the left, a column a period."""
    most, floor, name = max(sums), y + _STRIP, cut(series.name, HINT)
    made.label(_LEFT - 10, y + 24, series.name, _LONGEST, "strong", anchor="end")
    made.text(_LEFT - 10, y + 40, speak("{n} in all", n=number(sum(sums))), "soft", anchor="end")
    wide = min(step * 0.8, 40)
    for n, value in enumerate(sums):
        if value:
            high = max(1.5, (_STRIP - 14) * value / most)
            x = _LEFT + step * (n + 0.5)
            made.rect(x - wide / 2, floor - high, wide, high, "mark", f"{periods[n]}: {number(value)} {name}")
            if len(sums) <= _NUMBERED:
                made.text(x, floor - high - 4, number(value), "small", anchor="middle")
    if len(sums) > _NUMBERED:
        first = sums.index(most)
        x = _LEFT + step * (first + 0.5)
        anchor = "end" if x > _WIDE - 40 else "middle"
        made.text(x, floor - (_STRIP - 14) - 4, number(most), "small", anchor=anchor)
    made.line(_LEFT, floor, _WIDE - EDGE, floor)
