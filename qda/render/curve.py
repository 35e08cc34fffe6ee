"""Draw a curve of things that add up in a terminal: row by row, its figures and a bar.

Colour alone never carries meaning: the signs differ. `pictures/curve.py` draws the same as SVG.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from qda.core.document import Curve
from qda.core.language import now, speak
from qda.render.safe_text import visible, words
from qda.render.text_width import BOLD, DIM, columns_of, padded, painted, wrap

BEFORE, NEW, MEAN = "░", "█", "┊"
_WIDE, _CALM_BAR, _LEAST_BAR, _LEAST_LABEL, _LONGEST_LABEL = 60, 18, 10, 8, 32
_GAP = "  "


def lines(curve: Curve, width: int | None, colour: bool) -> Iterator[str]:
    """Yield the lines for a terminal: each row with its figures, and a bar of what was there before and what is new."""
    rows = [list(row) for row in curve.table.rows]
    heads = [visible(str(name)).replace("\n", " ") for name in curve.table.columns]
    texts = [[visible(_figure(value)).replace("\n", " ") for value in row] for row in rows]
    sizes = [max(columns_of(text) for text in column) for column in zip(heads, *texts, strict=True)]
    label, fixed = min(sizes[1], _LONGEST_LABEL), sum(sizes) - sizes[1] + len(_GAP) * len(sizes)
    bar = _WIDE
    if width is not None:
        label = max(_LEAST_LABEL, min(label, width - fixed - _CALM_BAR))
        bar = min(_WIDE, width - fixed - label)
    sizes[1] = label
    if bar < _LEAST_BAR:
        from qda.render.terminal_table import table_lines

        yield from table_lines(curve.table if not rows else _kept(curve, rows), width, colour)
        return
    if not rows:
        yield painted(speak("(none)"), DIM, colour)
        return
    yield painted(_GAP.join(padded(h, size, n != 1) for n, (h, size) in enumerate(zip(heads, sizes, strict=True))),
                  BOLD, colour)  # fmt: skip
    yield painted(_GAP.join("─" * size for size in sizes), DIM, colour)
    most = max(row[3] for row in rows)
    for row, cells in zip(rows, texts, strict=True):
        cells[1] = _cut(cells[1], label)
        figures = _GAP.join(padded(c, size, n != 1) for n, (c, size) in enumerate(zip(cells, sizes, strict=True)))
        yield f"{figures}{_GAP}{_bar(row, most, bar)}".rstrip()
    signs = [f"{BEFORE} {curve.before}", f"{NEW} {curve.new}"]
    if curve.mean and len(heads) > 4:
        signs.append(f"{MEAN} {curve.mean}")
    yield ""
    for text in (" · ".join(signs), curve.caption):
        yield from (painted(line, DIM, colour) for line in (wrap(visible(text), width) if text else ()))


def _figure(value: Any) -> str:
    return now().number(f"{value:.1f}") if isinstance(value, float) else words(value)


def _kept(curve: Curve, rows: list[list[Any]]) -> Any:
    from dataclasses import replace

    return replace(curve.table, rows=rows)


def _cut(text: str, size: int) -> str:
    """Cut a label to the room there is."""
    if columns_of(text) <= size:
        return text
    return wrap(text, size - 1)[0][: size - 1].rstrip() + "…"


def _bar(row: Sequence[Any], most: int, size: int) -> str:
    """Draw a bar: what was there before, what is new (at least one sign if anything is), and the mean."""
    if most <= 0:
        return ""
    new, total = row[2], row[3]
    start, end = round((total - new) * size / most), round(total * size / most)
    if new and start == end:
        start, end = (start, end + 1) if end < size else (start - 1, end)
    signs = [BEFORE] * start + [NEW] * (end - start) + [" "] * (size - end)
    if len(row) > 4 and row[4] is not None:
        at = max(0, min(size, round(row[4] * size / most)) - 1)
        if not (new and end - start == 1 and at == start):  # keep the only sign of what is new
            signs[at] = MEAN
    return "".join(signs)
