"""Draw a curve of things that add up: row by row in a terminal, as an inline SVG on a page.

Colour alone never carries meaning: in a terminal the signs differ, on a page the lines do. Every drawing has its
figures beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from qda.core.document import Curve
from qda.render.safe_text import clean, visible, words
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
        yield painted("(none)", DIM, colour)
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
    return f"{value:.1f}" if isinstance(value, float) else words(value)


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


# On a page.

_W, _H, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 320, 46, 14, 30, 40
_STYLE = (
    "figure.curve{margin:1rem 0}.qc{display:block;width:100%;height:auto}"
    ".qc text{font:12px system-ui,sans-serif;fill:var(--soft,#555)}.qc .axis{stroke:var(--line,#bbb);stroke-width:1}"
    ".qc .all{fill:none;stroke:var(--accent,#1f5a72);stroke-width:2.5;stroke-linejoin:round}"
    ".qc .mean{fill:none;stroke:var(--ink,#222);stroke-width:1.5;stroke-dasharray:2 4}"
    ".qc .new{fill:var(--accent,#1f5a72);fill-opacity:.35}.qc .dot{fill:var(--accent,#1f5a72)}"
)


def svg(curve: Curve, rows: Sequence[Sequence[Any]]) -> str:
    """Return the drawing as one SVG element: bars for what is new, a line for all so far, a dotted line for the mean.

    Text from the study is escaped. Without rows the result is "".
    """
    most = max((row[3] for row in rows), default=0)
    if not rows or most <= 0:
        return ""
    step = (_W - _LEFT - _RIGHT) / len(rows)
    top = _ticks(most)[-1]

    def x(n: float) -> str:
        return f"{_LEFT + (n + 0.5) * step:.1f}"

    def y(value: float) -> str:
        return f"{_H - _BOTTOM - value * (_H - _TOP - _BOTTOM) / top:.1f}"

    title = f"{curve.new} and {curve.before}, from {words(rows[0][1])} to {words(rows[-1][1])}: {most} in all"
    out = [
        f'<svg class="qc" viewBox="0 0 {_W} {_H}" role="img" aria-label="{_safe(title)}">',
        f"<style>{_STYLE}</style>",
    ]
    for value in _ticks(most):
        out.append(f'<line class="axis" x1="{_LEFT}" x2="{_W - _RIGHT}" y1="{y(value)}" y2="{y(value)}"/>')
        out.append(f'<text x="{_LEFT - 8}" y="{float(y(value)) + 4:.1f}" text-anchor="end">{value}</text>')
    wide = min(step * 0.7, 46.0)
    for n, row in enumerate(rows):
        hint = f"<title>{_safe(f'{words(row[0])} {words(row[1])}: {row[2]} new, {row[3]} so far')}</title>"
        height = float(y(0)) - float(y(row[2]))
        out.append(
            f'<rect class="new" x="{float(x(n)) - wide / 2:.1f}" y="{y(row[2])}" width="{wide:.1f}" '
            f'height="{height:.1f}">{hint}</rect>'
        )
    out.append(f'<polyline class="all" points="{" ".join(f"{x(n)},{y(r[3])}" for n, r in enumerate(rows))}"/>')
    if len(rows) <= 60:
        out += [f'<circle class="dot" cx="{x(n)}" cy="{y(r[3])}" r="3.5"/>' for n, r in enumerate(rows)]
    means = [(n, r[4]) for n, r in enumerate(rows) if len(r) > 4 and r[4] is not None]
    if means:
        out.append(f'<polyline class="mean" points="{" ".join(f"{x(n)},{y(v)}" for n, v in means)}"/>')
    longest = max(len(words(row[0])) for row in rows)
    every = max(1, -(-(7 * longest + 10) // step))  # so that numbers do not meet
    for n, row in enumerate(rows):
        if n % every == 0:
            out.append(f'<text x="{x(n)}" y="{_H - _BOTTOM + 16}" text-anchor="middle">{_safe(words(row[0]))}</text>')
    middle = (_W + _LEFT - _RIGHT) // 2
    below = f"{curve.table.columns[1]}, in order"
    out.append(f'<text x="{middle}" y="{_H - 6}" text-anchor="middle">{_safe(below)}</text>')
    out += _legend(curve, bool(means))
    return "".join([*out, "</svg>"])


def _legend(curve: Curve, mean: bool) -> Iterator[str]:
    at = float(_LEFT)
    signs = [
        ('<rect class="new" x="{x}" y="8" width="18" height="10"/>', curve.new),
        ('<line class="all" x1="{x}" x2="{e}" y1="13" y2="13"/>', str(curve.table.columns[3])),
        ('<line class="mean" x1="{x}" x2="{e}" y1="13" y2="13"/>', curve.mean if mean else ""),
    ]
    for sign, name in signs:
        if name:
            yield sign.format(x=f"{at:.0f}", e=f"{at + 18:.0f}")
            yield f'<text x="{at + 24:.0f}" y="17">{_safe(name)}</text>'
            at += 44 + 6.8 * len(name)


def _ticks(most: int) -> list[int]:
    """Return four to six round numbers from 0 up to the first that is not below `most`."""
    size = 1
    while most > 5 * size:
        size = size * 5 // 2 if str(size)[0] == "2" else size * 2
    return list(range(0, most + size, size))


def _safe(text: object) -> str:
    return escape(clean(str(text)))
