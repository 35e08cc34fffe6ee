"""A heat map: numbers in a grid, and the darker a cell the more; each cell has its number in it."""

from __future__ import annotations

from qda.core.drawings import Heat
from qda.core.language import speak
from qda.render.pictures.parts import COLUMN, EDGE, HINT, Picture, chosen, cut, number, size_of, width_of

_ROW, _LEAST, _LONGEST, _SLANTED, _MOST = 24, 30, 34, 26, 60
_LEAN = 0.71  # of a text at 45 degrees


def draw(heat: Heat) -> Picture | None:
    """Return the picture, or None when there is nothing to draw.

    Of more than sixty rows or columns those with the greatest sums are drawn.
    """
    if not heat.rows or not heat.columns:
        return None
    across, down = [0.0] * len(heat.columns), [0.0] * len(heat.rows)
    for row, column, value in heat.cells:
        down[row] += value
        across[column] += value
    rows, columns = chosen(down, _MOST), chosen(across, _MOST)
    kept = [c for c in heat.cells if c[0] in set(rows) and c[1] in set(columns)] if _cut(heat) else heat.cells
    told = speak("{unit}; an empty cell is 0", unit=heat.unit)
    if _cut(heat):
        told = speak(
            "{told}; the {rows} rows of {every_row:,} and {columns} columns of {every_column:,} with the most",
            told=told, rows=len(rows), every_row=len(heat.rows), columns=len(columns), every_column=len(heat.columns),
        )  # fmt: skip
    most = max((value for *_, value in kept), default=0) or 1
    size = max(_LEAST, 10 + COLUMN * max((size_of(number(v)) for *_, v in kept), default=1.0))
    left = EDGE + COLUMN * width_of([heat.rows[n] for n in rows], _LONGEST) + 8
    slanted = COLUMN * _LEAN * width_of([heat.columns[n] for n in columns], _SLANTED)
    words = COLUMN * min(90, max(size_of(told), 1.4 * size_of(cut(heat.title, 90))))
    wide = max(left + size * len(columns) + slanted + EDGE, words + 2 * EDGE, 360)
    made = Picture(heat.title, told, wide, 0)
    top = made.head() + slanted + 10
    for n, column in enumerate(columns):
        made.label(left + size * (n + 0.5) + 3, top - 6, heat.columns[column], _SLANTED, turn=-45)
    for n, row in enumerate(rows):
        made.label(left - 8, top + _ROW * n + 16, heat.rows[row], _LONGEST, anchor="end")
    for n in range(len(rows) + 1):
        made.line(left, top + _ROW * n, left + size * len(columns), top + _ROW * n)
    for n in range(len(columns) + 1):
        made.line(left + size * n, top, left + size * n, top + _ROW * len(rows))
    places = {row: n for n, row in enumerate(rows)}, {column: n for n, column in enumerate(columns)}
    if heat.alike:
        for n in range(min(len(rows), len(columns))):
            made.rect(left + size * n + 1, top + _ROW * n + 1, size - 2, _ROW - 2, "blank")
    for row, column, value in sorted(kept):
        x, y = left + size * places[1][column], top + _ROW * places[0][row]
        hint = f"{cut(heat.rows[row], HINT)} × {cut(heat.columns[column], HINT)}: {number(value)}"
        made.rect(
            x + 1, y + 1, size - 2, _ROW - 2, "heat", hint, more=f' fill-opacity="{0.07 + 0.53 * value / most:.2f}"'
        )
        made.text(x + size / 2, y + 16, number(value), anchor="middle")
    made.height = top + _ROW * len(rows) + EDGE
    return made


def _cut(heat: Heat) -> bool:
    return len(heat.rows) > _MOST or len(heat.columns) > _MOST
