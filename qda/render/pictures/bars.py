"""Bars from left to right, each with its label before it and its number behind it."""

from __future__ import annotations

from qda.core.drawings import Bars
from qda.core.language import speak
from qda.render.pictures.parts import COLUMN, EDGE, HINT, Picture, chosen, cut, number, size_of, width_of

_WIDE, _ROW, _LONGEST, _MOST = 760, 22, 42, 100


def draw(bars: Bars) -> Picture | None:
    """Return the picture, or None when there is nothing to draw. Of more than a hundred bars the longest are drawn."""
    if not bars.labels:
        return None
    kept = chosen(bars.values, _MOST)
    told = speak("{unit} of each, {n} in all", unit=bars.unit, n=number(sum(bars.values)))
    if len(kept) < len(bars.labels):
        told = speak("{unit}: the {n} longest of {all:,} bars", unit=bars.unit, n=len(kept), all=len(bars.labels))
    left = EDGE + COLUMN * width_of([bars.labels[n] for n in kept], _LONGEST) + 8
    most = max((bars.values[n] for n in kept), default=0) or 1
    numbers = COLUMN * max(size_of(number(bars.values[n])) for n in kept)
    room = _WIDE - EDGE - left - numbers - 6
    made = Picture(bars.title, told, _WIDE, 0)
    y = made.head()
    for n in kept:
        label, value = bars.labels[n], bars.values[n]
        made.label(left - 8, y + 15, label, _LONGEST, anchor="end")
        long = room * value / most
        made.rect(left, y + 4, long, _ROW - 7, "mark", f"{cut(label, HINT)}: {number(value)}")
        made.text(left + long + 6, y + 15, number(value))
        y += _ROW
    made.line(left, y - _ROW * len(kept), left, y)
    made.height = y + EDGE
    return made
